import type { Keyring } from './token';

/** HMAC-SHA256 is as strong as its key up to 32 bytes: https://www.rfc-editor.org/rfc/rfc2104#section-3 */
const MIN_SECRET_CHARACTERS = 32;

/**
 * Reads the signing secret: `{"keys": [{"id", "secret"}, ...]}` with the newest first, or a single `{"id", "secret"}` as
 * the construct generates it. Throws an error that says what is wrong and never shows a secret.
 */
export function parseKeyring(text: string): Keyring {
  const value = parse(text);
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : [value];
  if (!Array.isArray(keys) || keys.length === 0) throw refusal("its 'keys' are no list, or an empty one");
  const entries = keys.map((key: unknown, index) => readKey(key, `key ${index + 1}`));
  const ring = new Map(entries);
  if (ring.size < entries.length) throw refusal('two of its keys have the same id');
  return ring;
}

function readKey(key: unknown, name: string): readonly [string, string] {
  const { id, secret } = (key ?? {}) as { readonly id?: unknown; readonly secret?: unknown };
  if (typeof id !== 'string' || !/^[\w-]{1,32}$/.test(id)) {
    throw refusal(`${name} needs an 'id' of up to 32 letters, digits, '-' and '_'`);
  }
  if (typeof secret !== 'string' || secret.length < MIN_SECRET_CHARACTERS) {
    throw refusal(`${name} needs a 'secret' of at least ${MIN_SECRET_CHARACTERS} characters`);
  }
  return [id, secret];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw refusal('it is not JSON');
  }
}

function refusal(problem: string): Error {
  return new Error(`The signing secret cannot be used: ${problem}; it holds {"keys":[{"id":"...","secret":"..."}]}`);
}
