import { DIMENSION, CACHE_METRIC as METRIC } from '../../../core/conventions';
import { putOn, safely } from './put';

/** What a cache holds at one moment; what is left out is not recorded. */
export interface CacheContents {
  readonly entries?: number;
  readonly bytes?: number;
}

/** Metrics of a cache: hits, misses, evictions and contents. */
export interface CacheMetrics {
  /** A lookup that found something. @param latencyMs of the lookup; not recorded where left out */
  hit(latencyMs?: number): void;
  /** A lookup that found nothing. @param latencyMs of the lookup; not recorded where left out */
  miss(latencyMs?: number): void;
  /** @param entries thrown out to make room; @default 1 */
  evicted(entries?: number): void;
  /** The last contents of an invocation count. */
  contents(contents: CacheContents): void;
}

/**
 * `CacheHits` (1 for a hit, 0 for a miss: the Average is the hit ratio), `CacheLatency`, `CacheEvictions`,
 * `CacheEntries` and `CacheSize`, on the label `dependency`.
 *
 * @param name of the cache
 */
export function cacheMetrics(name: string): CacheMetrics {
  const put = putOn({ [DIMENSION.dependency]: name });
  const lookup = (hit: 0 | 1) => (latencyMs?: number) => {
    put('histogram', METRIC.hits, hit);
    put('histogram', METRIC.latency, latencyMs);
  };
  return {
    hit: lookup(1),
    miss: lookup(0),
    evicted: (entries = 1) => put('count', METRIC.evictions, entries),
    contents: safely(({ entries, bytes }: CacheContents) => {
      put('gauge', METRIC.entries, entries);
      put('gauge', METRIC.size, bytes);
    }),
  };
}
