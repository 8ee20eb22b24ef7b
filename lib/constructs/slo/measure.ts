import type { SliDefinition, TimesliceIndicator } from '../../core/slo/definition';
import type { SloSite } from './resolved-slo';

/** What an objective wants to know of its source. */
export type Measure =
  | { readonly kind: 'availability' }
  | { readonly kind: 'latency'; readonly thresholdMs: number }
  | { readonly kind: 'throughput'; readonly sliceSeconds: number; readonly atLeast: number }
  | FreshnessMeasure
  /** As the source says it: good and total, or slices. */
  | { readonly kind: 'given' };

export interface FreshnessMeasure {
  readonly kind: 'freshness';
  readonly sliceSeconds: number;
  readonly maxAgeMs: number;
  /** @default - that of the source */
  readonly missing?: TimesliceIndicator['missing'] | undefined;
}

/** What a source answers. */
export interface Measured {
  readonly indicator: SliDefinition;
  /** Whose it is, for people: `Api`. */
  readonly of: string;
  /** What is counted, in the plural: `requests`. */
  readonly events: string;
  /** What works and may not be what was meant. */
  readonly lints: readonly string[];
}

/** @throws where it cannot say that, with what can */
export type SliSource = (measure: Measure, site: SloSite) => Measured;
