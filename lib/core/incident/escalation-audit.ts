/** Proves that every escalation ran: what each incident's plan promised, against what the outbox holds. */
import { LASTING_MS } from './generations';
import { isInStorm, LONGEST_IN_STORM_MS } from './in-storm';
import type { Incident, TimelineEntry } from './incident';
import type { OutboxItem } from './notification';
import { inDecisionOrder } from './numbers/rounds';

/** One level of one plan that was not kept. */
export interface EscalationViolation {
  readonly incidentId: string;
  readonly generation: number;
  /** Number of the level in the plan, from 0. */
  readonly level: number;
  readonly levelName: string;
  /** When it had to be told at the latest, without the grace. Epoch ms. */
  readonly dueMs: number;
  /** `not told`: nothing was owed to anybody. `not delivered`: no channel took what was owed. */
  readonly problem: 'not told' | 'not delivered';
}

/**
 * How late a level may be told, milliseconds: wake-ups are as precise as the schedule that sweeps every minute, and half
 * a minute is for sending.
 */
export const ESCALATION_GRACE_MS = 90_000;

/**
 * Level n of a plan is due `afterMs` after the incident's round was decided, or when the severity was changed to one
 * that has the level, if that was later. It had to be told if the escalation still went on when the grace was over: not
 * enough people had acknowledged, nobody was assigned, it was not resolved. Told means: the outbox has a page or notice
 * of that level (a page where the incident wakes people and nobody changed its severity), and at least one of them was sent. A flapping incident owes
 * its first level only, once it has stayed. One that a storm speaks for owes the storm's page to somebody at once, and a
 * page of its own after ten minutes; where the storm itself is not among the incidents, only the latter is proven.
 *
 * The plan of a round before is not kept, so the current round of each incident is proven: run it at least once a
 * round, such as daily. The violations of an incident are in the order of its levels.
 * @param outbox of all incidents, in any order
 * @param timeline of all incidents, in any order
 */
export function escalationAudit(
  incidents: readonly Incident[],
  outbox: readonly OutboxItem[],
  timeline: readonly TimelineEntry[],
  nowMs: number,
): EscalationViolation[] {
  const items = byIncident(outbox);
  const entries = byIncident(timeline);
  const ids = new Set(incidents.map(({ id }) => id));
  return incidents.flatMap((incident) => {
    const timelineOf = entries.get(incident.id) ?? [];
    const { storm } = incident;
    if (!storm || !isInStorm(incident)) return audit(incident, items.get(incident.id) ?? [], timelineOf, nowMs);
    return auditInStorm(incident, ids.has(storm.id) ? (items.get(storm.id) ?? []) : undefined, timelineOf, nowMs);
  });
}

function audit(
  incident: Incident,
  outbox: readonly OutboxItem[],
  timeline: readonly TimelineEntry[],
  nowMs: number,
): EscalationViolation[] {
  const { id: incidentId, generation, startedMs, flapping, plan } = incident;
  const round = thisRound(timeline);
  const endMs = Math.min(nowMs, stoppedMs(incident, round));
  const changedMs = Math.max(0, ...round.filter(changesPlan).map(({ atMs }) => atMs));
  const owing = waitsForPage(incident) ? [] : flapping ? plan.levels.slice(0, 1) : plan.levels;
  return owing.flatMap((step, level) => {
    const afterMs = flapping ? LASTING_MS : step.afterMs;
    const dueMs = level === 0 ? startedMs + afterMs : Math.max(startedMs + afterMs, changedMs);
    const problem = dueMs + ESCALATION_GRACE_MS < endMs ? problemOf(incident, round, level, outbox) : undefined;
    return problem ? [{ incidentId, generation, level, levelName: step.name, dueMs, problem }] : [];
  });
}

/** @param pages outbox of the storm. @default - it is not known */
function auditInStorm(
  incident: Incident,
  pages: readonly OutboxItem[] | undefined,
  timeline: readonly TimelineEntry[],
  nowMs: number,
): EscalationViolation[] {
  const { id: incidentId, generation, startedMs, plan } = incident;
  const endMs = Math.min(nowMs, stoppedMs(incident, thisRound(timeline)));
  const owed = [
    { dueMs: startedMs, problem: pages && problemOfStorm(pages, startedMs) },
    { dueMs: startedMs + LONGEST_IN_STORM_MS, problem: 'not told' as const },
  ];
  return owed.flatMap(({ dueMs, problem }) =>
    problem !== undefined && dueMs + ESCALATION_GRACE_MS < endMs
      ? [{ incidentId, generation, level: 0, levelName: plan.levels[0]?.name ?? '', dueMs, problem }]
      : [],
  );
}

/** Of the round of the storm that went on at this time. */
function problemOfStorm(outbox: readonly OutboxItem[], atMs: number): EscalationViolation['problem'] | undefined {
  const pages = outbox.filter(({ kind, causedMs }) => kind === 'page' && causedMs <= atMs);
  const round = Math.max(...pages.map(({ generation }) => generation));
  return toldProblem(pages.filter(({ generation }) => generation === round));
}

/** It came back flapping, and only its tickets stayed: what wakes people is gone, and pages when it is there again. */
function waitsForPage({ generation, urgent, paged, flapping }: Incident): boolean {
  return generation > 1 && urgent && !paged && !flapping;
}

function problemOf(
  { generation, urgent, storm, informed = [] }: Incident,
  round: readonly TimelineEntry[],
  level: number,
  outbox: readonly OutboxItem[],
): EscalationViolation['problem'] | undefined {
  // While somebody had lowered the severity, levels were told by notices; so are those who were paged of a storm.
  const byNotice = !urgent || round.some(isPersonsSeverity) || (level === 0 && storm?.over === true);
  const kinds = byNotice ? ['page', 'notice'] : ['page'];
  const told = outbox.filter(
    (item) =>
      item.generation === generation &&
      item.level === level &&
      kinds.includes(item.kind) &&
      // Stakeholders only hear of it.
      !informed.includes(item.channel),
  );
  return toldProblem(told);
}

function toldProblem(told: readonly OutboxItem[]): EscalationViolation['problem'] | undefined {
  if (told.length === 0) return 'not told';
  return told.some(({ status }) => status === 'sent') ? undefined : 'not delivered';
}

/** When people or the recovery ended the escalation. Epoch ms; infinite while it goes on. */
function stoppedMs({ acknowledgements, plan, resolvedMs }: Incident, round: readonly TimelineEntry[]): number {
  const assigned = round.find(({ kind }) => kind === 'assigned')?.atMs;
  const enough = acknowledgements[plan.acksNeeded - 1]?.atMs;
  const never = Number.POSITIVE_INFINITY;
  return Math.min(assigned ?? never, enough ?? never, resolvedMs ?? never);
}

function thisRound(timeline: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const story = inDecisionOrder(timeline);
  const begin = story.findLastIndex(({ kind }) => kind === 'opened' || kind === 'reopened');
  return story.slice(Math.max(0, begin));
}

/** A person changed the severity, or a more severe alarm joined: the plan is another one from then on. */
function changesPlan(entry: TimelineEntry): boolean {
  const { kind, text } = entry;
  return isPersonsSeverity(entry) || (kind === 'joined' && text.includes('; severity raised from '));
}

/** Where alarms lowered it, the plan is as before. */
function isPersonsSeverity({ kind, actor }: TimelineEntry): boolean {
  return kind === 'severity' && actor.type !== 'alarm';
}

function byIncident<T extends { readonly incidentId: string }>(all: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const known = found.get(each.incidentId);
    if (known) known.push(each);
    else found.set(each.incidentId, [each]);
  }
  return found;
}
