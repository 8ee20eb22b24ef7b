/**
 * Says that a form was on a page of ours, shortly before: a mail scanner that follows links has none to send. It is
 * bound to the link's token and needs no storage; what it allows is used up with the token.
 */
import { type Signing, sameText, type Token } from '../../core/incident/token';

/** Time to read the page and think. */
const NONCE_MS = 10 * 60_000;

export function mintNonce(token: Token, signing: Signing, nowMs: number): string {
  const expiresMs = nowMs + NONCE_MS;
  return `${expiresMs}.${macOf(token, expiresMs, signing)}`;
}

export function checkNonce(
  nonce: string,
  token: Token,
  signing: Signing,
  nowMs: number,
): 'good' | 'expired' | 'forged' {
  const [, expires, mac] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(nonce) ?? [];
  if (expires === undefined || mac === undefined) return 'forged';
  if (!sameText(macOf(token, Number(expires), signing), mac)) return 'forged';
  return Number(expires) <= nowMs ? 'expired' : 'good';
}

function macOf({ id, keyId }: Token, expiresMs: number, { keys, hmac }: Signing): string {
  const secret = keys.get(keyId);
  // The token was verified by this key just now.
  if (secret === undefined) throw new Error(`the key '${keyId}' is not among those that verified the link`);
  return hmac(secret, `nonce:${JSON.stringify([id, expiresMs])}`);
}
