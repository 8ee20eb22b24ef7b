/** What a deploy did to an operation: its requests before and after, and how sure that is. */
import { type Percentiles, percentilesOf, rank } from './percentiles';
import { rankSum } from './rank-sum';

/** Requests of one operation. */
export interface Requests {
  readonly durationsMs: readonly number[];
  readonly faults: number;
}

export const VERDICTS = ['slower', 'slower tail', 'failing', 'faster', 'no change', 'too few'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Comparison {
  readonly verdict: Verdict;
  readonly before: Percentiles & { readonly faultRatio: number };
  readonly after: Percentiles & { readonly faultRatio: number };
  /** How likely a request after it is slower than one before, 0 to 1. */
  readonly superiority: number;
  /** How likely chance alone does that; of the verdict's own test. 1 for `no change` and `too few`. */
  readonly pValue: number;
}

/** With fewer on either side nothing is claimed. */
const MIN_REQUESTS = 30;
/**
 * Many operations are compared after each deploy, several times: a service with twenty of them and three deploys a day
 * hears of one false alarm in two years from each of the three tests.
 */
const ALPHA = 1e-5;
/** A medium effect by Vargha and Delaney: https://doi.org/10.3102/10769986025002101 */
const MEDIUM_EFFECT = 0.64;
/** What people would notice. */
const MIN_SHIFT = 0.1;
const MIN_SHIFT_MS = 10;
const MIN_TAIL_SHIFT = 0.5;
const MIN_FAULT_SHIFT = 0.02;

/**
 * Slower: most requests are, by a test of ranks, and by 10 % and 10 ms of the median. Slower tail: the lowest that the 90th
 * percentile can be is 50 % above the highest that it was. Failing: more faults than chance explains, by 2 % of requests.
 */
export function compareRequests(before: Requests, after: Requests): Comparison {
  const [was, is] = [summary(before), summary(after)];
  const { superiority, pLarger, pSmaller } = rankSum(before.durationsMs, after.durationsMs);
  const told = (verdict: Verdict, pValue = 1): Comparison => ({ verdict, before: was, after: is, superiority, pValue });
  if (Math.min(was.count, is.count) < MIN_REQUESTS) return told('too few');
  const pFaults = faultTest(before, after);
  if (pFaults < ALPHA && is.faultRatio - was.faultRatio >= MIN_FAULT_SHIFT) return told('failing', pFaults);
  const shift = (from: number, to: number) => to - from >= Math.max(MIN_SHIFT_MS, from * MIN_SHIFT);
  if (pLarger < ALPHA && superiority >= MEDIUM_EFFECT && shift(was.p50, is.p50)) return told('slower', pLarger);
  if (isTailSlower(before.durationsMs, after.durationsMs)) return told('slower tail', ALPHA);
  if (pSmaller < ALPHA && superiority <= 1 - MEDIUM_EFFECT && shift(is.p50, was.p50)) return told('faster', pSmaller);
  return told('no change');
}

function summary({ durationsMs, faults }: Requests) {
  const percentiles = percentilesOf(durationsMs);
  return { ...percentiles, faultRatio: percentiles.count > 0 ? faults / percentiles.count : 0 };
}

/** Of the normal distribution: both bounds are wrong at once in less than one of 100,000 comparisons without a change. */
const BOUND_Z = 3.1;

/** By order statistics, which hold for any distribution: no draws, and the same answer each time. */
function isTailSlower(before: readonly number[], after: readonly number[]): boolean {
  const highestMs = percentileBound(before, 90, BOUND_Z);
  const lowestMs = percentileBound(after, 90, -BOUND_Z);
  if (highestMs === undefined || lowestMs === undefined) return false;
  return lowestMs - highestMs >= Math.max(MIN_SHIFT_MS, highestMs * MIN_TAIL_SHIFT);
}

/**
 * How high, or low, a percentile can be: the number of values below it is binomial.
 * https://en.wikipedia.org/wiki/Quantile#Estimating_quantiles_from_a_sample
 * @returns `undefined` where the sample is too small to tell
 */
export function percentileBound(values: readonly number[], percent: number, z: number): number | undefined {
  const { length } = values;
  const share = percent / 100;
  const at = length * share + z * Math.sqrt(length * share * (1 - share));
  const position = z > 0 ? Math.ceil(at) + 1 : Math.floor(at);
  if (position < 1 || position > length) return undefined;
  return rank(Float64Array.from(values).sort(), (100 * (position - 0.5)) / length);
}

/**
 * Fisher's exact test, one-sided: how likely so many of the faults, or more, fall behind the deploy by chance.
 * https://en.wikipedia.org/wiki/Fisher%27s_exact_test
 */
function faultTest(before: Requests, after: Requests): number {
  const [m, n] = [before.durationsMs.length, after.durationsMs.length];
  const faults = before.faults + after.faults;
  const most = Math.min(n, faults);
  const logAll = logChoose(m + n, faults);
  let p = 0;
  for (let k = after.faults; k <= most; k += 1) {
    if (faults - k <= m) p += Math.exp(logChoose(n, k) + logChoose(m, faults - k) - logAll);
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Samples have hundreds of requests: a sum is exact and fast enough. */
function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i += 1) sum += Math.log(i);
  return sum;
}
