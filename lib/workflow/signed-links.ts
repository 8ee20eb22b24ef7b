import { encodeToken, type Hmac, type Keyring, linkOf, MAX_TOKEN_MS } from '../core/incident/token';
import type { Clock, LinkPort, LogPort } from './ports';

export interface SignedLinksOptions {
  readonly keys: () => Promise<Keyring>;
  readonly hmac: Hmac;
  readonly clock: Clock;
  readonly log: LogPort;
}

/** Links that work once, for a day. A message without one still says what is wrong: it goes out all the same. */
export function signedLinks({ keys, hmac, clock, log }: SignedLinksOptions): LinkPort {
  return {
    async acknowledge(baseUrl, { id: incidentId, generation }, responder, key) {
      try {
        const nowMs = clock.now();
        const grant = { incidentId, generation, responder, action: 'acknowledge' as const, id: key };
        const signing = { keys: await keys(), hmac };
        return linkOf(baseUrl, encodeToken({ ...grant, expiresMs: nowMs + MAX_TOKEN_MS }, signing, nowMs));
      } catch (error) {
        log.error('a message goes out without a link to act by', { incidentId, error: String(error) });
        return undefined;
      }
    },
  };
}
