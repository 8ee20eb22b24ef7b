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
    ...newestMinute(definition),
    ...unguarded(definition, options),
    ...absurdGuards(definition),
    ...dynamoDb(definition, options),
  ];
}

/** 99.95 %: below that budget, the smallest fault that an alarm can see in a minute has spent much of it. */
const SMALLEST_BUDGET = fraction(1n, 2_000n);
const SHORTEST_MINUTES = 2;

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

/**
 * A minute's events reach CloudWatch after it, and the guard against missing data makes it one without events: as long as
 * the window it is all there is.
 */
function newestMinute({ indicator, rules }: SloDefinition): string[] {
  if (indicator.budgeting === 'timeslices') return [];
  const short = rules.map((rule) => readRule('', rule)).filter(({ shortMinutes }) => shortMinutes < SHORTEST_MINUTES);
  return short.map(
    ({ id, shortMinutes }) =>
      `rule '${id}' looks at ${lengthText(shortMinutes)}: its events come in later than the alarm looks, which takes it for ` +
      `one without any, so that the rule clears or never fires; make its short window ${SHORTEST_MINUTES} minutes or more`,
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

/** Busy services have a million events a minute; beyond this in any window a guard is a slip of the keyboard. */
const MOST_GUARDED_EVENTS = 1e9;

function absurdGuards({ indicator, minTotal, minBad }: SloDefinition): string[] {
  if (indicator.budgeting === 'timeslices') return [];
  return Object.entries({ minTotal, minBad })
    .filter(([, least]) => least > MOST_GUARDED_EVENTS)
    .map(
      ([name, least]) =>
        `'${name}' is ${least.toLocaleString('en-US')}, and a rule fires only where its long window has that many events: ` +
        'hardly any service ever has; lower it',
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
