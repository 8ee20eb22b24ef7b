import { HANDLER_METRIC } from '../conventions';
import { type AlarmFacts, alarmCharge } from './alarms';
import { type Charge, CUSTOM_METRIC, customMetricsUsd, priceOf, unitPrice } from './charge';
import { operationsByService, STEADY_METRICS } from './metrics';
import type { PriceList } from './prices';
import { items, type PricedResource, property, text } from './resource';
import type { ServiceFunction } from './services';

/** A cheaper equivalent. Each is reckoned by itself: two of them may save the same dollar. */
export interface Advice {
  readonly what: string;
  /** What to do, and what is lost by it. */
  readonly instead: string;
  readonly savesUsdPerMonth: number;
}

export interface AdviceSubject {
  readonly alarms: readonly AlarmFacts[];
  readonly functions: readonly ServiceFunction[];
  readonly resources: readonly PricedResource[];
  readonly prices: PriceList;
  readonly charges: readonly Charge[];
}

/** From here on one alarm for each function is worth a thought. */
const MANY_FUNCTION_ALARMS = 60;
const MANY_OPERATIONS = 20;
/** More than these, and one dashboard with variables is the better one. */
const FEW_DASHBOARDS = 3;

export function adviseCheaper(subject: AdviceSubject): Advice[] {
  return [
    ...bands(subject),
    ...ratios(subject),
    ...highResolution(subject),
    ...composites(subject),
    ...functionAlarms(subject),
    ...operations(subject),
    ...dashboards(subject),
  ]
    .filter(({ savesUsdPerMonth }) => savesUsdPerMonth > 1e-9)
    .sort((a, b) => b.savesUsdPerMonth - a.savesUsdPerMonth);
}

function bands({ alarms, prices }: AdviceSubject): Advice[] {
  const found = alarms.filter(({ kind }) => kind === 'anomaly');
  const saved = sum(found, (alarm) => alarmUsd(alarm, prices) - alarmUsd({ ...alarm, kind: 'plain' }, prices));
  const instead = "a fixed threshold, chosen with 'sightline backtest' from the history of the metric";
  return found.length === 0 ? [] : [{ what: `${found.length} anomaly alarms`, instead, savesUsdPerMonth: saved }];
}

function ratios({ alarms, prices }: AdviceSubject): Advice[] {
  const found = alarms.filter(
    ({ kind, metrics, expressions }) =>
      kind === 'math' && metrics === 2 && expressions.some((one) => one.includes('/')),
  );
  const saved = sum(found, (alarm) => alarmUsd(alarm, prices) - alarmUsd({ ...alarm, metrics: 1 }, prices));
  const instead =
    'the Average of a metric that is 0 or 1 for each request, which is the ratio without math: Errors of AWS/Lambda, ' +
    `${HANDLER_METRIC.faults} of the middleware`;
  const what = `${found.length} metric math alarms that divide two metrics`;
  return found.length === 0 ? [] : [{ what, instead, savesUsdPerMonth: saved }];
}

function highResolution({ alarms, prices }: AdviceSubject): Advice[] {
  const found = alarms.filter((alarm) => alarm.highResolution);
  const saved = sum(found, (alarm) => alarmUsd(alarm, prices) - alarmUsd({ ...alarm, highResolution: false }, prices));
  const instead = 'a period of 60 seconds; trouble is seen up to a minute later';
  return found.length === 0
    ? []
    : [{ what: `${found.length} high-resolution alarms`, instead, savesUsdPerMonth: saved }];
}

/** Metric math reads ten metrics at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MOST_MATH_METRICS = 10;

/** One math alarm costs what its children cost, and the composite's own price is saved. */
function composites({ alarms, prices }: AdviceSubject): Advice[] {
  const found = alarms.filter(({ kind, resource: { properties } }) => {
    const rule = JSON.stringify(property(properties, 'AlarmRule') ?? '');
    const children = rule.match(/\bALARM\s*\(/g)?.length ?? 0;
    const simple = !/\b(OK|INSUFFICIENT_DATA|NOT|AT_LEAST)\b/.test(rule);
    const suppressed = property(properties, 'ActionsSuppressor') !== undefined;
    return kind === 'composite' && simple && !suppressed && children > 1 && children <= MOST_MATH_METRICS;
  });
  const saved = sum(found, (alarm) => alarmUsd(alarm, prices));
  const instead =
    'one metric math alarm such as IF(a > 5 AND b > 100, 1, 0) in place of each and its children, where these have the ' +
    'same period and tell nobody themselves';
  const what = `${found.length} composite alarms of a few children`;
  return found.length === 0 ? [] : [{ what, instead, savesUsdPerMonth: saved }];
}

/** The metric of the middleware that tells the same of a whole service; others are there for all functions together. */
const OF_THE_SERVICE: ReadonlyMap<string, string> = new Map([
  ['Errors', `${HANDLER_METRIC.faults} of the middleware, on service and environment`],
  ['Duration', `${HANDLER_METRIC.latency} of the middleware, on service and environment`],
]);

function functionAlarms({ alarms, functions, prices }: AdviceSubject): Advice[] {
  const kinds = new Map<string, AlarmFacts[]>();
  for (const alarm of alarms) {
    const metric = functionMetric(alarm);
    if (metric === undefined) continue;
    const known = kinds.get(metric);
    if (known) known.push(alarm);
    else kinds.set(metric, [alarm]);
  }
  const services = operationsByService(functions).size;
  return [...kinds].flatMap(([metric, found]) => {
    if (found.length < MANY_FUNCTION_ALARMS) return [];
    const handler = OF_THE_SERVICE.get(metric);
    const [first] = found as [AlarmFacts];
    const one = alarmUsd({ ...first, kind: 'plain', metrics: 1, highResolution: false }, prices);
    // Without the middleware its metrics come on the bill with it, for one operation at least.
    const added = handler !== undefined && services === 0 ? 2 * STEADY_METRICS * usdOf(prices, CUSTOM_METRIC) : 0;
    const instead = handler
      ? `one alarm for each service on ${handler}; which function it was, the dashboard tells`
      : `one alarm on ${metric} of AWS/Lambda without dimensions, over all functions of the account`;
    const saved = sum(found, (alarm) => alarmUsd(alarm, prices)) - Math.max(1, handler ? services : 1) * one - added;
    return [{ what: `${found.length} alarms on ${metric}, one for each function`, instead, savesUsdPerMonth: saved }];
  });
}

/** What an alarm on a single function watches: of math, the first metric. */
function functionMetric({ kind, resource: { properties } }: AlarmFacts): string | undefined {
  if (kind === 'composite' || kind === 'insights' || kind === 'promql') return undefined;
  const stat = items(property(properties, 'Metrics')).map((query) => property(query, 'MetricStat', 'Metric'));
  const metric = stat.find((one) => one !== undefined) ?? properties;
  const dimensions = items(property(metric, 'Dimensions')).map((dimension) => property(dimension, 'Name'));
  const ofFunction = property(metric, 'Namespace') === 'AWS/Lambda' && dimensions.join() === 'FunctionName';
  return ofFunction ? text(property(metric, 'MetricName')) : undefined;
}

function operations({ functions, prices, charges }: AdviceSubject): Advice[] {
  const metrics = sum(charges, ({ priceId, quantity }) => (priceId === CUSTOM_METRIC ? quantity : 0));
  return [...operationsByService(functions)].flatMap(([service, { names }]) => {
    if (names.size < MANY_OPERATIONS) return [];
    const left = metrics - (names.size - 1) * STEADY_METRICS;
    const saved = customMetricsUsd(prices, metrics) - customMetricsUsd(prices, left);
    const instead =
      "one name for operations that nobody tells apart, by the option 'operation' of observe; this is what a single " +
      'one would save, and the log lines still tell the route';
    return [{ what: `${names.size} operations of ${service}`, instead, savesUsdPerMonth: saved }];
  });
}

function dashboards({ resources, prices }: AdviceSubject): Advice[] {
  const count = resources.filter(({ type }) => type === 'AWS::CloudWatch::Dashboard').length;
  if (count <= FEW_DASHBOARDS) return [];
  const instead = 'one dashboard with variables for service and environment';
  return [{ what: `${count} dashboards`, instead, savesUsdPerMonth: (count - 1) * usdOf(prices, 'cw.dashboard') }];
}

function alarmUsd(alarm: AlarmFacts, prices: PriceList): number {
  const { priceId, quantity } = alarmCharge(alarm);
  return quantity * usdOf(prices, priceId);
}

function usdOf(prices: PriceList, id: string): number {
  const price = priceOf(prices, id);
  return price ? unitPrice(price) : 0;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
