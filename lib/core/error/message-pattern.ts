/**
 * A message with its changing parts replaced, so that repeats of one error read alike: `Order 4711 of a@b.de not found`
 * becomes `Order <number> of <email> not found`. Reads the first 1,024 characters; the text is cut into
 * words, and each is matched from its beginning to its end, so that no message is slow to read.
 */
export function messagePattern(message: string): string {
  const text = message.slice(0, 1_024).normalize('NFC').replace(/\s+/g, ' ').trim();
  // What V8 says of bad JSON quotes the JSON.
  if (/^(Une|E)xpected .*JSON/.test(text)) return 'bad JSON';
  return text
    .replace(JSON_VALUE, '<json>')
    .split(/([ "'`,;()[\]{}<>|]+)/)
    .map(wordPattern)
    .join('');
}

/** An embedded object or list is one changing part, up to the last closing bracket. */
const JSON_VALUE = /[[{]["{].*[}\]]/;

/** What a whole word can be, first match wins. Dates, times, IP addresses and durations are numbers, too. */
const WORDS: readonly (readonly [string, RegExp])[] = [
  ['<url>', /^(arn:|[a-z][a-z\d+]*:\/\/)/i],
  ['<email>', /^[^@]+@[^@]+$/],
  ['<id>', /^(Root=)?[\da-f][\da-f-]{15,}$/i],
  ['<number>', /^[+-]?\d[\d.,:TZ+-]*([a-zµ]{1,7}|%)?$/],
];

function wordPattern(word: string): string {
  const bare = word.replace(/[.:!?]$/, '');
  const found = WORDS.find(([, pattern]) => pattern.test(bare));
  return found ? found[0] + word.slice(bare.length) : word.replace(/[a-z\d]+|\p{Nd}+/giu, partPattern);
}

/** A run of letters and digits inside a word: `order-4711`, `tenant=8f3a2b`. Names like `EC2` and `http2` stay. */
function partPattern(part: string): string {
  if (/^\p{Nd}+$/u.test(part)) return '<number>';
  return part.length > 5 && /\d.*\d/.test(part) ? '<id>' : part;
}
