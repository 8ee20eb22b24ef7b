import { parseKeyring } from '../../core/incident/keyring';
import type { Keyring } from '../../core/incident/token';
import type { LogPort, SecretPort } from '../ports';

/** Reads the signing keys each time they are asked for; one that became unreadable leaves the last good ones in place. */
export function keyringFrom(secrets: SecretPort, arn: string, log: LogPort): () => Promise<Keyring> {
  let lastGood: Keyring | undefined;
  return async () => {
    try {
      lastGood = parseKeyring(await secrets.read(arn));
    } catch (error) {
      if (!lastGood) throw error;
      log.warn('signing keys not refreshed, the last good ones stay', { error: String(error) });
    }
    return lastGood;
  };
}
