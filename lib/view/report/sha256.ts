/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes in base64, as `script-src 'sha256-...'` takes it. Written out because
 * this folder stays pure and synchronous, which neither `node:crypto` nor Web Crypto is.
 */
export function sha256Base64(text: string): string {
  const state = Uint32Array.from(fractions(8, 1 / 2));
  const blocks = padded(new TextEncoder().encode(text));
  for (let offset = 0; offset < blocks.byteLength; offset += 64)
    compress(state, new DataView(blocks.buffer, offset, 64));
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => {
    digest.setUint32(index * 4, word);
  });
  return btoa(String.fromCharCode(...new Uint8Array(digest.buffer)));
}

/** The message, a one bit, zeros, and the message's length in bits as a 64-bit number: whole blocks of 64 bytes. */
function padded(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  blocks.set(message);
  blocks[message.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(blocks.length - 4, (message.length * 8) >>> 0);
  return blocks;
}

function compress(state: Uint32Array, block: DataView): void {
  const words = new Uint32Array(64);
  for (let t = 0; t < 64; t += 1) {
    words[t] =
      t < 16
        ? block.getUint32(t * 4)
        : at(words, t - 16) + sigma0(at(words, t - 15)) + at(words, t - 7) + sigma1(at(words, t - 2));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + at(ROUND, t) + at(words, t);
    const t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = at(state, index) + value;
  });
}

const ROUND = Uint32Array.from(fractions(64, 1 / 3));

/** The first 32 bits of the fractional parts of the roots of the first `count` primes: the standard's constants. */
function fractions(count: number, power: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => Math.floor((prime ** power % 1) * 2 ** 32));
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function sigma0(word: number): number {
  return rotate(word, 7) ^ rotate(word, 18) ^ (word >>> 3);
}

function sigma1(word: number): number {
  return rotate(word, 17) ^ rotate(word, 19) ^ (word >>> 10);
}
