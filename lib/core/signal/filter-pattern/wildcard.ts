/**
 * A test for a text with gaps: the literal parts must occur in order, the first at the start and the last at the end,
 * with anything between them. One part means equality. No backtracking: taking the leftmost place for each part is
 * always right.
 *
 * ```ts
 * matchesParts(['GET ', '.html'])('GET /index.html'); // true: the pattern was 'GET *.html'
 * ```
 */
export function matchesParts(parts: readonly string[]): (text: string) => boolean {
  const first = parts[0] ?? '';
  if (parts.length <= 1) return (text) => text === first;
  const last = parts[parts.length - 1] ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let position = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return position <= end;
  };
}
