/** What a tracking knows of a service's errors in some time, for whoever looks into an incident. */
import { countedBetween } from '../core/error/counts';
import type { ErrorEvidencePort } from './ports';
import type { ErrorStore } from './ports/error-store';

const MOST = 10;

/** The most frequent first. Times count as exactly as they are kept: by the minute of late, by the hour of the last day. */
export function errorEvidence(store: Pick<ErrorStore, 'list'>, clock: { now(): number }): ErrorEvidencePort {
  return {
    top: async (of, span) => {
      const nowMs = clock.now();
      const errors = (await store.list(of)).filter(({ firstMs }) => firstMs < span.endMs);
      return errors
        .map(({ fingerprint, title, counts }) => ({
          fingerprint,
          what: title,
          count: countedBetween(counts, span, nowMs),
        }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1))
        .slice(0, MOST);
    },
  };
}
