import type { StateReader, StateWriter } from './state-bytes';

const BINS = 96;
const BINS_AN_OCTAVE = 6;
/** The bin of a deviation as large as the usual one; 96 bins reach from a 16th of it to 4,096 times. */
const USUAL_BIN = 24;
/** A deviation counts as seen before when one of at least 0.7 times its size was: half an octave. */
const ALIKE_BINS = 3;
/** Deviations are counted by the largest of as many points, so that a long anomaly counts as few times as a short one. */
const BLOCK_POINTS = 48;
/** A deviation is rare when fewer than one block in as many had one like it. */
const RARE_BLOCKS = 80;
/** What a deviation that is just rare scores: an alarm by itself. */
const RARE_SCORE = 0.3;
/** At this many blocks all counts are halved. */
const MOST_BLOCKS = 4_096;
const LEVEL_GAIN = 1 / 100;
const SCALE_GAIN = 1 / 1_000;
/** Of what lies further out only this many usual deviations move level and scale. */
const CLIP = 8;
/** Points before level and scale mean anything. */
const WARM_UP = 30;

/**
 * How rare a seasonal residual is among all that came before. A record is blind to the second anomaly of a kind; this is
 * not: it knows how many blocks of 48 points held a deviation like it, and lets one pass as news while those are few.
 */
export class ResidualRarity {
  private readonly blocks = new Uint16Array(BINS);
  private total = 0;
  /** The largest deviation of the block under way, in usual ones. */
  private largest = 0;
  private pointsInBlock = 0;
  private level = 0;
  private scale = 0;
  private seen = 0;
  /** From how many usual deviations on one may be rare; follows from the counts. */
  private rareFrom = Number.POSITIVE_INFINITY;

  /** 0 for what is not rare, 0.3 to 1 for what is. */
  score(residual: number): number {
    const deviation = residual - this.level;
    const size = Math.abs(deviation);
    const times = this.scale > 0 && this.seen > WARM_UP ? size / this.scale : 0;
    const score = times >= this.rareFrom ? this.rarity(binOf(times)) : 0;
    if (this.seen > WARM_UP) this.count(times);
    this.learn(deviation, size);
    return score;
  }

  get usualDeviation(): number {
    return this.scale;
  }

  /** Level and scale start afresh; how often what multiple of the scale came is kept. */
  relearnScale(): void {
    this.seen = 0;
    this.level = 0;
    this.scale = 0;
  }

  private rarity(bin: number): number {
    return Math.min(1, RARE_SCORE + Math.log10(this.total / (this.blocksLike(bin) + 0.5) / RARE_BLOCKS));
  }

  private blocksLike(bin: number): number {
    let blocks = 0;
    for (let at = Math.max(0, bin - ALIKE_BINS); at < BINS; at += 1) blocks += this.blocks[at] as number;
    return blocks;
  }

  private count(times: number): void {
    if (times > this.largest) this.largest = times;
    this.pointsInBlock += 1;
    if (this.pointsInBlock < BLOCK_POINTS) return;
    const bin = binOf(this.largest);
    this.blocks[bin] = (this.blocks[bin] as number) + 1;
    this.total += 1;
    this.largest = 0;
    this.pointsInBlock = 0;
    if (this.total >= MOST_BLOCKS) this.halve();
    this.findRare();
  }

  private halve(): void {
    for (let bin = 0; bin < BINS; bin += 1) this.blocks[bin] = (this.blocks[bin] as number) >> 1;
    this.total = this.blocks.reduce((sum, count) => sum + count, 0);
  }

  private findRare(): void {
    this.rareFrom = Number.POSITIVE_INFINITY;
    let alike = 0;
    for (let bin = BINS - 1; bin >= 1; bin -= 1) {
      if (bin === BINS - 1) alike = this.blocksLike(bin);
      else if (bin >= ALIKE_BINS) alike += this.blocks[bin - ALIKE_BINS] as number;
      if ((alike + 0.5) * RARE_BLOCKS > this.total) return;
      this.rareFrom = 2 ** ((bin - USUAL_BIN) / BINS_AN_OCTAVE);
    }
  }

  private learn(deviation: number, size: number): void {
    const most = this.scale > 0 ? CLIP * this.scale : Number.POSITIVE_INFINITY;
    this.seen += this.seen < 1 / SCALE_GAIN ? 1 : 0;
    this.scale += (Math.min(size, most) - this.scale) * Math.max(SCALE_GAIN, 1 / this.seen);
    this.level += Math.max(-most, Math.min(most, deviation)) * Math.max(LEVEL_GAIN, 1 / this.seen);
  }

  write(to: StateWriter): void {
    to.sparse(this.blocks, BINS);
    to.count(this.pointsInBlock);
    to.numbers([this.largest, this.level, this.scale]);
    to.count(this.seen);
  }

  read(from: StateReader): void {
    this.blocks.set(from.sparse(BINS));
    this.total = this.blocks.reduce((sum, count) => sum + count, 0);
    this.pointsInBlock = from.count(BLOCK_POINTS - 1);
    [this.largest, this.level, this.scale] = from.numbers(3) as [number, number, number];
    this.seen = from.count();
    this.findRare();
  }
}

function binOf(times: number): number {
  if (!(times > 0)) return 0;
  return Math.max(0, Math.min(BINS - 1, Math.floor(BINS_AN_OCTAVE * Math.log2(times)) + USUAL_BIN));
}
