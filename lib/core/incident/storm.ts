/**
 * An alert storm: so many incidents begin within a minute that a page for each would only be noise. The storm is an
 * incident itself, paged, escalated, acknowledged and resolved like any other; what begins in it is told with it.
 */
import { type Decision, type GroupState, groupKeyOf, written } from './group';
import type { Incident, Signal } from './incident';
import type { Memo } from './memo';
import { nowTold, owe } from './owed';
import type { Responses } from './response-plan';
import { moreSevere, type Severity } from './severity';
import { peakOf } from './severity-counts';
import { isOpen } from './transitions';

/** More than so many in a minute are a storm, unless the hub says otherwise. */
export const DEFAULT_STORM_PER_MINUTE = 20;

/** A storm as decisions on what begins in it ask it. */
export interface Storm {
  readonly id: string;
  readonly open: boolean;
  /** Nobody took it yet: only then it speaks for what begins. */
  readonly unanswered: boolean;
  /** The page of its newest generation is owed to them. */
  readonly told: readonly string[];
  readonly severity: Severity;
}

const MINUTE_MS = 60_000;
const SERVICE = 'sightline';
/** It lasts for this long at least, so that one that comes back is never taken for flapping, milliseconds. */
const SHORTEST_MS = 10 * MINUTE_MS;
/** It is over after so many calm minutes. */
const CALM_MINUTES = 5;
const MOST_NAMED = 10;
/** Its end is told to all of them in one transaction, which holds 100 items. */
const MOST_TOLD = 50;

/** @param hub its name */
export function stormGroupKey(hub: string): string {
  return groupKeyOf({ service: SERVICE, environment: hub, group: 'storm' });
}

/** The storm that is going on, or was last; one that pages nobody, since it is flapping, stands for nothing. */
export function stormOf({ lock, incident }: GroupState): Storm | undefined {
  if (!incident?.paged) return undefined;
  const { id, told, toldBefore = [], status } = incident;
  const open = lock.openId === id && isOpen(status);
  return {
    id,
    open,
    unanswered: open && status === 'triggered',
    told: told.filter((channel) => !toldBefore.includes(channel)),
    severity: peakOf(incident),
  };
}

/**
 * An incident that pages, for the count of its minute: once for its group, however often it is told, and whichever of
 * several signals opens it in the end.
 */
export function beginMemo({ groupKey, service }: Incident, nowMs: number): Omit<Memo, 'storedMs'> {
  return {
    topic: beginTopic(nowMs),
    name: groupKey,
    atMs: nowMs,
    untilMs: nowMs + CALM_MINUTES * MINUTE_MS,
    value: { service },
  };
}

/** Where those are kept that began in the minute of a time. */
export function beginTopic(ms: number): string {
  return `begun in ${Math.floor(ms / MINUTE_MS)}`;
}

/** Topics that hold all that began within a minute before. */
export function recentTopics(nowMs: number): string[] {
  return [beginTopic(nowMs - MINUTE_MS), beginTopic(nowMs)];
}

/** Those that began within a minute before, each once, by the names of their services. */
export function begunRecently(memos: readonly Memo[], nowMs: number): string[] {
  const recent = memos.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
  const services = new Map(recent.map(({ name, value }) => [name, String(value.service)]));
  return [...services.values()];
}

/** What raises the storm, as a judge of the hub's own. */
export function stormSignal(hub: string, severity: Severity, begun: readonly string[], nowMs: number): Signal {
  const services = [...new Set(begun)];
  const named = services.slice(0, MOST_NAMED).join(', ');
  const more = services.length - MOST_NAMED;
  return {
    ...signalOf(hub, memberOf(severity), nowMs),
    state: 'ALARM',
    severity,
    reason: `${begun.length} incidents within a minute, of ${named}${more > 0 ? ` and ${more} more` : ''}`,
    summary: `Alert storm: ${begun.length} incidents began within a minute; further ones page with it`,
  };
}

/** What ends it. */
export function calmSignals(hub: string, members: readonly string[], nowMs: number): Signal[] {
  return members.map((member) => ({ ...signalOf(hub, member, nowMs), state: 'OK', reason: 'It is calm again' }));
}

function signalOf(hub: string, member: string, timestampMs: number): Signal {
  return {
    member,
    alarmName: 'alert storm',
    state: 'OK',
    timestampMs,
    reason: '',
    service: SERVICE,
    environment: hub,
    group: 'storm',
    severity: 'high',
    role: 'page',
    summary: 'Alert storm',
    firstStep: 'Look for what they have in common: a dependency, a deploy, AWS itself.',
    region: '',
    account: '',
  };
}

function memberOf(severity: Severity): string {
  return `sightline:storm:${severity}`;
}

/** Whether the storm speaks for an incident of this severity. */
export function isSevereEnough({ severity }: Storm, incident: Pick<Incident, 'severity'>): boolean {
  return !moreSevere(incident.severity, severity);
}

/** Its page for those who answer what begins in it, and were not told of it yet. At fifty it is told to nobody else. */
export function tellStorm(
  state: GroupState,
  channels: readonly string[],
  responses: Responses,
  nowMs: number,
): Decision {
  const { incident } = state;
  const storm = stormOf(state);
  const missing = channels.filter((channel) => !storm?.told.includes(channel));
  if (!incident || !storm?.unanswered || missing.length === 0) return { action: 'ignore', why: 'all are told' };
  const next = nowTold(incident, missing);
  if (next.told.length > MOST_TOLD) return { action: 'ignore', why: 'it is told to as many as it can be' };
  return written(
    'joined',
    { ...state, incident: next },
    { outbox: owe(incident, 'page', 0, missing, responses, { nowMs, causedMs: nowMs }) },
  );
}

/** Minutes whose counts say whether it is over: the last five that are complete; none while it is too young to end. */
export function calmTopics({ beganMs }: Pick<Incident, 'beganMs'>, nowMs: number): string[] {
  if (nowMs - beganMs < SHORTEST_MS) return [];
  return Array.from({ length: CALM_MINUTES }, (_, index) => beginTopic(nowMs - (index + 1) * MINUTE_MS));
}

/** @param counts of those minutes @param perMinute what makes a storm */
export function isCalm(counts: readonly number[], perMinute: number): boolean {
  return counts.length > 0 && counts.every((count) => count <= perMinute / 2);
}
