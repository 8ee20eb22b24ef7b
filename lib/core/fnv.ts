/**
 * FNV-1a of 32 bits over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/), as an integer that may be
 * negative. Another `basis` or `prime` makes another hash. Not for secrets: it spreads texts, and it never changes.
 */
export function fnv1a(text: string, basis = 0x811c9dc5, prime = 0x01000193): number {
  let hash = basis;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return hash;
}
