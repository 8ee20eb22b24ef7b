import type { Statistic } from './metric';
import { Distribution } from './statistic/distribution';
import { type Observations, valuesOf } from './statistic/observations';
import { type ParsedStatistic, parseStatistic, type SimpleStatistic } from './statistic/parse';
import { fractionOf } from './statistic/percent';

export { type Observations, observationsOf } from './statistic/observations';
export { isSimpleStatistic, SIMPLE_STATISTICS } from './statistic/parse';

/** A statistic ready to compute; `undefined` means that the datapoint is missing. */
export type CompiledStatistic = (observations: Observations) => number | undefined;

/**
 * Reads a statistic once, to compute it often: Sum, Average, Minimum, Maximum, SampleCount, percentiles (`p99.9`),
 * trimmed mean, count and sum (`tm99`, `TM(10%:90%)`, `TC(80:500)`, `TS(:95%)`), Winsorized mean (`wm98`),
 * percentile rank in percent (`PR(:300)`) and `IQM`. Bounds without `%` are values of the metric: the lower one is
 * excluded, the upper one included.
 *
 * All but the first five need the values themselves, so they are missing for a statistic set of different values, and
 * wherever a value is negative. Percentiles are exact, by nearest rank: the smallest value with at least NN % of the
 * values at or below it; trimmed statistics keep the observations between such ranks. CloudWatch does not publish its
 * own method and approximates, so expect differences of a few percent there.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * @throws where the statistic is not valid; the message says why
 */
export function compileStatistic(statistic: Statistic): CompiledStatistic {
  const parsed = parseStatistic(statistic);
  const compute = parsed.kind === 'simple' ? SIMPLE[parsed.name] : overDistribution(parsed);
  return (observations) => (observations.count === 0 ? undefined : compute(observations));
}

/** One statistic over observations; see {@link compileStatistic}. `undefined` where there are none. */
export function computeStatistic(statistic: Statistic, observations: Observations): number | undefined {
  return compileStatistic(statistic)(observations);
}

/** True for the statistics that {@link compileStatistic} takes. */
export function isStatistic(statistic: Statistic): boolean {
  try {
    parseStatistic(statistic);
    return true;
  } catch {
    return false;
  }
}

/** 0.99 for `p99`; `undefined` for statistics that are no percentile. */
export function percentileOf(statistic: Statistic): number | undefined {
  if (!isStatistic(statistic)) return undefined;
  const parsed = parseStatistic(statistic);
  return parsed.kind === 'percentile' ? fractionOf(parsed.digits) : undefined;
}

const SIMPLE: Readonly<Record<SimpleStatistic, CompiledStatistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  SampleCount: ({ count }) => count,
};

function overDistribution(parsed: Exclude<ParsedStatistic, { kind: 'simple' }>): CompiledStatistic {
  return (observations) => {
    // "not available for metrics when any of the metric values are negative numbers"
    const values = observations.minimum < 0 ? undefined : valuesOf(observations);
    if (!values) return undefined;
    const distribution = new Distribution(values, observations.count);
    if (parsed.kind === 'percentile') return distribution.percentile(parsed.percent);
    return distribution.range(parsed.name, parsed.bounds);
  };
}
