/** Errors that are made of others, as logs tell of them. Apart from `fingerprint`, so that handlers do not carry it. */
import { type FingerprintEvidence, fingerprint, hash64 } from './fingerprint';

export interface AggregateEvidence extends FingerprintEvidence {
  readonly cause?: AggregateEvidence;
  /** Those that an `AggregateError` is made of. */
  readonly errors?: readonly FingerprintEvidence[];
}

const MAX_ERRORS = 20;
const MAX_CHAIN = 5;

/**
 * The fingerprint of an error; of an `AggregateError`, also by the kinds of its members, whatever their order and the number
 * of each: which of many requests failed first is chance.
 */
export function aggregateFingerprint(error: AggregateEvidence): string {
  const members = new Set(errorsBelow(error).map(fingerprint).sort());
  return members.size === 0 ? fingerprint(error) : hash64([fingerprint(error), ...members].join('\n'));
}

/** Its own, and those of its causes. */
function errorsBelow(error: AggregateEvidence): FingerprintEvidence[] {
  const found: FingerprintEvidence[] = [];
  let link: AggregateEvidence | undefined = error;
  for (let depth = 0; link && depth < MAX_CHAIN; depth += 1) {
    found.push(...(link.errors ?? []).slice(0, MAX_ERRORS));
    link = link.cause;
  }
  return found.slice(0, MAX_ERRORS);
}
