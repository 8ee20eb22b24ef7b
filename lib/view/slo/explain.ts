/** An objective in plain words, as lines of a terminal. */
import { COMPARISONS } from '../../core/alarm/threshold';
import { describeMetric } from '../../core/signal/metric';
import { lengthText, shortNumber } from '../../core/slo/alarm-words';
import type { IndicatorQuery, SloDefinition } from '../../core/slo/definition';
import { guardOf } from '../../core/slo/rule-guard';
import { hanging, indented } from '../backtest/lines';
import { plain } from '../escape';
import { duration } from '../format';
import type { Paint } from '../timeline';
import { DETECTION_CASES, type RuleExplanation, type SloExplanation } from './explanation';
import { textTable } from './table';
import { eventsText, minutesLeft, percentText } from './words';

export interface ExplainViewOptions {
  readonly paint: Paint;
  readonly width: number;
}

const MINUTE_MS = 60_000;

export function tellExplanation(explained: SloExplanation, { paint, width }: ExplainViewOptions): string {
  const { definition, slo } = explained;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`  ${paint('bold', title)}`, ...lines] : [];
  const wrapped = (texts: readonly string[]) => texts.flatMap((text) => hanging(text, 4, width));
  const sections = [
    [paint('bold', plain(slo, width)), ...indented(`${definition.description} ${belonging(definition)}`, 2, width)],
    section('What counts', wrapped(counted(definition))),
    section('Budget', wrapped(budget(explained))),
    section('Worked example', wrapped(example(explained))),
    section('Rules', [...ruleTable(explained.rules, paint), ...wrapped(ruleNotes(explained))]),
    section('Alarms', [...alarmTable(explained, paint)]),
    section('Left out of it', wrapped(exclusions(definition))),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function belonging({ tier, team, owner, runbook }: SloDefinition): string {
  const named = { Team: team, Owner: owner, Runbook: runbook };
  const told = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}.`]));
  return [`Tier ${tier}.`, ...told].join(' ');
}

function counted({ indicator }: SloDefinition): string[] {
  const lines = indicator.queries.map((query) => `${query.id} = ${queryText(query)}`);
  if (indicator.budgeting === 'events') {
    const hasBad = indicator.queries.some(({ id }) => id === 'bad');
    return [
      ...lines,
      `${hasBad ? 'Good are total - bad' : 'Bad are total - good'}; a minute without a datapoint counts as none.`,
    ];
  }
  const { symbol } = COMPARISONS[indicator.comparison];
  const missing = { good: 'is good', bad: 'is bad', ignore: 'does not count' }[indicator.missing];
  const slice = lengthText(indicator.sliceSeconds / 60);
  return [
    ...lines,
    `Every ${slice} is a slice: good while value ${symbol} ${indicator.threshold}, else bad; one without data ${missing}.`,
  ];
}

function queryText(query: IndicatorQuery): string {
  return 'expression' in query ? query.expression : `${query.statistic} of ${describeMetric(query.metric)}`;
}

function budget({
  definition,
  budgetShare,
  outageMinutes,
  totalEvents,
  budgetEvents,
  windowMinutes,
}: SloExplanation): string[] {
  const { objective, window, alertThresholdPercent, indicator } = definition;
  const isEvents = indicator.budgeting === 'events';
  const what = isEvents ? 'events' : 'slices';
  const pace = isEvents ? ` at ${shortNumber(totalEvents / windowMinutes)} a minute` : '';
  return [
    `${objective} % must be good over ${windowText(window)}, so ${percentText(budgetShare)} of the ${what} may be bad: the error budget.`,
    `That is ${minutesLeft(outageMinutes)} of a total outage, or ${eventsText(budgetEvents)} of ${eventsText(totalEvents)} ${what}${pace}.`,
    `At risk once ${shortNumber(alertThresholdPercent)} % of it is used; violated when more than all is; exactly all is at risk.`,
  ];
}

function windowText(window: string): string {
  return window.startsWith('calendar')
    ? `a ${window}, after which it is whole again`
    : `the last ${window}, minute by minute`;
}

/** How the budget is computed, step by step: the question that users of every such tool ask. */
function example({ definition, example, budgetShare }: SloExplanation): string[] {
  const { total, bad, sli = 1, allowedEvents, consumed, remaining, remainingEvents, remainingMinutes } = example;
  const what = definition.indicator.budgeting === 'events' ? 'events' : 'slices';
  return [
    `After ${eventsText(total)} ${what}, ${eventsText(bad)} of them bad: SLI = 1 - ${eventsText(bad)} / ${eventsText(total)} = ${shortPercent(sli)}.`,
    `Allowed = ${eventsText(total)} x ${percentText(budgetShare)} = ${eventsText(allowedEvents)} bad ones. ` +
      `Used = ${eventsText(bad)} / ${eventsText(allowedEvents)} = ${percentText(consumed)}, left = ${percentText(remaining)}: ` +
      `${eventsText(remainingEvents)} ${what}, or ${minutesLeft(remainingMinutes)} of a total outage.`,
    'The whole window counts, by events and not by time: a quiet hour weighs little. Less traffic makes the budget smaller in events, not in percent.',
  ];
}

function shortPercent(share: number): string {
  return `${Number((100 * share).toPrecision(9))} %`;
}

function ruleTable(rules: readonly RuleExplanation[], paint: Paint): string[] {
  if (rules.length === 0) return [];
  const right = true;
  const columns = [
    ...[{ name: 'rule' }, { name: 'windows' }, { name: 'fires above', right }, { name: 'spent', right }],
    ...DETECTION_CASES.map((name) => ({ name, right })),
    { name: 'resets in', right },
  ];
  const rows = rules.map((rule) => [
    ...[rule.id, `${rule.long}/${rule.short}`, percentText(rule.threshold), percentText(rule.budgetSpent)],
    ...DETECTION_CASES.map((name) => minutes(rule.detectionMinutes[name])),
    minutes(rule.resetMinutes),
  ]);
  return textTable({ columns, rows }, paint).map((line) => `  ${line}`);
}

function ruleNotes({ definition, rules, totalEvents, windowMinutes }: SloExplanation): string[] {
  if (rules.length === 0) return ['There are none: nobody is told while the budget burns.'];
  const { indicator } = definition;
  const guards = guardNotes(definition, rules);
  const hourly = rules.filter((rule) => rule.hourly).map(({ id }) => id);
  const factors = rules.map(({ id, factor }) => `${id} ${shortNumber(factor)} x`).join(', ');
  return [
    'A rule fires while the bad share is above its threshold over both windows. The columns with shares say how soon, while so much fails from a clean past on.',
    `The thresholds are burn rate x error budget: ${factors}.`,
    ...(guards.length > 0
      ? [
          ...guards,
          ...(indicator.budgeting === 'events'
            ? [
                `The columns are those of ${shortNumber(totalEvents / windowMinutes)} events a minute; --traffic changes that.`,
              ]
            : []),
        ]
      : []),
    ...(hourly.length > 0
      ? [
          `CloudWatch looks at windows of more than a day once an hour: ${hourly.join(', ')} may be up to 59 min later, unless the published burn rate is used.`,
        ]
      : []),
  ];
}

/** What the long windows wait for; said of pages and of tickets apart where they differ. */
function guardNotes(definition: SloDefinition, rules: readonly RuleExplanation[]): string[] {
  const what = definition.indicator.budgeting === 'events' ? 'events' : 'slices';
  const severities = [...new Set(rules.map(({ severity }) => severity))];
  const guards = severities.map((severity) => {
    const { minTotal, minBad } = guardOf(definition, severity);
    return [...(minTotal > 1 ? [`${minTotal} ${what}`] : []), ...(minBad > 1 ? [`${minBad} bad ones`] : [])].join(
      ' and ',
    );
  });
  if (new Set(guards).size === 1) return guards[0] ? [`Only with at least ${guards[0]} in the long window.`] : [];
  return guards.flatMap((guard, index) =>
    guard ? [`Rules of severity ${severities[index]} only with at least ${guard} in the long window.`] : [],
  );
}

/** The parts of composites tell nobody, and are only counted. */
function alarmTable({ alarms }: SloExplanation, paint: Paint): string[] {
  const told = alarms.filter(({ role }) => role !== 'signal');
  if (told.length === 0) return [];
  const rows = told.map(({ id, role, severity, detectionMinutes: { best, worst } }) => [
    ...[id, `${role}, ${severity}`],
    best === worst ? minutes(best) : `${minutes(best)} to ${minutes(worst)}`,
  ]);
  const columns = [{ name: 'alarm' }, { name: 'tells' }, { name: 'total outage seen after', right: true }];
  const parts = alarms.length - told.length;
  const names = told.flatMap(({ id, alarmName }) =>
    alarmName === undefined ? [] : [`    ${id} is ${plain(alarmName)}`],
  );
  return [
    ...textTable({ columns, rows }, paint).map((line) => `  ${line}`),
    ...(parts > 0 ? [`    and ${parts} alarms on single windows, which are evidence and tell nobody`] : []),
    ...names,
  ];
}

function exclusions({ exclusions }: SloDefinition): string[] {
  return exclusions.map(
    ({ schedule: { expression, duration: length, timezone = 'UTC' }, reason }) =>
      `${expression} for ${length}, ${timezone}: ${reason}`,
  );
}

function minutes(count: number | null): string {
  return count === null ? '–' : duration(count * MINUTE_MS);
}
