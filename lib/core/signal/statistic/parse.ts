import { type Percent, parsePercent } from './percent';

/** Those that CloudWatch keeps of every period; all others need the single samples. */
export const SIMPLE_STATISTICS = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const;
export type SimpleStatistic = (typeof SIMPLE_STATISTICS)[number];

export function isSimpleStatistic(text: string): text is SimpleStatistic {
  return (SIMPLE_STATISTICS as readonly string[]).includes(text);
}

/** Trimmed mean, Winsorized mean, trimmed count, trimmed sum, percentile rank. */
export type RangeStatistic = 'TM' | 'WM' | 'TC' | 'TS' | 'PR';

/** Which observations a range statistic keeps. An absent bound is open. */
export type Bounds =
  | { readonly unit: 'percent'; readonly from?: Percent | undefined; readonly to?: Percent | undefined }
  /** More than `from`, at most `to`. */
  | { readonly unit: 'value'; readonly from?: number | undefined; readonly to?: number | undefined };

export type ParsedStatistic =
  | { readonly kind: 'simple'; readonly name: SimpleStatistic }
  | { readonly kind: 'percentile'; readonly digits: string; readonly percent: Percent }
  | { readonly kind: 'range'; readonly name: RangeStatistic; readonly bounds: Bounds };

/** At most 10 decimals. */
const PERCENT = String.raw`\d{1,2}(?:\.\d{1,10})?|100`;
const PERCENTILE = new RegExp(`^p(${PERCENT})$`, 'i');
const SHORT = new RegExp(`^(tm|wm|tc|ts)(${PERCENT})$`);
const RANGE = /^([A-Za-z]{2})\(([^():]*):([^():]*)\)$/;
const NUMBER = /^\d+(?:\.\d{1,10})?$/;
const QUARTILES: Bounds = { unit: 'percent', from: parsePercent('25'), to: parsePercent('75') };

/**
 * Reads a statistic as CloudWatch writes them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * @throws with the reason where it is none
 */
export function parseStatistic(text: string): ParsedStatistic {
  if (isSimpleStatistic(text)) return { kind: 'simple', name: text };
  if (text === 'IQM') return { kind: 'range', name: 'TM', bounds: QUARTILES };
  const percentile = PERCENTILE.exec(text)?.[1];
  if (percentile) return { kind: 'percentile', digits: percentile, percent: parsePercent(percentile) };
  const [, short, digits] = SHORT.exec(text) ?? [];
  if (short && digits) {
    if (Number(digits) === 0) throw refuse(text, `${short}0 keeps nothing`, 'give a percentage above 0');
    const bounds: Bounds = { unit: 'percent', to: parsePercent(digits) };
    return { kind: 'range', name: short.toUpperCase() as RangeStatistic, bounds };
  }
  const [, name, from, to] = RANGE.exec(text) ?? [];
  if (name !== undefined && from !== undefined && to !== undefined) return parseRange(text, name, from, to);
  throw unknown(text);
}

function parseRange(text: string, name: string, from: string, to: string): ParsedStatistic {
  const upper = name.toUpperCase();
  if (!['TM', 'WM', 'TC', 'TS', 'PR'].includes(upper)) throw unknown(text);
  if (name !== upper) throw refuse(text, `'${name}' has bounds in parentheses`, `write ${upper}(${from}:${to})`);
  const bounds = parseBounds(text, from, to);
  if (name === 'PR' && bounds.unit === 'percent') {
    throw refuse(text, 'percentile rank takes values of the metric, not percentages', 'write bounds such as PR(:300)');
  }
  return { kind: 'range', name: name as RangeStatistic, bounds };
}

function parseBounds(text: string, from: string, to: string): Bounds {
  const given = [from, to].filter((bound) => bound !== '');
  if (given.length === 0) throw refuse(text, 'both bounds are open', 'give at least one, such as TM(:95%) or TM(150:)');
  const percents = given.filter((bound) => bound.endsWith('%'));
  if (percents.length !== 0 && percents.length !== given.length) {
    throw refuse(text, 'one bound is a percentage and the other a value', 'give both with % or both without');
  }
  const unit = percents.length === 0 ? 'value' : 'percent';
  const [low, high] = [from, to].map((bound) => readBound(text, bound, unit));
  checkOrder(text, unit, low, high);
  const read = <T>(digits: string | undefined, as: (digits: string) => T) => (digits ? as(digits) : undefined);
  if (unit === 'value') return { unit, from: read(low, Number), to: read(high, Number) };
  return { unit, from: read(low, parsePercent), to: read(high, parsePercent) };
}

function readBound(text: string, bound: string, unit: Bounds['unit']): string | undefined {
  if (bound === '') return undefined;
  const digits = unit === 'percent' ? bound.slice(0, -1) : bound;
  if (!NUMBER.test(digits)) {
    throw refuse(text, `bound '${bound}' is not a number`, 'bounds are numbers of 0 or more with at most 10 decimals');
  }
  if (unit === 'percent' && Number(digits) > 100) {
    throw refuse(text, `bound '${bound}' is more than 100%`, 'percentages are between 0% and 100%');
  }
  return digits;
}

function checkOrder(text: string, unit: Bounds['unit'], low: string | undefined, high: string | undefined): void {
  const from = low === undefined ? (unit === 'percent' ? 0 : Number.NEGATIVE_INFINITY) : Number(low);
  const to = high === undefined ? (unit === 'percent' ? 100 : Number.POSITIVE_INFINITY) : Number(high);
  if (from < to) return;
  throw refuse(text, 'nothing lies between its bounds', 'the lower bound, first, must be less than the upper one');
}

function unknown(text: string): Error {
  if (/^(TM|WM|TC|TS)[\d.]+$/.test(text)) {
    return refuse(text, 'one number without parentheses goes with small letters', `write ${text.toLowerCase()}`);
  }
  if (/^([pP]|tm|wm|tc|ts)-?[\d.]+$/.test(text)) {
    return refuse(text, 'its number is not allowed', 'give a percentage from 0 to 100 with at most 10 decimals');
  }
  return new Error(
    `statistic '${text}' is not known; allowed are ${SIMPLE_STATISTICS.join(', ')}, percentiles such as p99, ` +
      'trimmed statistics such as tm99, TM(10%:90%), WM, TC, TS or PR(:300), and IQM',
  );
}

function refuse(text: string, what: string, allowed: string): Error {
  return new Error(`statistic '${text}' is not valid: ${what}; ${allowed}`);
}
