/** Which signals are raised and cleared, moment by moment. */
import type { JudgeSignal } from '../signal/signal-event';
import { sloKey } from './definition';
import type { OverallCompliance, SloMeasurement, SloSignalId, SloState } from './measurement';
import { type AnySloDefinition, SIGNAL_RULES, type SignalRule, TICKET } from './signal-rules';

export type { AnySloDefinition } from './signal-rules';
export type RaisedSignals = SloState['raised'];

/** What changed at a moment, and what is raised after it. */
export interface JudgedSignals {
  readonly raised: RaisedSignals;
  readonly changes: readonly JudgeSignal[];
}

const LOWEST_OVERALL_SHARE = 0.95;
/** Of a single objective the overall compliance says nothing that its own signals do not. */
const FEWEST_OVERALL = 2;

/** Raised once where a rule begins to hold, cleared once where it ends; without data everything stays as it is. */
export function judgeSignals(
  definition: AnySloDefinition,
  measurement: SloMeasurement,
  raised: RaisedSignals,
): JudgedSignals {
  if (measurement.status === 'no_data') return { raised, changes: [] };
  const runbook = 'runbook' in definition ? definition.runbook : undefined;
  const changes: JudgeSignal[] = [];
  let now = raised;
  for (const rule of SIGNAL_RULES) {
    const was = now[rule.id] !== undefined;
    const holds = rule.holds(measurement, definition, was) ?? was;
    if (holds === was) continue;
    now = changed(now, rule.id, holds, measurement.atMs);
    changes.push({
      ...signalOf(definition, rule),
      ...rule.importance(definition),
      state: holds ? 'ALARM' : 'OK',
      timestampMs: measurement.atMs,
      reason: rule.reason(measurement, definition),
      ...(runbook !== undefined && { runbook }),
    });
  }
  return { raised: now, changes };
}

/**
 * Judges moments that were missed, one after the other, and tells what is otherwise at the last of them than before the
 * first: what came and went in between is nobody's news any more. What was raised before, and is at the end, keeps its time.
 * @param measurements oldest first
 */
export function judgeMissed(
  definition: AnySloDefinition,
  measurements: readonly SloMeasurement[],
  raised: RaisedSignals,
): JudgedSignals {
  const latest = new Map<string, JudgeSignal>();
  let now = raised;
  for (const measurement of measurements) {
    const judged = judgeSignals(definition, measurement, now);
    for (const change of judged.changes) latest.set(change.member, change);
    now = judged.raised;
  }
  const was = new Set(Object.keys(raised).map((id) => memberOf(definition, id)));
  const changes = [...latest.values()].filter(({ member, state }) => was.has(member) === (state === 'OK'));
  return { raised: { ...now, ...kept(raised, now) }, changes };
}

/** Clears all that is raised of an objective that there no longer is. @param slo its `sloKey` */
export function clearRemoved(slo: string, raised: RaisedSignals, atMs: number): JudgedSignals {
  const [service = '', environment = '', name = ''] = slo.split('/');
  const rules = SIGNAL_RULES.filter(({ id }) => raised[id] !== undefined);
  const changes = rules.map(
    (rule): JudgeSignal => ({
      ...signalOf({ service, environment, name }, rule),
      ...TICKET,
      state: 'OK',
      timestampMs: atMs,
      reason: 'the objective was removed',
    }),
  );
  return { raised: {}, changes };
}

type Site = Pick<AnySloDefinition, 'service' | 'environment' | 'name'>;

function signalOf({ service, environment, name }: Site, rule: SignalRule) {
  return {
    judge: 'evaluate-slos' as const,
    member: memberOf({ service, environment, name }, rule.id),
    name: `${service}-${environment}-${name}-${rule.id}`,
    service,
    environment,
    ...(rule.lasts && { group: `slo/${name}` }),
    summary: rule.summary(`${name} of ${service} in ${environment}`),
  };
}

function memberOf(site: Site, id: string): string {
  return `slo/${sloKey(site)}/${id}`;
}

/**
 * The one signal about all objectives together. They may be of several services, and change from deploy to deploy, so it is
 * of no service: an incident of its own, one an evaluation, which what ends it finds whatever objectives there are by then.
 * Of fewer than two objectives with data nothing is said, and nothing stays raised. It begins with objectives whose budget
 * is gone for the whole window, and ends once enough are no longer violated.
 */
export function judgeOverall(evaluation: string, overall: OverallCompliance, raised: RaisedSignals): JudgedSignals {
  const { compliant, withData, atMs } = overall;
  const was = raised['overall-compliance'] !== undefined;
  const violated = withData - compliant;
  const lost = was ? violated : (overall.lost ?? violated);
  const holds = withData >= FEWEST_OVERALL && (withData - lost) / withData < LOWEST_OVERALL_SHARE;
  if (holds === was) return { raised, changes: [] };
  const signal: JudgeSignal = {
    judge: 'evaluate-slos',
    member: `slo/${evaluation}/overall-compliance`,
    name: `${evaluation}-overall-compliance`,
    state: holds ? 'ALARM' : 'OK',
    timestampMs: atMs,
    reason: `${compliant} of ${withData} objectives with data are not violated`,
    service: 'sightline',
    environment: evaluation,
    ...TICKET,
    summary: `Less than ${LOWEST_OVERALL_SHARE * 100} % of the objectives of '${evaluation}' are kept.`,
  };
  return { raised: changed(raised, 'overall-compliance', holds, atMs), changes: [signal] };
}

function kept(raised: RaisedSignals, now: RaisedSignals): RaisedSignals {
  return Object.fromEntries(Object.entries(raised).filter(([id]) => now[id as SloSignalId] !== undefined));
}

function changed(raised: RaisedSignals, id: SloSignalId, holds: boolean, atMs: number): RaisedSignals {
  const others = Object.entries(raised).filter(([other]) => other !== id);
  return Object.fromEntries(holds ? [...others, [id, atMs]] : others);
}
