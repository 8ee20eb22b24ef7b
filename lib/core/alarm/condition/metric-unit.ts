import type { MetricUnit } from '../../signal/metric-unit';
import { quantityText } from './quantity';
import type { Quantity, QuantityUnit } from './types';

/** What a number is compared with. */
export interface MeasuredMetric {
  /** For messages: what the condition calls it. */
  readonly name: string;
  /** What its samples are counted in. @default - not known */
  readonly unit?: MetricUnit;
  /** @default - none: a math expression */
  readonly statistic?: string;
  readonly periodSeconds: number;
}

/**
 * The number as the metric counts: 1,500 for `1.5s` in Milliseconds, 300 for the sum of five minutes of `1/s`. KB, MB and
 * GB, and CloudWatch's Kilobytes and so on, are powers of 1,000. Without a unit the number is the metric's own.
 * @throws where the unit does not fit, or the metric's is not known
 */
export function inMetricUnit(where: string, value: Quantity, metric: MeasuredMetric): number {
  if (value.unit === undefined) return value.number;
  const { unit } = value;
  const [amount = '', per] = unit === '%' ? [unit] : unit.split('/');
  const target = unitOf(metric);
  const fits = per === undefined ? convert(amount, target) : convertRate(amount, per, target, metric);
  // 1.1 times 3,600,000 is a little more than 3,960,000.
  if (fits !== undefined) return Number((value.number * fits).toPrecision(15));
  const shown = quantityText(value);
  if (target === undefined) {
    throw new Error(
      `${where}: '${shown}' needs the unit that '${metric.name}' is counted in, which nothing says; pass it, such as ` +
        `units: { ${metric.name}: '${EXAMPLE[unit] ?? 'Count'}' }, or write the number without a unit`,
    );
  }
  const counted = metric.statistic === undefined ? `'${metric.name}'` : `${metric.statistic} of '${metric.name}'`;
  const advice = per === undefined ? '' : `, a rate is judged of a Sum, a SampleCount or what is counted by the second`;
  throw new Error(
    `${where}: '${shown}' is not in the unit of ${counted}, ${target}${advice}; write the number in that unit, or without one`,
  );
}

/** What units measure, and how large they are. */
const SCALE: Readonly<Record<string, readonly [measure: string, size: number]>> = {
  '%': ['share', 1],
  Percent: ['share', 1],
  '': ['count', 1],
  Count: ['count', 1],
  None: ['count', 1],
  ms: ['time', 1e3],
  s: ['time', 1e6],
  m: ['time', 6e7],
  h: ['time', 3.6e9],
  Microseconds: ['time', 1],
  Milliseconds: ['time', 1e3],
  Seconds: ['time', 1e6],
  B: ['size', 1],
  KB: ['size', 1e3],
  MB: ['size', 1e6],
  GB: ['size', 1e9],
  Bytes: ['size', 1],
  Kilobytes: ['size', 1e3],
  Megabytes: ['size', 1e6],
  Gigabytes: ['size', 1e9],
  Terabytes: ['size', 1e12],
};

const EXAMPLE: Readonly<Partial<Record<QuantityUnit, MetricUnit>>> = {
  ...{ '%': 'Percent', ms: 'Milliseconds', s: 'Milliseconds', m: 'Seconds', h: 'Seconds' },
  ...{ B: 'Bytes', KB: 'Bytes', MB: 'Bytes', GB: 'Bytes' },
  ...{ 'B/s': 'Bytes', 'KB/s': 'Bytes', 'MB/s': 'Bytes', 'GB/s': 'Bytes' },
  ...{ 'B/min': 'Bytes', 'KB/min': 'Bytes', 'MB/min': 'Bytes', 'GB/min': 'Bytes' },
};

const PER_SECOND = '/Second';
const ADDITIVE: readonly (string | undefined)[] = ['Sum', 'SampleCount'];

/** Of a statistic: some count, whatever the samples are. */
function unitOf({ statistic = '', unit }: MeasuredMetric): MetricUnit | undefined {
  if (statistic === 'SampleCount' || /^tc/i.test(statistic)) return 'Count';
  return statistic.startsWith('PR') ? 'Percent' : unit;
}

/** What to multiply by; `undefined` where they do not measure the same. */
function convert(from: string, to: string | undefined): number | undefined {
  const [source, target] = [SCALE[from], to === undefined ? undefined : SCALE[to]];
  if (!source || !target || source[0] !== target[0]) return undefined;
  return source[1] / target[1];
}

function convertRate(
  amount: string,
  per: string,
  target: MetricUnit | undefined,
  { statistic, periodSeconds }: MeasuredMetric,
): number | undefined {
  const seconds = per === 's' ? 1 : 60;
  if (target?.endsWith(PER_SECOND)) {
    const size = convert(amount, target.slice(0, -PER_SECOND.length));
    return size === undefined ? undefined : size / seconds;
  }
  if (!ADDITIVE.includes(statistic)) return undefined;
  // How many there were is a sum of counts, also where nobody says so.
  const size = convert(amount, target ?? (amount === '' ? 'Count' : undefined));
  return size === undefined ? undefined : (size * periodSeconds) / seconds;
}
