import { CourseSurprise } from './course';
import type { NewLevel, UsualLevel } from './level-watch';
import { ResidualRarity } from './rarity';
import { RecentPoints } from './recent-points';
import { type BrokenRecord, RecordBand } from './record';
import { SeasonalProfile } from './seasonal';
import type { StateReader, StateWriter } from './state-bytes';

/** What a detector looks at; each adds 0 to 1 to the score. */
export type Feature = 'value' | 'season' | 'median' | 'floor' | 'ceiling' | 'course' | 'rarity';

/** What a feature contributed to the last score. */
export interface Contribution {
  readonly feature: Feature;
  readonly score: number;
  /** The record it broke; none for `rarity`. */
  readonly broken?: BrokenRecord;
}

/**
 * A feature that hardly moves where the value does is measured by as much of the value's range: that it is a little higher
 * than ever is no news.
 */
const LEAST_SHARE = 0.15;

/** Cheap looks at one stream, each with its own records, summed without weights. */
export class Features {
  private readonly recent = new RecentPoints();
  private readonly profile = new SeasonalProfile();
  private readonly rarity = new ResidualRarity();
  private course = new CourseSurprise();
  private readonly bands = newBands();
  private residual: number | undefined;
  private rarityScore = 0;

  /** What the time of day and week made of the last value; undefined for an hour not seen before. */
  get expected(): number | undefined {
    return this.profile.expected;
  }

  /** The seasonal residual of the last value; 0 where nothing was expected. */
  get unexplained(): number {
    return this.residual ?? 0;
  }

  /** What was usual before the last value. */
  get usual(): UsualLevel {
    const { value, season } = this.bands;
    return { values: value.formerLimits, residuals: season.formerLimits, deviation: this.rarity.usualDeviation };
  }

  /** How new the value is in all, from 0 to 7, and remembers it. */
  score(localHour: number, value: number): number {
    const { bands, recent } = this;
    const { isWeekly } = this.profile;
    recent.push(value);
    this.residual = this.profile.residual(localHour, value);
    // Until now every weekend was a large residual; measured by the week they are small, and so has to be their band.
    if (isWeekly !== this.profile.isWeekly) bands.season = new RecordBand();
    const { fromHourOfDay } = this.profile;
    this.rarityScore = fromHourOfDay === undefined ? 0 : this.rarity.score(fromHourOfDay);
    const least = LEAST_SHARE * bands.value.range;
    return (
      bands.value.novelty(value) +
      bands.season.novelty(this.residual, least) +
      bands.median.novelty(recent.median, least) +
      bands.floor.novelty(recent.low, least) +
      bands.ceiling.novelty(recent.high, least) +
      bands.course.novelty(this.course.next(value)) +
      this.rarityScore
    );
  }

  /** What made up the last score, the largest first. */
  contributions(): Contribution[] {
    const found: Contribution[] = BAND_NAMES.map((feature) => ({
      feature,
      score: this.bands[feature].lastNovelty,
      broken: this.bands[feature].broken,
    }));
    return [...found, { feature: 'rarity' as const, score: this.rarityScore }]
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
  }

  /** After a gap: neighbours are no neighbours any more. */
  interrupt(): void {
    this.recent.clear();
    this.course.interrupt();
  }

  /** The level has moved for good: the season keeps its shape, records move along, the course is learned again. */
  relearn({ movedBy, values, residuals }: NewLevel): void {
    const { value, season, median, floor, ceiling } = this.bands;
    this.profile.shift(movedBy);
    this.rarity.relearnScale();
    this.course = new CourseSurprise();
    season.resetTo(residuals);
    for (const band of [value, median, floor, ceiling]) band.resetTo(values);
  }

  write(to: StateWriter): void {
    for (const part of this.parts()) part.write(to);
  }

  read(from: StateReader): void {
    for (const part of this.parts()) part.read(from);
  }

  private parts() {
    return [
      this.recent,
      this.profile,
      this.rarity,
      this.course,
      ...BAND_NAMES.map((feature) => this.bands[feature]),
    ] as const;
  }
}

const BAND_NAMES = ['value', 'season', 'median', 'floor', 'ceiling', 'course'] as const;

function newBands() {
  return {
    value: new RecordBand(),
    season: new RecordBand(),
    median: new RecordBand(),
    floor: new RecordBand(),
    ceiling: new RecordBand(),
    course: new RecordBand('above'),
  };
}
