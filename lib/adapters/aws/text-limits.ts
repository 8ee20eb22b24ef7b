/**
 * The text's beginning that fits into `maxBytes` of UTF-8, ending in `...` where something was cut off. Cut between
 * characters, never inside one. `maxBytes` is at least 3.
 */
export function truncateUtf8(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes - 3;
  // 10xxxxxx continues a character: step back to where it begins.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}...`;
}

/**
 * Without what SQS and SNS refuse in a text: control characters but tab and line breaks, lone surrogates, U+FFFE and
 * U+FFFF. Each becomes U+FFFD.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function acceptableText(text: string): string {
  // Encoding replaces lone surrogates.
  const wellFormed = Buffer.from(text).toString();
  return wellFormed.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
