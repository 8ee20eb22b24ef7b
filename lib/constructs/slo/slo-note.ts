import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dollars } from '../../core/price/summary';
import { sloCost } from '../../core/slo/alarm-cost';
import type { SloAlarmPlan } from '../../core/slo/alarm-plan';
import { alarmTable } from '../../core/slo/alarm-table';
import { eventsOfOneBad, lengthText, shortNumber } from '../../core/slo/alarm-words';
import { readRule } from '../../core/slo/burn-rate-rule';
import type { SloDefinition } from '../../core/slo/definition';
import { parseObjective } from '../../core/slo/objective';

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
  Annotations.of(scope).addInfoV2('sightline:slo', sloNote(note));
  for (const lint of note.lints) {
    Annotations.of(scope).addWarningV2('sightline:sloLint', `Objective '${note.definition.name}': ${lint}`);
  }
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
