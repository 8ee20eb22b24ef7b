import type { Contribution, Feature } from './features';
import { RECENT_POINTS } from './recent-points';

/** Why a point is anomalous: one look at the stream that was out of the ordinary. */
export interface Reason {
  readonly feature: Feature;
  /** What this adds to the score: 0 to 1. */
  readonly score: number;
  /** For people: what was seen, what was the record, by how much it was broken. */
  readonly message: string;
  /** The feature's value, in the units that {@link low} and {@link high} have. Missing for `rarity`. */
  readonly value?: number;
  /** The lowest the feature had been. */
  readonly low?: number;
  /** The highest it had been. */
  readonly high?: number;
  /** By how many ranges of its record the feature is outside; infinite where it had been constant. */
  readonly ranges?: number;
}

/** What the features' values are, as the subject of a sentence. */
const SUBJECTS: Readonly<Record<Exclude<Feature, 'rarity'>, string>> = {
  value: 'the value',
  season: 'the difference from what is usual at this hour',
  median: 'the median of the last 12 points',
  floor: `the lowest of the last ${RECENT_POINTS} points`,
  ceiling: `the highest of the last ${RECENT_POINTS} points`,
  course: 'the surprise at how the last points follow each other, in bits,',
};

export function reasonOf({ feature, score, broken }: Contribution): Reason {
  if (broken === undefined || feature === 'rarity')
    return {
      feature,
      score,
      message: 'so large a difference from what is usual at this hour is rare in all that was seen',
    };
  const { value, low, high } = broken;
  const above = value > high;
  const beyond = above ? value - high : low - value;
  const ranges = high > low ? beyond / (high - low) : Number.POSITIVE_INFINITY;
  const had = high > low ? `${short(low)} to ${short(high)}` : `always ${short(low)}`;
  const by = Number.isFinite(ranges) ? `, by ${short(ranges)} times that range` : '';
  const message = `${SUBJECTS[feature]} is ${short(value)}, ${above ? 'above' : 'below'} its record (${had})${by}`;
  return { feature, score, message, value, low, high, ranges };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
