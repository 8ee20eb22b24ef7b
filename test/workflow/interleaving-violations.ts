/** What must hold at the end of a story, however it was interleaved: each violation in words. */
import type { Incident, Lock, TimelineEntry } from '../../lib/core/incident/incident';
import { incidentFromItem } from '../../lib/core/incident/item/incident-item';
import { lockFromItem, memberFromItem } from '../../lib/core/incident/item/lock-item';
import { outboxFromItem } from '../../lib/core/incident/item/outbox-item';
import { timelineFromItem } from '../../lib/core/incident/item/timeline-item';
import { timerFromItem } from '../../lib/core/incident/item/timer-item';
import { type OutboxItem, outboxKey } from '../../lib/core/incident/notification';
import { isOpen } from '../../lib/core/incident/transitions';
import { type Ending, isTicket, LEVELS, type StateChange, type Story } from './interleaving';

export function violations(told: Story, ending: Ending): string[] {
  const stored = readAll(ending);
  return [
    ...theEnd(told, ending, stored),
    ...theLock(stored),
    ...pages(ending, stored),
    ...stored.incidents.flatMap((incident) => escalation(told, incident, stored)),
    ...theAnswers(told, ending, stored),
  ];
}

type Stored = ReturnType<typeof readAll>;

function readAll({ store }: Ending) {
  const items = store.items();
  const below = (prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix));
  return {
    incidents: below('META').map(incidentFromItem),
    locks: below('LOCK').map(lockFromItem),
    members: below('MEM#').map(memberFromItem),
    outbox: below('OUT#').map(outboxFromItem),
    timeline: below('TL#').map(timelineFromItem),
    timers: below('TMR#').map(timerFromItem),
  };
}

/** They wait for longer than a story, as long as an incident is open. */
const ASKS: ReadonlySet<string> = new Set(['remind', 'update', 'ack-due']);

/** It ends as the alarms end: open exactly if one of them is in ALARM; and nothing is left to be done. */
function theEnd({ changes }: Story, { mostOpen }: Ending, { incidents, outbox, timers }: Stored): string[] {
  const alarming = [...newestOf(changes).values()].includes('ALARM');
  const open = incidents.filter(({ status }) => isOpen(status));
  return [
    ...(mostOpen > 1 ? [`${mostOpen} incidents of one group were open at once`] : []),
    ...(open.length === Number(alarming) ? [] : [`${open.length} open, alarming: ${alarming}`]),
    ...outbox.filter(({ status }) => status === 'pending').map((item) => `never sent: ${outboxKey(item)}`),
    ...timers
      .filter(({ kind }) => !ASKS.has(kind) && kind !== 'postmortem')
      .map((timer) => `never fired: ${timer.kind}`),
    ...(open.length === 0 && timers.some(({ kind }) => ASKS.has(kind)) ? ['it asks about what is over'] : []),
  ];
}

function newestOf(changes: readonly StateChange[]): Map<string, StateChange['state']> {
  return new Map([...changes].sort((a, b) => a.atMs - b.atMs).map(({ alarm, state }) => [alarm, state]));
}

function theLock({ locks, members }: Stored): string[] {
  const counts = (lock: Lock) => `${lock.alarming} in ALARM, ${lock.paging} of them page`;
  const inAlarm = members.filter(({ state }) => state === 'ALARM');
  const paging = inAlarm.filter(({ pages }) => pages).length;
  const right = `${inAlarm.length} in ALARM, ${paging} of them page`;
  return locks.flatMap((lock) => (counts(lock) === right ? [] : [`the lock says ${counts(lock)}; it is ${right}`]));
}

/** Each is owed once, goes out at least once, and again only if its sender crashed. */
function pages({ sent, crashed }: Ending, { outbox }: Stored): string[] {
  const counts = new Map<string, number>();
  for (const { idempotencyKey, attributes } of sent) {
    // What a crash kept from the channel three times in a row went to the fallback topic, with the same key.
    if (attributes.kind) counts.set(idempotencyKey, (counts.get(idempotencyKey) ?? 0) + 1);
  }
  const owed = new Set(outbox.map(outboxKey));
  return [
    ...outbox.filter((item) => !counts.has(outboxKey(item))).map((item) => `lost: ${outboxKey(item)}`),
    ...[...counts.keys()].filter((key) => !owed.has(key)).map((key) => `sent without being owed: ${key}`),
    ...[...counts].filter(([, count]) => crashed === 0 && count > 1).map(([key]) => `sent twice: ${key}`),
  ];
}

/**
 * Every generation tells people: by a page if what began it wakes them, unless it is flapping; and climbs level by level
 * until somebody has it. Whatever stays in ALARM and wakes people has paged in the end.
 */
function escalation(told: Story, incident: Incident, { outbox, timeline }: Stored): string[] {
  const owed = outbox.filter(({ incidentId }) => incidentId === incident.id);
  const story = timeline.filter(({ incidentId }) => incidentId === incident.id).sort(byDecision);
  const found: string[] = [];
  for (let generation = 1; generation <= incident.generation; generation += 1) {
    const of = owed.filter((item) => item.generation === generation);
    const pagesOf = of.filter(({ kind }) => kind === 'page');
    const part = partOf(story, generation);
    const begin = part[0]?.text ?? '';
    const current = generation === incident.generation && incident.status === 'triggered';
    if (/ by alarm-[01]:/.test(begin) && !has(pagesOf, 0)) found.push(`${incident.id}/${generation} paged nobody`);
    if (current && stillPaging(told) && !has(pagesOf, 0)) found.push(`it stayed, and paged nobody: ${incident.id}`);
    if (current && !has(of, LEVELS.length - 1)) found.push(`nobody took it, and it did not climb: ${incident.id}`);
    found.push(
      ...tooEarly(pagesOf, incident),
      ...afterAcknowledgement(part, generation),
      ...afterTheEnd(part, generation),
      ...theirEnd(of, incident, generation),
    );
  }
  return found;
}

/** An alarm that wakes people is in ALARM in the end. */
function stillPaging({ changes }: Story): boolean {
  return [...newestOf(changes.filter(({ alarm }) => !isTicket(alarm))).values()].includes('ALARM');
}

/** Of the newest generation, whose begin is still known. */
function tooEarly(pagesOf: readonly OutboxItem[], { generation, startedMs }: Incident): string[] {
  return pagesOf
    .filter((item) => item.generation === generation && item.level > 0)
    .filter(({ level, causedMs }) => causedMs - startedMs < (LEVELS[level]?.afterMinutes ?? 0) * 60_000)
    .map((item) => `too early: ${outboxKey(item)}`);
}

/** Another alarm may page anew, and escalate until somebody has that, too. */
function afterAcknowledgement(part: readonly TimelineEntry[], generation: number): string[] {
  let taken = false;
  const found: string[] = [];
  for (const { kind } of part) {
    if (kind === 'acknowledged' || kind === 'joined') taken = kind === 'acknowledged';
    if (kind === 'escalated' && taken) found.push(`generation ${generation} escalated after somebody took it`);
  }
  return found;
}

function afterTheEnd(part: readonly TimelineEntry[], generation: number): string[] {
  const end = part.findIndex(({ kind }) => kind === 'resolved');
  const late = end < 0 ? [] : part.slice(end).filter(({ kind }) => kind === 'acknowledged' || kind === 'escalated');
  return late.map(({ kind }) => `generation ${generation}: ${kind} after its end`);
}

/** Whoever was told of a generation is told of its end, and nobody else; one that pages anew goes on without an end. */
function theirEnd(of: readonly OutboxItem[], incident: Incident, generation: number): string[] {
  const channels = (...kinds: readonly OutboxItem['kind'][]) => [
    ...new Set(of.filter(({ kind }) => kinds.includes(kind)).map(({ channel }) => channel)),
  ];
  const told = channels('page', 'notice').sort().join();
  const ended = channels('resolved').sort().join();
  const over = generation === incident.generation ? !isOpen(incident.status) : ended !== '';
  return (over ? told : '') === ended ? [] : [`told: ${told}; told of the end: ${ended}; over: ${over}`];
}

/** What was answered `done` is in the timeline once; and so is nothing else. */
function theAnswers({ acts }: Story, { answers }: Ending, { timeline }: Stored): string[] {
  return acts.flatMap((_, index) => {
    const id = `act-${index}`;
    const entries = timeline.filter(({ eventId }) => eventId.endsWith(`|${id}`)).length;
    const done = answers.some((answer) => answer.id === id && answer.result === 'done');
    return entries > 1 || (done && entries === 0) ? [`${id} is told ${entries} times`] : [];
  });
}

function has(items: readonly OutboxItem[], level: number): boolean {
  return items.some((item) => item.level === level);
}

/** Entries from the begin of a generation to the begin of the next one. */
function partOf(story: readonly TimelineEntry[], generation: number): readonly TimelineEntry[] {
  const begins = story.flatMap(({ kind }, index) => (kind === 'opened' || kind === 'reopened' ? [index] : []));
  return story.slice(begins[generation - 1] ?? 0, begins[generation] ?? story.length);
}

/** Entries of decisions carry the version that they were stored with; others stand aside. */
function byDecision(a: TimelineEntry, b: TimelineEntry): number {
  const place = ({ eventId }: TimelineEntry) => /^\d{6}\.\d\d\|/.exec(eventId)?.[0] ?? '';
  return place(a) < place(b) ? -1 : 1;
}
