/** Which runbooks are for an incident. */
import type { RunbookConfig } from '../config/runbook';
import type { SightlineConfig } from '../config/types';
import type { Incident } from '../incident/incident';
import { judge } from '../incident/matcher';
import { matchesParts } from '../signal/filter-pattern/wildcard';

/** What it is chosen by. */
export type RunbookFacts = Pick<Incident, 'service' | 'environment' | 'severity' | 'team' | 'urgent' | 'alarms'>;

/** Those that name alarms first: they know more about what happened. Then by name. */
export function runbooksFor(
  { runbooks = [] }: Pick<SightlineConfig, 'runbooks'>,
  facts: RunbookFacts,
): RunbookConfig[] {
  const fitting = runbooks.filter((runbook) => fits(runbook, facts));
  return [...fitting.filter(({ alarms }) => alarms), ...fitting.filter(({ alarms }) => !alarms)];
}

function fits({ match, alarms }: RunbookConfig, facts: RunbookFacts): boolean {
  const role = facts.urgent ? 'page' : 'ticket';
  if (!judge(match, { ...facts, role }).fits) return false;
  return alarms === undefined || alarms.some((pattern) => facts.alarms.some((alarm) => isAlarm(pattern, alarm)));
}

/** By its whole name, or by its id in the catalog: names of Sightline's alarms end in `-<id>-<8 hex digits>`. */
function isAlarm(pattern: string, alarm: string): boolean {
  return matchesParts(pattern.split('*'))(alarm) || /-([^-]+)-[0-9a-f]{8}$/.exec(alarm)?.[1] === pattern;
}
