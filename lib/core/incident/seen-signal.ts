/** What a signal leaves behind, whatever is decided of it: its member's state, its alarm's name, its line in the timeline. */
import { type GroupState, watermarkOf } from './group';
import {
  type Actor,
  type Incident,
  type Lock,
  type Signal,
  signalId,
  type TimelineEntry,
  type Watermark,
} from './incident';
import { entry } from './owed';
import { pages } from './severity';
import { counted } from './severity-counts';

/** The group with the signal's state as its member's newest. */
export function remember(state: GroupState, signal: Signal, now: Watermark['state']): GroupState {
  const { lock } = state;
  const before = watermarkOf(state, signal.member);
  const tied = before?.ms === signal.timestampMs;
  const wakes = now === 'ALARM' && wakesPeople(signal);
  const seen: Lock = {
    ...lock,
    alarming: lock.alarming + Number(now === 'ALARM') - Number(before?.state === 'ALARM'),
    paging: lock.paging + Number(wakes) - Number(before?.pages ?? false),
    severities: counted(lock.severities, before, now === 'ALARM' ? signal.severity : undefined),
    newestMs: Math.max(lock.newestMs, signal.timestampMs),
    count: lock.count + (now === 'ALARM' ? 1 : 0),
  };
  return {
    ...state,
    lock: seen,
    members: new Map(state.members).set(signal.member, {
      ms: signal.timestampMs,
      state: now,
      ...(tied && { tied }),
      ...(wakes && { pages: true }),
      ...(now === 'ALARM' && { severity: signal.severity }),
    }),
  };
}

/** Only alarms with the role `page` wake people, and of those only the critical and high ones. */
export function wakesPeople(signal: Signal): boolean {
  return signal.role === 'page' && pages(signal.severity);
}

/** An incident names so many of its alarms: a thousand would make each of its writes dear. The timeline has them all. */
export const MAX_ALARM_NAMES = 100;

export function withAlarm(alarms: readonly string[], name: string): readonly string[] {
  return alarms.includes(name) || alarms.length >= MAX_ALARM_NAMES ? alarms : [...alarms, name];
}

export function actorOf(signal: Signal): Actor {
  return { type: 'alarm', id: signal.member };
}

export function about(
  incident: Pick<Incident, 'id'>,
  signal: Signal,
  kind: TimelineEntry['kind'],
  text: string,
): TimelineEntry {
  return entry(incident, kind, { atMs: signal.timestampMs, actor: actorOf(signal), cause: signalId(signal), text });
}
