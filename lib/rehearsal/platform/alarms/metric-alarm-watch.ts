/** One metric alarm over the metric store: its state at any tick, and when it needs to be looked at again. */
import type { MemoryMetricStore } from '../../../adapters/memory/metric-store';
import type { MetricWindow } from '../../../adapters/memory/metric-window';
import { type Classify, classifier, decideState } from '../../../core/alarm/decide';
import { type Datapoint, type Evaluation, evaluateAlarm } from '../../../core/alarm/evaluation';
import type { AlarmState } from '../../../core/incident/incident';
import { type DatapointReader, datapointReader, type RangeValues, sampleCounts } from './datapoints';
import type { MetricAlarm } from './metric-alarm';

const MINUTE_MS = 60_000;
/** How many ticks are looked ahead at first, and at most, where all data is there already. */
const FIRST_STRIDE = 16;
const LONGEST_STRIDE = 8_192;

export class MetricAlarmWatch {
  state: AlarmState = 'INSUFFICIENT_DATA';
  /** The next evaluation that can come out otherwise, by the end of the data it looks back on; Infinity: none can. */
  dueMs: number;
  /** How many evaluations were made, looking ahead included. */
  evaluations = 0;

  /** The first evaluation after the alarm's creation. */
  private readonly firstMs: number;
  private readonly samples: MetricWindow | undefined;
  private readonly classify: Classify;
  private readonly boundaries: Float64Array;
  private readonly range: RangeValues;
  private readonly classes: Int8Array;
  private stride = FIRST_STRIDE;
  private fresh = true;

  /**
   * @param startMs when the alarm was created: warm-up and the training of bands begin
   * @param reader for watches that share one
   */
  constructor(
    readonly alarm: MetricAlarm,
    private readonly store: MemoryMetricStore,
    range: number,
    private readonly startMs: number,
    private readonly reader: DatapointReader = datapointReader(store, alarm, range, startMs),
  ) {
    this.samples = alarm.settings.lowSamplePercentile === undefined ? undefined : sampleCounts(store, alarm, range);
    this.classify = classifier(alarm.settings);
    this.boundaries = new Float64Array(range + 1);
    this.range = { values: new Float64Array(range), lower: new Float64Array(range), upper: new Float64Array(range) };
    this.classes = new Int8Array(range);
    this.firstMs = (Math.floor(startMs / alarm.grid.stepMs) + 1) * alarm.grid.stepMs;
    this.dueMs = this.firstMs;
  }

  get keys(): readonly string[] {
    return this.reader.keys;
  }

  /** Data came in; `nextMs` is the next evaluation that sees it. */
  touch(key: string, atMs: number, nextMs: number): void {
    this.reader.forget(key, atMs);
    this.samples?.forget(atMs);
    this.fresh = true;
    this.stride = FIRST_STRIDE;
    const { stepMs } = this.alarm.grid;
    this.dueMs = Math.min(this.dueMs, Math.max(this.firstMs, Math.ceil(nextMs / stepMs) * stepMs));
  }

  /** The state after the evaluation at this tick, were the alarm in its present state before. */
  stateAt(tickMs: number): AlarmState {
    this.evaluations += 1;
    if (this.isWarmingUp(tickMs)) return 'INSUFFICIENT_DATA';
    this.alarm.grid.boundaries(tickMs, this.boundaries);
    this.reader.read(this.boundaries, this.range);
    const { values, lower, upper } = this.range;
    for (let index = 0; index < values.length; index += 1)
      this.classes[index] = this.classify(values[index] as number, lower[index] as number, upper[index] as number);
    if (this.samples) return evaluateAlarm(this.alarm.settings, this.datapoints(), this.state).state;
    return decideState(this.alarm.settings, this.classes, this.state);
  }

  /** The same evaluation with its reason and datapoints. */
  explain(tickMs: number): Evaluation {
    this.alarm.grid.boundaries(tickMs, this.boundaries);
    this.reader.read(this.boundaries, this.range);
    return evaluateAlarm(this.alarm.settings, this.datapoints(), this.state);
  }

  /** To be called after each evaluation at a tick: sets `dueMs`. */
  lookAhead(tickMs: number): void {
    const { stepMs } = this.alarm.grid;
    const lastMs = this.lastTickThatDiffers();
    const live = this.fresh || this.reader.timeDependent;
    this.fresh = false;
    this.dueMs = tickMs + stepMs;
    if (this.dueMs > lastMs && !this.reader.timeDependent) this.dueMs = Number.POSITIVE_INFINITY;
    if (live || this.dueMs === Number.POSITIVE_INFINITY) return;
    for (let ahead = 1; ahead < this.stride && this.dueMs < lastMs; ahead += 1) {
      if (this.stateAt(this.dueMs) !== this.state) return;
      this.dueMs += stepMs;
    }
    this.stride = Math.min(2 * this.stride, LONGEST_STRIDE);
  }

  /** From the tick after this one on, all datapoints of the range are missing, for good. */
  private lastTickThatDiffers(): number {
    const { settings, grid } = this.alarm;
    const ends = this.reader.keys.map((key) => this.store.lastDataMs(key) ?? Number.NEGATIVE_INFINITY);
    const settledMs = Math.max(...ends) + (this.classes.length + 1) * settings.periodSeconds * 1_000;
    const warmMs = this.alarm.warmUp ? this.warmUpEndMs() : Number.NEGATIVE_INFINITY;
    return Math.max(warmMs, settledMs) + grid.slackMs + 2 * grid.stepMs;
  }

  private warmUpEndMs(): number {
    const { warmUp } = this.alarm;
    return warmUp ? this.startMs + warmUp.minutes * MINUTE_MS : this.startMs;
  }

  private isWarmingUp(tickMs: number): boolean {
    const { warmUp, settings, grid } = this.alarm;
    if (!warmUp || tickMs >= this.warmUpEndMs()) return false;
    if (warmUp.onlyAfter) return true;
    grid.boundaries(tickMs, this.boundaries);
    this.reader.read(this.boundaries, this.range);
    return this.range.values.filter((value) => !Number.isNaN(value)).length < settings.evaluationPeriods;
  }

  private datapoints(): Datapoint[] {
    const { values, lower, upper } = this.range;
    return Array.from(values, (value, index): Datapoint => {
      const startMs = this.boundaries[index] as number;
      const point = { startMs, value: given(value) };
      const count = this.samples?.value(startMs, this.boundaries[index + 1] as number);
      return {
        ...point,
        ...(this.alarm.kind === 'band' && { lower: given(lower[index]), upper: given(upper[index]) }),
        ...(count !== undefined && { sampleCount: given(count) ?? 0 }),
      };
    });
  }
}

function given(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
