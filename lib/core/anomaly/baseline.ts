import { refuseUnknownKeys } from '../option-keys';

/** What {@link createMeanDeviationBaseline} says about a point. */
export interface BaselineResult {
  /** How many standard deviations the value is from the mean of the points before it. */
  readonly score: number;
  readonly anomalous: boolean;
  /** The mean of the points before it; undefined until there are two. */
  readonly expected?: number;
}

/** How far from the mean a value is anomalous, and how many points the mean is of. */
export interface BaselineOptions {
  /** How many standard deviations are anomalous: 0.1 to 10. @default 3 */
  readonly sensitivity?: number;
  /** How many points mean and deviation are of. @default 100 */
  readonly window?: number;
}

/**
 * The rule most people start with: anomalous is what lies more than `sensitivity` standard deviations from the mean of
 * the last `window` points. Kept to compare with: on real series it raises several alarms a week.
 * @throws where an option is out of its range
 */
export function createMeanDeviationBaseline(options: BaselineOptions = {}): MeanDeviationBaseline {
  refuseUnknownKeys('createMeanDeviationBaseline', options, ['sensitivity', 'window']);
  const { sensitivity = 3, window = 100 } = options;
  if (!(sensitivity >= 0.1 && sensitivity <= 10))
    throw new Error(`createMeanDeviationBaseline: 'sensitivity' must be from 0.1 to 10, got ${sensitivity}`);
  if (!Number.isInteger(window) || window < 2 || window > 100_000)
    throw new Error(`createMeanDeviationBaseline: 'window' must be a whole number from 2 to 100000, got ${window}`);
  return new MeanDeviationBaseline(sensitivity, window);
}

/**
 * Judges values by mean and standard deviation of the latest ones: simple, without seasons, for comparison with the
 * detector.
 */
export class MeanDeviationBaseline {
  private readonly ring: Float64Array;
  private count = 0;
  private next = 0;
  /** Sums are of differences from it, so that large values with small differences keep them. */
  private origin = 0;
  private sum = 0;
  private squares = 0;

  constructor(
    private readonly sensitivity: number,
    window: number,
  ) {
    this.ring = new Float64Array(window);
  }

  /** Judges a value by those before it, then remembers it. Values that are not finite are ignored. */
  update(value: number): BaselineResult {
    if (!Number.isFinite(value)) return { score: 0, anomalous: false };
    const result = this.judge(value);
    this.remember(value);
    return result;
  }

  private judge(value: number): BaselineResult {
    if (this.count < 2) return { score: 0, anomalous: false };
    const mean = this.sum / this.count;
    const deviation = Math.sqrt(Math.max(0, this.squares / this.count - mean * mean));
    const distance = Math.abs(value - this.origin - mean);
    const score = distance === 0 ? 0 : distance / deviation;
    return { score, anomalous: score > this.sensitivity, expected: mean + this.origin };
  }

  private remember(value: number): void {
    if (this.count === 0) this.origin = value;
    if (this.count === this.ring.length) this.add(this.ring[this.next] as number, -1);
    else this.count += 1;
    this.ring[this.next] = value;
    this.next += 1;
    this.add(value, 1);
    if (this.next === this.ring.length) this.sumAgain();
  }

  private add(value: number, sign: 1 | -1): void {
    const difference = value - this.origin;
    this.sum += sign * difference;
    this.squares += sign * difference * difference;
  }

  /** Once a window: rounding errors of running sums do not add up. */
  private sumAgain(): void {
    this.next = 0;
    this.origin = this.ring[0] as number;
    this.sum = 0;
    this.squares = 0;
    for (const value of this.ring) this.add(value, 1);
  }
}
