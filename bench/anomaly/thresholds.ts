import type { Judged } from './judge';
import { tallyAt } from './judge';
import { addUp, nabScore, PROFILES, type ProfileName, type Tally } from './nab-score';

/** Every threshold that is tried: by hundredths up to 1, by twentieths up to 7. */
const CANDIDATES = [
  ...Array.from({ length: 99 }, (_, index) => (index + 1) / 100),
  ...Array.from({ length: 121 }, (_, index) => 1 + index / 20),
];

/** Scores at every candidate threshold, made once and asked for any part of the corpus. */
export class ThresholdSweep {
  private readonly tallies: ReadonlyMap<Judged, readonly Tally[]>;

  constructor(judged: readonly Judged[]) {
    this.tallies = new Map(judged.map((one) => [one, CANDIDATES.map((threshold) => tallyAt(one, threshold))]));
  }

  /** The threshold that is best on these series, and its score: an estimate that flatters. */
  best(judged: readonly Judged[], profile: ProfileName): { threshold: number; score: number; index: number } {
    const scores = CANDIDATES.map((_, index) => nabScore(this.at(judged, index), PROFILES[profile]));
    const index = scores.reduce((best, score, at) => (score > (scores[best] as number) ? at : best), 0);
    return { threshold: CANDIDATES[index] as number, score: scores[index] as number, index };
  }

  /** Each part scored with the threshold that is best on all the others. */
  crossFitted(parts: readonly (readonly Judged[])[], profile: ProfileName): number[] {
    return this.crossTallies(parts, profile).map((tally) => nabScore(tally, PROFILES[profile]));
  }

  /** The same, all parts in one score. */
  crossFittedTogether(parts: readonly (readonly Judged[])[], profile: ProfileName): number {
    return nabScore(addUp(this.crossTallies(parts, profile)), PROFILES[profile]);
  }

  private crossTallies(parts: readonly (readonly Judged[])[], profile: ProfileName): Tally[] {
    return parts.map((part) => {
      const others = parts.filter((other) => other !== part).flat();
      return this.at(part, this.best(others, profile).index);
    });
  }

  private at(judged: readonly Judged[], index: number): Tally {
    return addUp(judged.map((one) => this.tallies.get(one)?.[index] as Tally));
  }
}
