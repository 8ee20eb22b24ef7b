import type { SloAlarmOptions } from './alarm-plan';
import { lengthText, percentText } from './alarm-words';
import { isHourly, readRule } from './burn-rate-rule';
import type { SloDefinition } from './definition';
import { compare, fraction, toNumber } from './fraction';
import { parseObjective } from './objective';

/** What is allowed in an objective and its alarms, and will surprise: each with the reason and a way out. */
export function sloLints(definition: SloDefinition, options: SloAlarmOptions = {}): string[] {
  if (definition.rules.length === 0) return [];
  return [
    ...tooStrict(definition),
    ...shortSlices(definition),
    ...unguarded(definition, options),
    ...dynamoDb(definition, options),
  ];
}

/** 99.95 %: below that budget, the smallest fault that an alarm can see in a minute has spent much of it. */
const SMALLEST_BUDGET = fraction(1n, 2_000n);

function tooStrict({ name, objective }: SloDefinition): string[] {
  const { budget } = parseObjective(`Objective '${name}'`, objective);
  if (compare(budget, SMALLEST_BUDGET) >= 0) return [];
  const minutes = Number((toNumber(budget) * 43_200).toPrecision(2));
  return [
    `at ${objective} % the whole budget of 30 days is ${minutes} min of a total outage (${percentText(toNumber(budget))}), and ` +
      'alarms of CloudWatch look once a minute: much of it is gone before anybody is told; 99.95 % is the most they serve well',
  ];
}

/** In a window without a whole slice there is mostly nothing to judge. */
function shortSlices({ indicator, rules }: SloDefinition): string[] {
  if (indicator.budgeting === 'events') return [];
  const sliceMinutes = indicator.sliceSeconds / 60;
  const short = rules.map((rule) => readRule('', rule)).filter(({ shortMinutes }) => shortMinutes < sliceMinutes);
  return short.map(
    ({ id, shortMinutes }) =>
      `rule '${id}' looks at ${lengthText(shortMinutes)}, and a slice is ${lengthText(sliceMinutes)}: between slices it ` +
      'has nothing to judge and clears; lengthen its short window, or shorten the slices',
  );
}

function unguarded({ rules, minTotal, minBad }: SloDefinition, { longWindowSource }: SloAlarmOptions): string[] {
  if (longWindowSource !== 'published' || (minTotal <= 1 && minBad <= 1)) return [];
  const long = rules.map((rule) => readRule('', rule)).filter(({ longMinutes }) => isHourly(longMinutes));
  return long.map(
    ({ id, longMinutes }) =>
      `the minimum traffic does not hold for the window of ${lengthText(longMinutes)} of rule '${id}', whose burn rate is ` +
      "published without it; use longWindow: 'alarm' where traffic is that low",
  );
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
function dynamoDb({ indicator }: SloDefinition, { noTelemetryMinutes = 0 }: SloAlarmOptions): string[] {
  const metrics = indicator.queries.flatMap((query) => ('metric' in query ? [query.metric.namespace] : []));
  if (noTelemetryMinutes === 0 || !metrics.some((namespace) => namespace === 'AWS/DynamoDB')) return [];
  return [
    'AWS says of alarms on AWS/DynamoDB both that they keep their state when data is missing and that they do as they are ' +
      'told: do not rely on its alarm on missing telemetry',
  ];
}
