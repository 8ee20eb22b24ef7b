import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dollars } from '../../core/price/summary';
import { sloCost } from '../../core/slo/alarm-cost';
import type { SloAlarmPlan } from '../../core/slo/alarm-plan';
import { alarmTable } from '../../core/slo/alarm-table';
import { eventsOfOneBad, lengthText, shortNumber } from '../../core/slo/alarm-words';
import { readRule } from '../../core/slo/burn-rate-rule';
import { compositeCost } from '../../core/slo/composite-cost';
import type { CompositePart, CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import { parseObjective } from '../../core/slo/objective';
import { partKey } from '../../core/slo/read-definition';

export interface SloNote {
  readonly definition: SloDefinition;
  readonly plan: SloAlarmPlan;
  readonly lints: readonly string[];
  /** Whether `evaluate-slos` knows the objective. */
  readonly evaluated: boolean;
  /** Name of the alarm with that id. */
  nameOf(id: string): string;
}

/** Says at synth which alarms an objective has, what they cost a month and how soon they see a total outage. */
export function announceSlo(scope: Construct, note: SloNote): void {
  announce(scope, note.definition.name, sloNote(note), note.lints);
}

/** The same of a combination of objectives, which has parts in place of alarms. */
export function announceComposite(
  scope: Construct,
  definition: CompositeSloDefinition,
  lints: readonly string[],
): void {
  announce(scope, definition.name, compositeNote(definition), lints);
}

function announce(scope: Construct, name: string, note: string, lints: readonly string[]): void {
  Annotations.of(scope).addInfoV2('sightline:slo', note);
  for (const lint of lints) Annotations.of(scope).addWarningV2('sightline:sloLint', `Objective '${name}': ${lint}`);
}

function compositeNote({ parts, ...definition }: CompositeSloDefinition): string {
  const { name, service, environment, objective, combine, ownObjectives } = definition;
  const { usdPerMonth, metrics, region } = compositeCost();
  const weightOf = ({ weight }: CompositePart) => (combine === 'weighted' ? `, weight ${weight}` : '');
  const all = combine === 'worst' ? 'the worst' : 'the weighted mean';
  const what = ownObjectives
    ? `each of ${parts.length} objectives by its own measure`
    : `${objective} % for ${all} of ${parts.length} objectives`;
  return [
    `Objective '${name}' of ${service} (${environment}): ${what}`,
    `About ${dollars(usdPerMonth)} a month: no alarms, ${metrics} published metrics (list prices of ${region} in USD)`,
    ...parts.map((part) => `  ${partKey(part)}${weightOf(part)}`),
    'Alarms are those of its parts; its own budget raises signals.',
  ].join('\n');
}

/** The text of the note. */
function sloNote({ definition, plan, evaluated, nameOf }: SloNote): string {
  const { name, service, environment, objective, window } = definition;
  const cost = sloCost(definition, plan, evaluated);
  const metrics = cost.metrics > 0 ? `, ${cost.metrics} published metrics ${dollars(cost.metricsUsd)}` : '';
  const table = cost.alarms > 0 ? alarmTable(definition, plan, nameOf).map((line) => `  ${line}`) : [];
  const lowTraffic = lowTrafficLine(definition);
  return [
    `Objective '${name}' of ${service} (${environment}): ${objective} % over ${window}`,
    `About ${dollars(cost.usdPerMonth)} a month: ${cost.alarms} alarms ${dollars(cost.alarmsUsd)}${metrics} ` +
      `(list prices of ${cost.region} in USD)`,
    ...table,
    ...(lowTraffic === undefined ? [] : [lowTraffic]),
  ].join('\n');
}

/** Without guards, a single failure pages where traffic is low. */
function lowTrafficLine({ name, objective, rules, minTotal, minBad, indicator }: SloDefinition): string | undefined {
  const [rule] = rules.filter(({ severity }) => severity === 'page').map((one) => readRule(name, one));
  if (!rule || minBad > 1 || indicator.budgeting === 'timeslices') return undefined;
  const enough = eventsOfOneBad(rule, parseObjective(name, objective));
  if (minTotal >= enough) return undefined;
  return (
    `With fewer than ${shortNumber(enough)} events in ${lengthText(rule.longMinutes)} a single bad one pages; where traffic is that low, ` +
    "raise 'minBad' or 'minTotal'"
  );
}
