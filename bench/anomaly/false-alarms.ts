import type { LabelledSeries } from './corpus';
import type { ScoredSeries } from './nab-score';

const WEEK_MS = 7 * 86_400_000;
/** An alarm as few points behind the one before belongs to it. */
const SAME_EPISODE_POINTS = 72;

/** What was raised where nothing is labelled, after the probation. */
export interface FalseAlarms {
  readonly episodes: number;
  readonly points: number;
  readonly cleanPoints: number;
  readonly cleanWeeks: number;
}

export function falseAlarms(source: LabelledSeries, scored: ScoredSeries, alarms: Uint8Array): FalseAlarms {
  let [episodes, points, cleanPoints, last] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (let row = scored.probation; row < scored.rows; row += 1) {
    const isClean = scored.windowOf[row] === -1;
    if (isClean) cleanPoints += 1;
    if (alarms[row] !== 1) continue;
    if (isClean) points += 1;
    if (isClean && row - last > SAME_EPISODE_POINTS) episodes += 1;
    last = row;
  }
  return { episodes, points, cleanPoints, cleanWeeks: (cleanPoints * medianInterval(source.timestamps)) / WEEK_MS };
}

export function addFalseAlarms(all: readonly FalseAlarms[]): FalseAlarms {
  const sum = (key: keyof FalseAlarms) => all.reduce((total, one) => total + one[key], 0);
  return {
    episodes: sum('episodes'),
    points: sum('points'),
    cleanPoints: sum('cleanPoints'),
    cleanWeeks: sum('cleanWeeks'),
  };
}

/** A series the benchmark's authors made up; false alarms are counted on real ones. */
export function isArtificial({ category }: { readonly category: string }): boolean {
  return category.split('/').pop()?.startsWith('artificial') ?? false;
}

function medianInterval(timestamps: Float64Array): number {
  const intervals = timestamps.slice(1).map((time, row) => time - (timestamps[row] as number));
  return intervals.sort()[intervals.length >> 1] ?? 0;
}
