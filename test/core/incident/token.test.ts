import fc from 'fast-check';
import { hmacSha256 } from '../../../lib/adapters/aws/hmac';
import { parseKeyring } from '../../../lib/core/incident/keyring';
import {
  decodeToken,
  encodeToken,
  linkOf,
  MAX_TOKEN_CHARACTERS,
  MAX_TOKEN_MS,
  type Signing,
  sameText,
  type Token,
} from '../../../lib/core/incident/token';
import { anyCharacter } from '../../any-character';

const NOW = Date.UTC(2026, 0, 15, 8);
const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const signing: Signing = {
  keys: new Map([
    ['k2', NEW],
    ['k1', OLD],
  ]),
  hmac: hmacSha256,
};
const grant: Omit<Token, 'keyId'> = {
  incidentId: '01KEYINCIDENT',
  generation: 2,
  action: 'acknowledge',
  responder: 'alice',
  expiresMs: NOW + 3_600_000,
  id: '01KEYINCIDENT/2/page/0/@alice',
};

/** A payload of any content, signed by a real key. */
function signed(payload: unknown, secret = NEW): string {
  const text = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64url');
  return `${text}.${hmacSha256(secret, `link:${text}`)}`;
}

const payload = { inc: 'i', gen: 1, act: 'acknowledge', who: 'alice', exp: NOW + 1, jti: 'j', kid: 'k2' };

describe('a token', () => {
  test('comes back as it was signed, with the newest key', () => {
    const text = encodeToken(grant, signing, NOW);
    expect(decodeToken(text, signing, NOW)).toEqual({ token: { ...grant, keyId: 'k2' } });
    expect(text).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  test('of any responder comes back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter, minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1 }),
        (responder, n) => {
          const token = { ...grant, responder, generation: n };
          expect(decodeToken(encodeToken(token, signing, NOW), signing, NOW).token).toEqual({ ...token, keyId: 'k2' });
        },
      ),
    );
  });

  test('of the key before is good while both are active, and of no use once it is gone', () => {
    const text = encodeToken(grant, { ...signing, keys: new Map([['k1', OLD]]) }, NOW);
    expect(decodeToken(text, signing, NOW).token?.keyId).toBe('k1');
    expect(decodeToken(text, { ...signing, keys: new Map([['k2', NEW]]) }, NOW)).toEqual({ problem: 'unknown key' });
  });

  test('is good until the millisecond before its end', () => {
    const text = encodeToken(grant, signing, NOW);
    expect(decodeToken(text, signing, grant.expiresMs - 1).token).toBeDefined();
    expect(decodeToken(text, signing, grant.expiresMs)).toEqual({ problem: 'expired' });
  });

  test('is never good for longer than a day', () => {
    const at = (expiresMs: number) => () => encodeToken({ ...grant, expiresMs }, signing, NOW);
    expect(at(NOW + MAX_TOKEN_MS)).not.toThrow();
    for (const expiresMs of [NOW + MAX_TOKEN_MS + 1, NOW, Number.NaN, NOW + 0.5]) {
      expect(at(expiresMs)).toThrow(`'expiresMs' must lie within 24 hours from now (${NOW}), got ${expiresMs}`);
    }
    expect(decodeToken(signed({ ...payload, exp: NOW + MAX_TOKEN_MS + 1 }), signing, NOW)).toEqual({
      problem: 'malformed',
    });
  });

  test('with any character changed is refused', () => {
    const text = encodeToken(grant, signing, NOW);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...alphabet), (index, character) => {
        fc.pre(text[index] !== character);
        const changed = text.slice(0, index) + character + text.slice(index + 1);
        expect(decodeToken(changed, signing, NOW).token).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test('signed by a key that only claims to be ours is forged', () => {
    expect(decodeToken(signed(payload, 'x'.repeat(32)), signing, NOW)).toEqual({ problem: 'forged' });
  });

  test('is refused with a signature that was made for something else', () => {
    const [text] = signed(payload).split('.');
    expect(decodeToken(`${text}.${hmacSha256(NEW, `${text}`)}`, signing, NOW)).toEqual({ problem: 'forged' });
  });

  test('that lacks a field or has a wrong one is malformed, even if it is signed', () => {
    expect(decodeToken(signed(payload), signing, NOW).token).toBeDefined();
    const wrong = [
      { inc: '' },
      { inc: 7 },
      { gen: 0 },
      { gen: 1.5 },
      { gen: '1' },
      { act: 'close' },
      { act: '__proto__' },
      { who: '' },
      { who: undefined },
      { exp: null },
      { jti: {} },
    ];
    for (const change of wrong) {
      expect(decodeToken(signed({ ...payload, ...change }), signing, NOW)).toEqual({ problem: 'malformed' });
    }
  });

  test('never makes the reader throw, whatever it is', () => {
    const hostile = [
      '',
      '.',
      'a.b',
      '....',
      signed('{'),
      signed('[]'),
      signed('null'),
      signed('7'),
      '\ud800.\ud800',
      'é.é',
    ];
    for (const text of hostile) expect(decodeToken(text, signing, NOW).token).toBeUndefined();
    expect(decodeToken(signed({ ...payload, kid: '__proto__' }), signing, NOW)).toEqual({ problem: 'unknown key' });
    expect(decodeToken(signed(Buffer.from([0xff, 0xfe]).toString('latin1')), signing, NOW).token).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
        expect(decodeToken(text, signing, NOW).problem).toBeDefined();
      }),
    );
  });

  test('of more than 2 KB is neither made nor read', () => {
    expect(() => encodeToken({ ...grant, responder: 'x'.repeat(2_000) }, signing, NOW)).toThrow(
      /at most 2048 characters, got \d+; shorten the responder's name$/,
    );
    const long = signed({ ...payload, who: 'x'.repeat(80_000) });
    const hmac = jest.fn(hmacSha256);
    expect(decodeToken(long, { ...signing, hmac }, NOW)).toEqual({ problem: 'malformed' });
    expect(hmac).not.toHaveBeenCalled();
    expect(long.length).toBeGreaterThan(MAX_TOKEN_CHARACTERS);
  });

  test('needs a key to be signed with', () => {
    expect(() => encodeToken(grant, { ...signing, keys: new Map() }, NOW)).toThrow(
      'got none; put one into the signing secret',
    );
  });

  test('stands in a link below the address of the pages, with one slash', () => {
    expect(linkOf('https://a.lambda-url.eu-west-1.on.aws/', 'x.y')).toBe('https://a.lambda-url.eu-west-1.on.aws/i/x.y');
    expect(linkOf('https://pages.example.com', 'x.y')).toBe('https://pages.example.com/i/x.y');
  });

  test('is compared as texts are', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameText(a, b) === (a === b)));
    fc.assert(fc.property(fc.string(), (a) => sameText(a, `${a}`)));
  });
});

describe('the signing secret', () => {
  test('holds keys, newest first', () => {
    const text = JSON.stringify({
      keys: [
        { id: 'k2', secret: NEW },
        { id: 'k1', secret: OLD },
      ],
    });
    expect([...parseKeyring(text)]).toEqual([
      ['k2', NEW],
      ['k1', OLD],
    ]);
  });

  test('may be the single key that the construct generates', () => {
    expect([...parseKeyring(JSON.stringify({ id: 'k1', secret: OLD }))]).toEqual([['k1', OLD]]);
  });

  test('that cannot be used is refused without being shown', () => {
    const key = { id: 'k1', secret: OLD };
    const cases: [unknown, RegExp][] = [
      ['sesame sesame', /it is not JSON;/],
      [{ keys: [] }, /its 'keys' are no list, or an empty one;/],
      [{ keys: 'sesame' }, /its 'keys' are no list/],
      [{ keys: [key, { ...key, id: 'a b' }] }, /key 2 needs an 'id' of up to 32 letters/],
      [{ keys: [{ id: 'k1', secret: 'sesame' }] }, /key 1 needs a 'secret' of at least 32 characters/],
      [{ keys: [null] }, /key 1 needs an 'id'/],
      [{ keys: [key, key] }, /two of its keys have the same id/],
      [null, /key 1 needs an 'id'/],
    ];
    for (const [value, message] of cases) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      expect(() => parseKeyring(text)).toThrow(message);
      expect(() => parseKeyring(text)).not.toThrow(/sesame|ooo/);
    }
  });
});
