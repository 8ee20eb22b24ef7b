import { createDetector } from '../../lib/core/anomaly';
import type { LabelledSeries } from './corpus';

/** Per point, medians over the rounds. */
export interface Cost {
  readonly microseconds: number;
  /** The same points through a running mean and deviation, timed right after. */
  readonly meanStdMicroseconds: number;
  /** Median of the ratios of the two, each pair taken together: a busy machine slows both. */
  readonly ratio: number;
}

interface PointByPoint {
  update(timestampMs: number, value: number): { readonly anomalous: boolean };
}

/**
 * Points come as in production: every tick brings one for each series, so that no detector stays in the innermost cache
 * and none is compiled into a loop of its own.
 */
export function measureCost(series: readonly LabelledSeries[], rounds: number): Cost {
  const pairs = Array.from({ length: rounds + 1 }, () => ({
    ours: microsecondsPerPoint(series, () => createDetector()),
    theirs: microsecondsPerPoint(series, () => new RunningMeanDeviation()),
  })).slice(1);
  return {
    microseconds: median(pairs.map(({ ours }) => ours)),
    meanStdMicroseconds: median(pairs.map(({ theirs }) => theirs)),
    ratio: median(pairs.map(({ ours, theirs }) => ours / theirs)),
  };
}

function microsecondsPerPoint(series: readonly LabelledSeries[], create: () => PointByPoint): number {
  const detectors = series.map(create);
  const ticks = Math.max(...series.map(({ values }) => values.length));
  let [points, alarms] = [0, 0];
  const start = process.hrtime.bigint();
  for (let row = 0; row < ticks; row += 1)
    for (let index = 0; index < series.length; index += 1) {
      const { timestamps, values } = series[index] as LabelledSeries;
      if (row >= values.length) continue;
      points += 1;
      const detector = detectors[index] as PointByPoint;
      if (detector.update(timestamps[row] as number, values[row] as number).anomalous) alarms += 1;
    }
  const microseconds = Number(process.hrtime.bigint() - start) / 1_000 / points;
  // The alarms are counted, and looked at here, so that no loop is optimised away.
  return alarms >= 0 ? microseconds : Number.NaN;
}

const WINDOW = 100;

/** Mean +- 3 deviations of the last 100 values by running sums, with the detector's face and no more than it takes. */
class RunningMeanDeviation {
  private readonly ring = new Float64Array(WINDOW);
  private count = 0;
  private next = 0;
  private sum = 0;
  private squares = 0;

  update(_timestampMs: number, value: number): { readonly score: number; readonly anomalous: boolean } {
    const mean = this.sum / this.count;
    const deviation = Math.sqrt(Math.max(0, this.squares / this.count - mean * mean));
    const score = deviation > 0 ? Math.abs(value - mean) / deviation : 0;
    const leaving = this.ring[this.next] as number;
    this.sum += value - leaving;
    this.squares += value * value - leaving * leaving;
    this.ring[this.next] = value;
    this.next = this.next === WINDOW - 1 ? 0 : this.next + 1;
    if (this.count < WINDOW) this.count += 1;
    return { score, anomalous: score > 3 };
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
