import { hideSecrets } from '../log/secrets';
import type { Runtime } from '../runtime';
import { describe, describeThrown, type LoggedError } from '../thrown';

/** An error of which more than this many came in one minute loses its stack and causes: a storm is costly to read. */
const FULL_PER_MINUTE = 10;
const MAX_FINGERPRINTS = 1_000;

/** What to tell of a thrown value, without the secrets in its texts, and briefly when it is one of many. Never throws. */
export function describeError(runtime: Runtime, thrown: unknown): LoggedError {
  // Of the texts as they are: what stands in place of a secret must not change which errors are one.
  const { category, fingerprint } = describeThrown(thrown);
  const shown = describe(thrown, (text, most) => hideSecrets(runtime, text, most));
  const repeats = countRepeat(runtime, fingerprint);
  if (repeats <= FULL_PER_MINUTE) return { ...shown, category, fingerprint };
  const { name, message, code, statusCode } = shown;
  return { name, message, code, statusCode, category, fingerprint, repeats };
}

/** How often the error came in this minute, this time included. */
function countRepeat({ storms }: Runtime, fingerprint: string): number {
  const minute = Math.floor(Date.now() / 60_000);
  const known = storms.get(fingerprint);
  const repeats = known?.minute === minute ? known : { minute, count: 0 };
  repeats.count += 1;
  if (storms.size >= MAX_FINGERPRINTS && !known) storms.clear();
  storms.set(fingerprint, repeats);
  return repeats.count;
}
