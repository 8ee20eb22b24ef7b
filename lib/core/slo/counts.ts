import { type PrefixSums, prefixSums, sumBetween } from './prefix-sums';
import { SloError } from './slo-error';

/**
 * Events in steps of equal length. One value a step; NaN, null and undefined are missing, and count as 0. Exactly one of
 * `bad` and `good`.
 */
export interface CountSeries {
  /** Where the first step begins. */
  readonly startMs: number;
  /** 60, 300 or another whole number of seconds. */
  readonly stepSeconds: number;
  /** How many events there were. */
  readonly total: ArrayLike<number>;
  /** How many of them failed. @default - `total - good` */
  readonly bad?: ArrayLike<number>;
  /** How many of them did not. @default - `total - bad` */
  readonly good?: ArrayLike<number>;
}

/** Events in a stretch of time; `0 <= bad <= total`. */
export interface EventCount {
  readonly total: number;
  readonly bad: number;
}

/** What is odd about a series, in steps. */
export interface CountRemarks {
  /** Negative, infinite or beyond 2^53; such a step counts as nothing. */
  readonly poisoned: number;
  /**
   * More bad, or more good, events than events: the metrics are skewed in time, and the neighbour lacks them. Each metric
   * is summed over a window on its own, so such steps matter only at its edges; a window has no more bad events than
   * events, and no fewer than none.
   */
  readonly badAboveTotal: number;
  readonly goodAboveTotal: number;
}

const POISON = -1;

/**
 * A count as whoever computes with it may take it for: more bad events than events are as many as these.
 * @throws {SloError} for one that is negative, or no number
 */
export function checkCount(count: EventCount): EventCount {
  const { total, bad } = count ?? {};
  for (const [name, value] of Object.entries({ total, bad })) {
    if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) continue;
    throw new SloError(`a count of events needs '${name}' as a number of 0 or more, got ${String(value)}`);
  }
  return bad <= total ? count : { total, bad: total };
}

/** Events over time, with the sums of any stretch in constant time. */
export class EventCounts {
  /** @throws {SloError} for a step that is no whole number of seconds, for lists of different lengths */
  static of(series: CountSeries, options: { readonly excluded?: (atMs: number) => boolean } = {}): EventCounts {
    const { startMs, stepSeconds, total, bad, good } = checkSeries(series);
    const parts = (bad ?? good) as ArrayLike<number>;
    const totals = new Float64Array(total.length + 1);
    const bads = new Float64Array(total.length + 1);
    const remarks = { poisoned: 0, badAboveTotal: 0, goodAboveTotal: 0 };
    for (let step = 0; step < total.length; step++) {
      if (options.excluded?.(startMs + step * stepSeconds * 1000)) continue;
      const events = countOf(total[step]);
      const part = countOf(parts[step]);
      if (events < 0 || part < 0) remarks.poisoned++;
      else {
        if (part > events) remarks[bad ? 'badAboveTotal' : 'goodAboveTotal']++;
        totals[step + 1] = events;
        bads[step + 1] = bad ? part : events - part;
      }
    }
    return new EventCounts(startMs, stepSeconds, prefixSums(totals), prefixSums(bads), remarks);
  }

  private constructor(
    readonly startMs: number,
    readonly stepSeconds: number,
    /** By step. @internal */
    readonly totals: PrefixSums,
    /** By step; as measured, so below 0 or above the total where metrics are skewed. @internal */
    readonly bads: PrefixSums,
    readonly remarks: CountRemarks,
  ) {}

  get steps(): number {
    return this.totals.sums.length - 1;
  }

  get endMs(): number {
    return this.startMs + this.steps * this.stepSeconds * 1000;
  }

  /** Events from `fromMs`, before `toMs`, as far as the series goes. A step belongs to the moment at which it begins. */
  between(fromMs: number, toMs: number): EventCount {
    const to = this.stepsBefore(toMs);
    const from = Math.min(this.stepsBefore(fromMs), to);
    const total = sumBetween(this.totals, from, to);
    return { total, bad: Math.min(Math.max(sumBetween(this.bads, from, to), 0), total) };
  }

  /** How many steps begin before. */
  stepsBefore(atMs: number): number {
    const steps = Math.ceil((atMs - this.startMs) / (this.stepSeconds * 1000));
    return Math.min(Math.max(steps, 0), this.steps);
  }

  /** The same without the steps that begin at an excluded moment. */
  without(excluded: (atMs: number) => boolean): EventCounts {
    const keep = (sums: PrefixSums) => {
      const kept = new Float64Array(this.steps + 1);
      for (let step = 0; step < this.steps; step++) {
        if (!excluded(this.startMs + step * this.stepSeconds * 1000)) kept[step + 1] = sumBetween(sums, step, step + 1);
      }
      return prefixSums(kept);
    };
    return new EventCounts(this.startMs, this.stepSeconds, keep(this.totals), keep(this.bads), this.remarks);
  }
}

function checkSeries(series: CountSeries): CountSeries {
  const { startMs, stepSeconds, total, bad, good } = series ?? {};
  const refuse = (what: string) => new SloError(`a series of events ${what}`);
  const list = (name: string, values: unknown): number => {
    const { length } = (values ?? {}) as { length?: unknown };
    if (typeof values === 'object' && Number.isInteger(length)) return length as number;
    throw refuse(`needs '${name}' as a list of numbers, got ${String(values)}`);
  };
  const steps = list('total', total);
  if (!Number.isFinite(startMs)) throw refuse(`needs 'startMs' in milliseconds, got ${startMs}`);
  if (!Number.isInteger(stepSeconds) || stepSeconds <= 0) {
    throw refuse(`needs 'stepSeconds' as a whole number above 0, such as 60, got ${stepSeconds}`);
  }
  if ((bad === undefined) === (good === undefined)) {
    throw refuse(`needs exactly one of 'bad' and 'good', got ${bad === undefined ? 'none' : 'both'}`);
  }
  const name = bad === undefined ? 'good' : 'bad';
  const parts = list(name, series[name]);
  if (parts !== steps) {
    throw refuse(`needs one value a step: 'total' has ${steps}, '${name}' has ${parts}; fill gaps with NaN`);
  }
  return series;
}

/**
 * Missing counts as 0: metrics that count failures are often silent without any.
 * @returns below 0 for what is no count
 */
function countOf(value: unknown): number {
  if (typeof value === 'number') {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
    return Number.isNaN(value) ? 0 : POISON;
  }
  return value === undefined || value === null ? 0 : POISON;
}
