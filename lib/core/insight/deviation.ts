import { quantile } from '../anomaly/forecast/order-statistics';
import type { Residuals } from './residuals';

/** How a series left its usual course about when the trouble began. */
export interface Deviation {
  /** Sigmas at the most, in the direction it went. */
  readonly sigmas: number;
  /** The most that it does in 19 of 20 other times of the same length. */
  readonly usual: number;
  /** When it left its usual course, epoch ms; at the earliest a day before the trouble. */
  readonly sinceMs: number;
  /** How many other times it was compared with. */
  readonly compared: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What makes an alarm fire began some time before it; what is seen much later is its consequence. */
const BEFORE_MS = 60 * MINUTE_MS;
const AFTER_MS = 15 * MINUTE_MS;
/** Fewer sigmas are nothing, however calm the series is. */
const FEWEST_SIGMAS = 5;
/** So much more than in 19 of 20 other times: with some dozens of series chance alone would reach the bare quantile. */
const MARGIN = 1.6;
/** Clearly beyond all other times but one: what failed before may fail again. */
const RARELY = 0.99;
const CLEARLY = 1.2;
const FEWEST_COMPARED = 20;
/** A begin is where this much of the change is there: where noise ends and a slow one begins nobody can tell. */
const BEGUN = 0.3;
/** What is over after two periods was noise, or is over. */
const FEWEST_PERIODS = 3;
/** Short returns to normal on the way. */
const GAP = 2;

export type Judged = Deviation | 'usual' | 'too short';

/**
 * Whether a series changed about then, measured by itself: by what it does in all other hours of its past. The day before
 * the trouble is not among them, since slow trouble begins there.
 */
export function deviationAt({ startMs, periodMs, values }: Residuals, beganMs: number): Judged {
  const indexOf = (ms: number) => Math.floor((ms - startMs) / periodMs);
  const [from, to] = [indexOf(beganMs - BEFORE_MS), Math.min(indexOf(beganMs + AFTER_MS) + 1, values.length)];
  const length = indexOf(beganMs + AFTER_MS) + 1 - from;
  const others: number[] = [];
  for (let end = indexOf(beganMs - DAY_MS); end - length >= 0; end -= length) {
    const most = mostOf(values, end - length, end);
    if (most) others.push(Math.abs(most.sigmas));
  }
  const peak = mostOf(values, from, to);
  if (others.length < FEWEST_COMPARED || !peak) return 'too short';
  const usual = quantile(others, 0.95);
  const sigmas = Math.abs(peak.sigmas);
  if (sigmas < FEWEST_SIGMAS || sigmas < MARGIN * usual || sigmas < CLEARLY * quantile(others, RARELY)) return 'usual';
  if (lasting(values, from, to, peak, usual) < FEWEST_PERIODS) return 'usual';
  const since = begin(values, peak, Math.max(usual, BEGUN * sigmas), indexOf(beganMs - DAY_MS));
  return { sigmas: peak.sigmas, usual, sinceMs: startMs + since * periodMs, compared: others.length };
}

interface Peak {
  readonly index: number;
  readonly sigmas: number;
}

function mostOf(values: Float64Array, from: number, to: number): Peak | undefined {
  let peak: Peak | undefined;
  for (let index = Math.max(0, from); index < to; index += 1) {
    const sigmas = values[index] as number;
    if (!Number.isNaN(sigmas) && (!peak || Math.abs(sigmas) > Math.abs(peak.sigmas))) peak = { index, sigmas };
  }
  return peak;
}

/** Periods on the side of the peak and beyond what is usual. */
function lasting(values: Float64Array, from: number, to: number, { sigmas }: Peak, usual: number): number {
  return values.slice(Math.max(0, from), to).filter((value) => value * Math.sign(sigmas) > usual).length;
}

/** Back from the peak while it stays beyond what is usual, on the same side. */
function begin(values: Float64Array, { index, sigmas }: Peak, usual: number, earliest: number): number {
  const side = Math.sign(sigmas);
  let first = index;
  let gap = 0;
  for (let at = index - 1; at >= Math.max(0, earliest) && gap <= GAP; at -= 1) {
    const beyond = (values[at] as number) * side > usual;
    if (beyond) first = at;
    gap = beyond ? 0 : gap + 1;
  }
  return first;
}
