import { Arrivals, type IgnoredReason } from './arrivals';
import { CounterRate } from './counter-rate';
import { Episode } from './episode';
import { Features } from './features';
import { LevelWatch } from './level-watch';
import { LocalHours } from './local-hours';
import { type CheckedOptions, checkOptions, type DetectorOptions } from './options';
import { type Reason, reasonOf } from './reasons';
import { packState, unpackState } from './state';
import type { StateReader, StateWriter } from './state-bytes';

/** What a detector says about a point. */
export interface DetectorResult {
  /** How unlike everything before it the point is: 0 to 7, 0 for most points. */
  readonly score: number;
  /**
   * This point begins an anomaly, or is four times as far out as what began it: raise one alarm. The other points of an
   * anomaly are {@link ongoing} only.
   */
  readonly anomalous: boolean;
  /** An anomaly is under way, or ended less than 36 points ago. */
  readonly ongoing: boolean;
  /** The stream is too young: of the first 180 points none is called anomalous. */
  readonly learning: boolean;
  /**
   * What is usual at this hour of the day and week, in the units of the values (of a counter: a second). Undefined until
   * the hour of the day has been seen.
   */
  readonly expected?: number;
  /** Why the point is anomalous, the strongest reason first; empty for others. */
  readonly why: readonly Reason[];
  /** Why the point was left out; it has changed nothing. */
  readonly ignored?: IgnoredReason;
  /** On the first point after a state could not be read: why the detector has started afresh. */
  readonly startedAfresh?: string;
}

const NO_REASONS: readonly Reason[] = [];

/** Judges one stream point by point; made by {@link createDetector}. */
export class Detector {
  private parts: Parts;
  private readonly hours: LocalHours;
  private readonly settings: string;
  private afresh: string | undefined;
  private untold: string | undefined;

  constructor(private readonly options: CheckedOptions) {
    this.hours = new LocalHours(options.timeZone);
    this.settings = `${options.counter ? 'counter' : 'gauge'} ${options.timeZone}`;
    this.parts = new Parts(options.intervalMs);
  }

  /** How many points were ignored since the stream began, by reason. */
  get ignored(): Readonly<Record<IgnoredReason, number>> {
    return { ...this.parts.arrivals.ignored };
  }

  /** Why the last {@link fromBytes} could not use its bytes; undefined where it could. */
  get startedAfresh(): string | undefined {
    return this.afresh;
  }

  /**
   * Judges a point and learns from it. Only earlier points count: nothing is looked up ahead.
   * @param timestampMs milliseconds since 1970; points older than the newest one are ignored, as are repeated timestamps
   */
  update(timestampMs: number, value: number): DetectorResult {
    const ignored = this.parts.arrivals.refusal(timestampMs, value);
    const result = ignored === undefined ? this.accept(timestampMs, value) : this.unchanged(ignored);
    if (this.untold === undefined) return result;
    const startedAfresh = this.untold;
    this.untold = undefined;
    return { ...result, startedAfresh };
  }

  /**
   * Tells that something was deployed. If the level then changes, it is learned as the new normal after 36 points
   * instead of 288; what the deploy does first is still judged by what was normal before.
   */
  noteDeploy(timestampMs: number): void {
    if (!Number.isFinite(timestampMs))
      throw new Error(`noteDeploy: pass the time of the deploy in milliseconds since 1970, got ${timestampMs}`);
    this.parts.deployMs = timestampMs;
  }

  /** Everything learned, as a few kilobytes: restored, it goes on exactly as this detector would. */
  toBytes(): Uint8Array {
    return packState(this.settings, this.parts.all);
  }

  /**
   * Goes on from a state. Bytes that are damaged, of another version, or learned with another `counter` or `timeZone` are
   * not used: the detector then starts afresh, {@link startedAfresh} says why, and so does the next result.
   */
  fromBytes(bytes: Uint8Array): this {
    const parts = new Parts(this.options.intervalMs);
    this.afresh = unpackState(bytes, this.settings, parts.all);
    this.untold = this.afresh;
    this.parts = this.afresh === undefined ? parts : new Parts(this.options.intervalMs);
    return this;
  }

  private accept(timestampMs: number, value: number): DetectorResult {
    const { arrivals, features, counter } = this.parts;
    if (arrivals.accept(timestampMs)) features.interrupt();
    if (!this.options.counter) return this.judge(timestampMs, value);
    const rate = counter.rate(timestampMs, value);
    return rate === undefined ? this.unchanged(undefined) : this.judge(timestampMs, rate);
  }

  private judge(timestampMs: number, value: number): DetectorResult {
    const { features, episode, watch } = this.parts;
    if (timestampMs >= this.parts.deployMs) {
      watch.deployHappened(features.usual);
      this.parts.deployMs = Number.POSITIVE_INFINITY;
    }
    const score = features.score(this.hours.at(timestampMs), value);
    const { expected } = features;
    const learning = episode.isLearning;
    const anomalous = episode.begins(score, this.options.threshold);
    const why = anomalous ? features.contributions().map(reasonOf) : NO_REASONS;
    if (anomalous) watch.anomalyBegins(features.usual);
    const level = watch.newLevel(value, features.unexplained);
    if (level !== undefined) features.relearn(level);
    return { score, anomalous, ongoing: episode.isOngoing, learning, expected, why };
  }

  private unchanged(ignored: IgnoredReason | undefined): DetectorResult {
    const { isOngoing, isLearning } = this.parts.episode;
    return { score: 0, anomalous: false, ongoing: isOngoing, learning: isLearning, why: NO_REASONS, ignored };
  }
}

/** Everything that is learned. */
class Parts {
  readonly arrivals: Arrivals;
  readonly counter = new CounterRate();
  readonly features = new Features();
  readonly episode = new Episode();
  readonly watch = new LevelWatch();
  /** From when on points are those of a deploy. */
  deployMs = Number.POSITIVE_INFINITY;

  constructor(intervalMs: number | undefined) {
    this.arrivals = new Arrivals(intervalMs);
  }

  get all() {
    const deploy = {
      write: (to: StateWriter) => to.numbers([this.deployMs]),
      read: (from: StateReader) => {
        this.deployMs = from.numbers(1)[0] as number;
      },
    };
    return [this.arrivals, this.counter, this.features, this.episode, this.watch, deploy];
  }
}

/**
 * A detector for one series: streaming, without look-ahead, with bounded state, and with one configuration for all.
 * @throws where an option is unknown or out of its range
 */
export function createDetector(options: DetectorOptions = {}): Detector {
  return new Detector(checkOptions(options));
}

/** A detector that goes on from a state, as {@link Detector.fromBytes}: unusable bytes are no exception. */
export function fromBytes(bytes: Uint8Array, options: DetectorOptions = {}): Detector {
  return createDetector(options).fromBytes(bytes);
}

createDetector.fromBytes = fromBytes;
