/**
 * What a link in a message carries: who may do what with which incident, once and not for long. Signed, so that nobody
 * can make or change one; bound to the incident's generation, so that an old mail cannot act on a new outbreak.
 */
import type { Command } from './command';

/** What a link may do: all that needs no further words. */
export const LINK_ACTIONS = ['acknowledge', 'resolve'] as const satisfies readonly Command['action'][];
export type LinkAction = (typeof LINK_ACTIONS)[number];

export interface Token {
  readonly incidentId: string;
  readonly generation: number;
  readonly action: LinkAction;
  /** In whose name: the link was sent to nobody else. */
  readonly responder: string;
  /** Epoch ms; the link works before it. */
  readonly expiresMs: number;
  /** Used up by the write it causes. The same for each try of one message, so that all its copies count as one. */
  readonly id: string;
  /** Which key signed it. */
  readonly keyId: string;
}

/** HMAC-SHA256 of the text's UTF-8 as base64url without padding. Passed in, because core has no crypto. */
export type Hmac = (key: string, text: string) => string;

/** Secrets by key id, the newest first: it signs, all verify. Two are active while keys rotate. */
export type Keyring = ReadonlyMap<string, string>;

export interface Signing {
  readonly keys: Keyring;
  readonly hmac: Hmac;
}

/** A link is for the hours in which somebody answers a message. */
export const MAX_TOKEN_MS = 24 * 3_600_000;
/** Far more than a token needs, and short enough for any mail reader. */
export const MAX_TOKEN_CHARACTERS = 2_048;

export type TokenProblem = 'malformed' | 'unknown key' | 'forged' | 'expired';

export type DecodedToken =
  | { readonly token: Token; readonly problem?: undefined }
  | { readonly token?: undefined; readonly problem: TokenProblem };

/** `base64url(payload).base64url(mac)`. Throws where it could not be used: no key, a bad expiry, too long a name. */
export function encodeToken(grant: Omit<Token, 'keyId'>, { keys, hmac }: Signing, nowMs: number): string {
  const [newest] = keys;
  if (!newest) throw new Error('A link needs a key to sign it with, got none; put one into the signing secret');
  const [keyId, secret] = newest;
  const { expiresMs } = grant;
  if (!Number.isInteger(expiresMs) || expiresMs <= nowMs || expiresMs > nowMs + MAX_TOKEN_MS) {
    throw new Error(`'expiresMs' must lie within 24 hours from now (${nowMs}), got ${expiresMs}`);
  }
  const payload = toBase64Url(new TextEncoder().encode(JSON.stringify(payloadOf({ ...grant, keyId }))));
  const text = `${payload}.${hmac(secret, signedText(payload))}`;
  if (text.length > MAX_TOKEN_CHARACTERS) {
    throw new Error(
      `A link's token has at most ${MAX_TOKEN_CHARACTERS} characters, got ${text.length}; shorten the responder's name`,
    );
  }
  return text;
}

/** Never throws, whatever the text is. Nothing of a token counts before its signature did. */
export function decodeToken(text: string, { keys, hmac }: Signing, nowMs: number): DecodedToken {
  if (text.length > MAX_TOKEN_CHARACTERS) return { problem: 'malformed' };
  const [, payload, mac] = /^([\w-]+)\.([\w-]+)$/.exec(text) ?? [];
  const said = payload === undefined ? undefined : parseObject(payload);
  if (!said || payload === undefined || mac === undefined) return { problem: 'malformed' };
  const secret = typeof said.kid === 'string' ? keys.get(said.kid) : undefined;
  if (secret === undefined) return { problem: 'unknown key' };
  if (!sameText(hmac(secret, signedText(payload)), mac)) return { problem: 'forged' };
  const token = tokenOf(said);
  if (!token || token.expiresMs > nowMs + MAX_TOKEN_MS) return { problem: 'malformed' };
  return token.expiresMs <= nowMs ? { problem: 'expired' } : { token };
}

/** Where the link leads: the page of `respond`. */
export function linkOf(baseUrl: string, token: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/i/${token}`;
}

/** Takes the same time wherever two texts of one length differ, so that nobody can guess a signature by parts. */
export function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

/** Without padding: https://www.rfc-editor.org/rfc/rfc4648#section-5 */
export function toBase64Url(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Says what it is for: a signature of something else by the same key is none of a link. */
function signedText(payload: string): string {
  return `link:${payload}`;
}

function payloadOf({ incidentId, generation, action, responder, expiresMs, id, keyId }: Token) {
  return { inc: incidentId, gen: generation, act: action, who: responder, exp: expiresMs, jti: id, kid: keyId };
}

function tokenOf({ inc, gen, act, who, exp, jti, kid }: Readonly<Record<string, unknown>>): Token | undefined {
  const action = LINK_ACTIONS.find((known) => known === act);
  if (!action || !isText(inc) || !isText(who) || !isText(jti) || !isText(kid) || !isCount(gen) || !isCount(exp)) {
    return undefined;
  }
  return { incidentId: inc, generation: gen, action, responder: who, expiresMs: exp, id: jti, keyId: kid };
}

function parseObject(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const binary = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
