/** Series as they were read, turned into data that windows of any length can be put together from. */
import type { MetricId, Statistic } from '../../core/signal/metric';
import type { Observations } from '../../core/signal/statistic';
import type { MetricData } from './alarm-history';

/** One series as it was read. */
export interface ReadSeries {
  /** Start of the period (epoch ms) and value, oldest first. */
  readonly points: readonly (readonly [startMs: number, value: number])[];
  /** Oldest first; older stretches may have been read with longer periods. */
  readonly parts: readonly { readonly startMs: number; readonly endMs: number; readonly periodSeconds: number }[];
  readonly errors: readonly string[];
}

const MINUTE_MS = 60_000;

/**
 * The data of one metric from series of its statistics.
 * @param fromMs points that begin before are left out
 * @returns `undefined` where one of them has no point
 */
export function dataOf(
  metric: MetricId,
  series: ReadonlyMap<Statistic, ReadSeries>,
  fromMs: number,
): MetricData | undefined {
  const [first] = series.values();
  const isEmpty = ({ points }: ReadSeries) => !points.some(([startMs]) => startMs >= fromMs);
  if (!first || [...series.values()].some(isEmpty)) return undefined;
  return {
    startMs: fromMs,
    put: (store) => {
      const writer = store.writer(metric);
      const lookups = [...series].map(([statistic, { points }]) => ({ statistic, valueAt: lookup(points) }));
      const lastMinute = lastMinutes(first);
      for (const [startMs] of first.points) {
        if (startMs < fromMs) continue;
        const observations = observationsAt(lookups, startMs);
        if (observations) writer.observations(observations, lastMinute(startMs));
      }
    },
  };
}

/**
 * The last minute of the period that begins at a time. A datapoint over several minutes is put there: windows that end
 * with its period then hold it and its predecessors, whole, and none holds it before it was complete.
 */
function lastMinutes({ parts }: ReadSeries): (startMs: number) => number {
  let index = 0;
  return (startMs) => {
    while (index < parts.length - 1 && startMs >= (parts[index]?.endMs as number)) index += 1;
    return startMs + Math.max(0, (parts[index]?.periodSeconds ?? 60) * 1_000 - MINUTE_MS);
  };
}

/**
 * As much of the statistic set as was read; `undefined` where one of its parts is missing. What nobody asks for is NaN:
 * a set whose minimum is its maximum would be taken for the samples themselves.
 */
function observationsAt(
  lookups: readonly { readonly statistic: Statistic; readonly valueAt: (startMs: number) => number | undefined }[],
  startMs: number,
): Observations | undefined {
  let count = 1;
  let value: number | undefined;
  let isSum = false;
  for (const { statistic, valueAt } of lookups) {
    const found = valueAt(startMs);
    if (found === undefined) return undefined;
    if (statistic === 'SampleCount') count = found;
    else {
      value = found;
      isSum = statistic === 'Sum';
    }
  }
  if (value === undefined) return { count, sum: count, minimum: Number.NaN, maximum: Number.NaN };
  if (count === 1) return { count, sum: value, minimum: value, maximum: value };
  const sum = isSum ? value : Number.NaN;
  return { count, sum, minimum: Number.NaN, maximum: isSum ? Number.NaN : value };
}

/** The value at a time, for times that are asked for in order. */
function lookup(points: ReadSeries['points']): (startMs: number) => number | undefined {
  let index = 0;
  return (startMs) => {
    while (index < points.length && (points[index]?.[0] as number) < startMs) index += 1;
    const point = points[index];
    return point?.[0] === startMs ? point[1] : undefined;
  };
}
