/** One member of W3C baggage, what services tell all services behind them: https://www.w3.org/TR/baggage/ */
export interface BaggageMember {
  readonly key: string;
  /** Any text; percent-encoded in the header only. */
  readonly value: string;
  /** What follows the value, as it came: `ttl=60;hop`. */
  readonly properties?: string;
}

/** What is read and passed on; the specification asks for at least 64 members and 8,192 bytes. */
const MAX_MEMBERS = 180;
const MAX_BYTES = 8_192;

const MEMBER = /^([!#$%&'*+.^`|~\w-]+)[\t ]*=[\t ]*([!#-+\--:<-[\]-~]*)[\t ]*(?:;([\t -~]*))?$/;

/** The valid members in their order, at most 180; what lies beyond 8,192 bytes is not read. */
export function parseBaggage(header = ''): readonly BaggageMember[] {
  const isCut = header.length > MAX_BYTES;
  const texts = header.slice(0, MAX_BYTES + 1).split(',');
  const members = (isCut ? texts.slice(0, -1) : texts).flatMap((text): BaggageMember[] => {
    const [, key, value = '', properties] = MEMBER.exec(text.trim()) ?? [];
    return key ? [{ key, value: decode(value), properties }] : [];
  });
  return members.slice(0, MAX_MEMBERS);
}

/** Members that are malformed or have no place left are left out. */
export function formatBaggage(members: readonly BaggageMember[]): string {
  let header = '';
  let count = 0;
  for (const member of members) {
    const text = memberText(member);
    const longer = count > 0 ? `${header},${text}` : text;
    if (!text || longer.length > MAX_BYTES || count === MAX_MEMBERS) continue;
    header = longer;
    count += 1;
  }
  return header;
}

function memberText({ key, value, properties }: BaggageMember): string {
  if (key.length + value.length > MAX_BYTES) return '';
  // Half a surrogate pair has no UTF-8.
  const encoded = encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
  const text = `${key}=${encoded}${properties ? `;${properties}` : ''}`;
  return MEMBER.test(text) && !properties?.includes(',') ? text : '';
}

/** What is no UTF-8 becomes U+FFFD, as the specification asks; a lone `%` stays. */
function decode(value: string): string {
  return value.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    const bytes = run
      .slice(1)
      .split('%')
      .map((byte) => Number.parseInt(byte, 16));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  });
}
