import { checkKeys, checkNumber, checkOneOf, checkPlain, demand, shown } from '../check';
import {
  compositeSlo,
  type SloReference,
  type WeightedSlo,
  type WeightedSloOptions,
  type WorstSloOptions,
} from './composite-slo';
import { objectiveOfMaximum } from './error-percent';
import type { ResolvedSlo, SloSite } from './resolved-slo';
import { givenSlo, type SloSource, serviceSlo } from './service-slo';
import type { Sli } from './sli';
import { checkSlice, millisecondsOf } from './slo-durations';
import {
  type ErrorRateSloOptions,
  type FreshnessSloOptions,
  type LatencySloOptions,
  SLO_KEYS,
  type SloOptions,
  type ThroughputSloOptions,
} from './slo-options';

export type { SloSource };

/**
 * A service level objective: which share of events, or of time, must be good. Pass it to `Observability.slo`. Made
 * before there are alarms: what is wrong with its options is an error right here.
 *
 * ```ts
 * obs.slo('Availability', Slo.availability(api, { objective: '99.9' }));
 * obs.slo('Latency', Slo.latency(api, { objective: '99', threshold: Duration.millis(300) }));
 * ```
 */
export class Slo {
  private constructor(
    /** @internal */
    readonly resolve: (site: SloSite) => ResolvedSlo,
  ) {}

  /** Events that succeed: requests, invocations, executions. */
  static availability(source: SloSource, options: SloOptions): Slo {
    checkKeys('Slo.availability', options, SLO_KEYS);
    return new Slo(serviceSlo('availability', source, { kind: 'availability' }, options));
  }

  /** The same, said the other way round: at most that many percent fail. */
  static errorRate(source: SloSource, options: ErrorRateSloOptions): Slo {
    const where = 'Slo.errorRate';
    const { objective: _, ...known } = SLO_KEYS;
    checkKeys(where, options, { ...known, maxPercent: true });
    const { maxPercent, ...more } = options;
    checkPlain(where, 'maxPercent', maxPercent);
    const objective = objectiveOfMaximum(where, maxPercent);
    return new Slo(serviceSlo('error-rate', source, { kind: 'availability' }, { ...more, objective }));
  }

  /** Events that take a threshold at most. Each is counted: percentiles of minutes do not make those of a month. */
  static latency(source: SloSource, options: LatencySloOptions): Slo {
    checkKeys('Slo.latency', options, { ...SLO_KEYS, threshold: true });
    const { threshold, ...more } = options;
    const thresholdMs = millisecondsOf('Slo.latency', 'threshold', threshold);
    return new Slo(serviceSlo('latency', source, { kind: 'latency', thresholdMs }, more));
  }

  /** Slices of time in which enough happens. One without data is bad. */
  static throughput(source: SloSource, options: ThroughputSloOptions): Slo {
    const where = 'Slo.throughput';
    checkKeys(where, options, { ...SLO_KEYS, atLeast: true, per: true });
    const { atLeast, per, ...more } = options;
    checkNumber(where, 'atLeast', atLeast, { above: 0 });
    const sliceSeconds = checkSlice(where, 'per', per);
    return new Slo(serviceSlo('throughput', source, { kind: 'throughput', atLeast, sliceSeconds }, more));
  }

  /** Slices of time in which nothing is too old: messages in a queue, records of a stream, the last backup. */
  static freshness(source: SloSource, options: FreshnessSloOptions): Slo {
    const where = 'Slo.freshness';
    checkKeys(where, options, { ...SLO_KEYS, maxAge: true, slice: true, missing: true });
    const { maxAge, slice, missing, ...more } = options;
    if (missing !== undefined) checkOneOf(where, 'missing', missing, ['good', 'bad', 'ignore'] as const);
    const maxAgeMs = millisecondsOf(where, 'maxAge', maxAge);
    const sliceSeconds = checkSlice(where, 'slice', slice);
    return new Slo(serviceSlo('freshness', source, { kind: 'freshness', maxAgeMs, sliceSeconds, missing }, more));
  }

  /** Results that are right: records that pass their checks, predictions that hold. */
  static quality(source: Sli, options: SloOptions): Slo {
    return new Slo(givenSlo('quality', source, options));
  }

  /** Anything that has good and bad. */
  static custom(source: Sli, options: SloOptions): Slo {
    return new Slo(givenSlo('custom', source, options));
  }

  /** As good as the worst of other objectives, also of other services. Made with those that have data; it has no alarms. */
  static worst(slos: readonly SloReference[], options: WorstSloOptions = {}): Slo {
    const where = 'Slo.worst';
    demand(where, Array.isArray(slos), `pass a list of objectives, got ${shown(slos)}`);
    const parts = slos.map((slo) => ({ slo }));
    return new Slo(compositeSlo(where, 'worst', parts, options));
  }

  /** As good as others are in their weighted mean. Made with those that have data; it has no alarms. */
  static weighted(parts: readonly WeightedSlo[], options: WeightedSloOptions): Slo {
    const where = 'Slo.weighted';
    demand(where, Array.isArray(parts), `pass a list of { slo, weight }, got ${shown(parts)}`);
    for (const part of parts) checkKeys(where, part, { slo: true, weight: true });
    demand(
      where,
      options?.objective !== undefined,
      "'objective' is missing: what their mean must reach, such as '99.5'",
    );
    return new Slo(compositeSlo(where, 'weighted', parts, options));
  }
}
