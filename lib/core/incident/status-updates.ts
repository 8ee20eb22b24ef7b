/** Status updates: what people say of an open incident, how often it is due, and who is asked when nobody says it. */
import type { Audience } from './audience';
import type { Command } from './command';
import { type GroupState, type LifecycleSettings, type Written, written } from './group';
import type { Incident, TimelineEntry } from './incident';
import type { OutboxItem } from './notification';
import { entry, owe, timer } from './owed';
import type { IncidentTimerRef, Timer } from './timer';
import { isOpen } from './transitions';

/** In one generation: after these, people have decided not to answer. */
export const MAX_UPDATE_REMINDERS = 10;

type Named = GroupState & { readonly incident: Incident };

/**
 * When the next status update is due: a whole number of intervals after the last one, or after the begin of the
 * generation. `undefined` where none is due: it is over, or its plan has no interval. Epoch ms, later than `nowMs`.
 */
export function nextUpdateMs(
  { status, plan, updates, startedMs }: Pick<Incident, 'status' | 'plan' | 'updates' | 'startedMs'>,
  nowMs: number,
): number | undefined {
  const { updateEveryMs } = plan;
  if (updateEveryMs === undefined || !isOpen(status)) return undefined;
  const sinceMs = updates?.lastMs ?? startedMs;
  const intervals = Math.max(1, Math.floor((nowMs - sinceMs) / updateEveryMs) + 1);
  return sinceMs + intervals * updateEveryMs;
}

/** The timer that asks for the next update. None while nobody answers: who would be asked? */
export function updateTimers(incident: Incident, nowMs: number): Timer[] {
  const dueMs = nextUpdateMs(incident, nowMs);
  const ref = updateTimerRefs(incident)[0];
  return dueMs === undefined || !ref ? [] : [timer(incident, 'update', ref.level, dueMs)];
}

/** The timer that `updateTimers` set. */
export function updateTimerRefs({ id, generation, status, plan, updates }: Incident): IncidentTimerRef[] {
  const level = (updates?.asked ?? 0) + 1;
  const set = isOpen(status) && status !== 'triggered' && plan.updateEveryMs !== undefined;
  return set && level <= MAX_UPDATE_REMINDERS ? [{ kind: 'update', incidentId: id, generation, level }] : [];
}

/** Told to everybody who was told of the incident, and to the audience that it is for. */
export function decideUpdate(
  state: Named,
  command: Command & { readonly action: 'update' },
  { responses }: LifecycleSettings,
): Written | { readonly action: 'refuse'; readonly why: string } {
  const { incident } = state;
  const { audience = 'responders', atMs, progress } = command;
  if (!isOpen(incident.status)) return { action: 'refuse', why: 'the incident is resolved already' };
  const others = audience === 'responders' ? [] : responses.audience(audience);
  if (audience !== 'responders' && others.length === 0) {
    return { action: 'refuse', why: `the hub has no channel for ${audience}; give one of its channels that audience` };
  }
  const { updates, informed = [] } = incident;
  const count = (updates?.count ?? 0) + 1;
  const said = progress ?? updates?.progress;
  const next: Incident = {
    ...incident,
    // Whoever writes about an incident that somebody took is at work on it.
    status: incident.status === 'acknowledged' ? 'investigating' : incident.status,
    updates: { count, lastMs: atMs, asked: updates?.asked ?? 0, ...(said && { progress: said }) },
    ...(others.length > 0 && { informed: [...new Set([...informed, ...others])] }),
  };
  const channels = [...new Set([...incident.told, ...others])];
  return written(
    'changed',
    { ...state, incident: next },
    {
      timeline: [updated(incident, command, count, audience)],
      outbox: owe(next, 'update', count, channels, responses, { nowMs: atMs, causedMs: atMs }),
      timers: updateTimers(next, atMs),
    },
  );
}

/** The entry that an `update` of the outbox tells; `undefined` for the words of the workflow itself. */
export function updateOf(
  timeline: readonly TimelineEntry[],
  { generation, level }: Pick<OutboxItem, 'generation' | 'level'>,
): TimelineEntry | undefined {
  const begin = `updated|${cause(generation, level)}|`;
  // Stored entries have the place of their decision before it.
  return timeline.find(
    ({ kind, eventId }) => kind === 'updated' && eventId.replace(/^\d+\.\d+\|/, '').startsWith(begin),
  );
}

/** Asks whoever answers for an update: the assignee and whoever acknowledged, else the hub's channels. */
export function askForUpdate(
  state: GroupState,
  incident: Incident,
  count: number,
  { responses }: LifecycleSettings,
  nowMs: number,
): Written {
  const people = [incident.assignee, ...incident.acknowledgements.map(({ by }) => by)].filter((by) => by !== undefined);
  const targets = [...new Set(people)].map((by) => `person:${by}`);
  const channels = responses.recipients(targets, incident.severity, nowMs);
  const asked: Incident = { ...incident, updates: { count: 0, ...incident.updates, asked: count } };
  return written(
    'done',
    { ...state, incident: asked },
    {
      outbox: owe(asked, 'update-due', count, channels, responses, { nowMs, causedMs: nowMs }),
      timers: updateTimers(asked, nowMs),
    },
  );
}

function updated(
  incident: Incident,
  { atMs, actor, id, text }: Command & { readonly action: 'update' },
  count: number,
  audience: Audience,
): TimelineEntry {
  const told = entry(incident, 'updated', { atMs, actor, cause: `${cause(incident.generation, count)}|${id}`, text });
  return audience === 'responders' ? told : { ...told, audience };
}

function cause(generation: number, count: number): string {
  return `${generation}|${count}`;
}
