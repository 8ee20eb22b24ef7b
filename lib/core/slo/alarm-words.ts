/** What the alarms of an objective say of themselves, and the numbers in it. */
import { DEFAULT_EXTRA_DATAPOINTS } from '../alarm/evaluation';
import { DEPENDENCY_METRIC, DIMENSION, HANDLER_METRIC } from '../conventions';
import type { MetricId } from '../signal/metric';
import { silencePeriods } from './alarm-queries';
import { budgetSpentAtFiring, type ReadRule, thresholdOf } from './burn-rate-rule';
import type { SliDefinition, SloDefinition } from './definition';
import type { TrafficGuard } from './firings';
import { divide, type Fraction, fraction, multiply, toNumber } from './fraction';
import type { Objective } from './objective';
import { guardOf } from './rule-guard';
import { minutesText, nominalMinutes, parseSloWindow, type SloWindow } from './window';

export interface AlarmWords {
  readonly summary: string;
  readonly reason: string;
}

export interface PartFacts {
  readonly definition: SloDefinition;
  readonly objective: Objective;
  readonly rule: ReadRule;
  readonly minutes: number;
  /** Above which it breaches. */
  readonly share: Fraction;
}

export function partWords({ definition, objective, rule, minutes, share }: PartFacts): AlarmWords {
  const window = minutes === rule.longMinutes ? 'long' : 'short';
  const meaning =
    window === 'long'
      ? 'that much of the budget is spent'
      : 'it is still being spent, and stops soon after the fault does';
  return {
    summary:
      `${definition.name}: over ${lengthText(minutes)} more than ${percentText(toNumber(share))} of the ` +
      `${eventsOf(definition)} are bad, the ${window} window of rule ${rule.id}.`,
    reason: `Evidence for rule ${rule.id}, ${thresholdWords(rule, objective)}: ${meaning}.`,
  };
}

export function compositeWords(
  definition: SloDefinition,
  objective: Objective,
  severity: 'page' | 'ticket',
  rules: readonly ReadRule[],
): AlarmWords {
  const window = windowOf(definition);
  const pace = severity === 'page' ? 'fast: act now' : 'faster than planned: act within days';
  const guard = guardWords(guardOf(definition, severity), definition.indicator);
  return {
    summary: `The error budget of ${definition.name} burns ${pace}. ${definition.description}`.trim(),
    reason: [...rules.map((rule) => `${ruleWords(rule, objective, window)}.`), ...(guard ? [guard] : [])].join(' '),
  };
}

/** Words, and how long it takes until somebody hears of the silence. */
export function silenceWords(
  definition: SloDefinition,
  objective: Objective,
  silentMinutes: number,
): AlarmWords & { readonly noticedMinutes: number } {
  const { periodSeconds, periods } = silencePeriods(silentMinutes);
  const moreMinutes = (DEFAULT_EXTRA_DATAPOINTS * periodSeconds) / 60;
  const noticedMinutes = (periods * periodSeconds) / 60 + moreMinutes;
  const window = windowOf(definition);
  const outage = divide(fraction(BigInt(noticedMinutes), BigInt(nominalMinutes(window))), objective.budget);
  return {
    noticedMinutes,
    summary:
      `Nothing has been measured for ${definition.name} in ${lengthText(silentMinutes)}, so nobody knows whether it holds: ` +
      'no traffic, or no telemetry.',
    reason:
      `${lengthText(silentMinutes)} of silence and the ${lengthText(moreMinutes)} more that CloudWatch looks back; were it a ` +
      `total outage, ${percentText(toNumber(outage))} of the ${budgetText(window)} would be gone by then.`,
  };
}

/** `Rule page_fast, 2 % of the 30-day budget in 1 h: bad share above 1.44 % (14.4 x 0.1 %) over 1 h and over 5 min`. */
function ruleWords(rule: ReadRule, objective: Objective, window: SloWindow): string {
  const spent = percentText(budgetSpentAtFiring(rule, window));
  const [long, short] = [lengthText(rule.longMinutes), lengthText(rule.shortMinutes)];
  return `Rule ${rule.id}, ${spent} of the ${budgetText(window)} in ${long}: ${thresholdWords(rule, objective)} over ${long} and over ${short}`;
}

/** `bad share above 1.44 % (14.4 x 0.1 %)`. */
function thresholdWords(rule: ReadRule, objective: Objective): string {
  const share = percentText(toNumber(thresholdOf(rule, objective)));
  return `bad share above ${share} (${shortNumber(toNumber(rule.burn))} x ${percentText(toNumber(objective.budget))})`;
}

/** Which windows do not count; nothing where all do. */
function guardWords({ minTotal, minBad }: TrafficGuard, indicator: SliDefinition): string | undefined {
  const kind = indicator.budgeting === 'events' ? 'events' : 'slices';
  const least = [...(minTotal > 1 ? [`${minTotal} ${kind}`] : []), ...(minBad > 1 ? [`${minBad} bad ones`] : [])];
  return least.length > 0 ? `Only with at least ${least.join(' and ')} in the long window.` : undefined;
}

/** `30-day budget`, `budget of the month`. */
function budgetText(window: SloWindow): string {
  if (window.kind === 'calendar') return `budget of the ${window.unit}`;
  const days = window.minutes / 1_440;
  return Number.isInteger(days) ? `${days}-day budget` : `${minutesText(window.minutes)} budget`;
}

/** `5 min`, `6 h`, `1 day`, `3 days`. */
export function lengthText(minutes: number): string {
  if (minutes % 1_440 === 0) return minutes === 1_440 ? '1 day' : `${minutes / 1_440} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** `1.44 %` of a share; four digits, of which people read three. */
export function percentText(share: number): string {
  return `${shortNumber(100 * share)} %`;
}

export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The first thing to do for someone who is told, where nobody wrote a runbook. */
export function firstStepOf(alarm: 'burning' | 'silent', indicator: SliDefinition): string {
  return alarm === 'burning'
    ? 'See which alarms of the service fire beside it and what was deployed last; roll back if that is the cause.'
    : FIRST_STEPS_OF_SILENCE[publisherOf(indicator)];
}

type Publisher = 'middleware' | 'aws' | 'other';

const FIRST_STEPS_OF_SILENCE: Readonly<Record<Publisher, string>> = {
  middleware:
    'Call the service once. If it answers, its metrics are lost: look for SIGHTLINE_METRICS=off and for errors in its log.',
  aws:
    'Use the resource once. If it works and its metric stays empty, it may have been replaced: the alarm reads the one that ' +
    'it was deployed with.',
  other: 'See whether what publishes the metric still runs, and under which name and dimensions it does.',
};

const OF_MIDDLEWARE: ReadonlySet<string> = new Set([
  ...Object.values(HANDLER_METRIC),
  ...Object.values(DEPENDENCY_METRIC),
]);

/** Who publishes what would be missing. */
function publisherOf({ queries }: SliDefinition): Publisher {
  const metrics = queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
  const some = (test: (metric: MetricId) => boolean) => metrics.some(test);
  if (some(({ name, dimensions }) => OF_MIDDLEWARE.has(name) && DIMENSION.service in dimensions)) return 'middleware';
  return some(({ namespace }) => namespace.startsWith('AWS/')) ? 'aws' : 'other';
}

/** The fewest events in the long window of which a single bad one is not above the threshold. */
export function eventsOfOneBad(rule: ReadRule, objective: Objective): number {
  const { numerator, denominator } = multiply(rule.burn, objective.budget);
  return Number((denominator + numerator - 1n) / numerator);
}

function windowOf({ name, window, timezone }: SloDefinition): SloWindow {
  return parseSloWindow(`Objective '${name}'`, window, timezone);
}

function eventsOf({ indicator }: SloDefinition): string {
  return indicator.budgeting === 'events' ? 'events' : 'slices of time';
}
