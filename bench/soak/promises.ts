/** What must hold once it is quiet again; `test/workflow/interleaving-violations.ts` asks the same of small stories. */
import { groupKeyOf } from '../../lib/core/incident/group';
import type { Incident } from '../../lib/core/incident/incident';
import { incidentFromItem } from '../../lib/core/incident/item/incident-item';
import { lockFromItem, memberFromItem } from '../../lib/core/incident/item/lock-item';
import { outboxFromItem } from '../../lib/core/incident/item/outbox-item';
import { timerFromItem } from '../../lib/core/incident/item/timer-item';
import type { OutboxItem } from '../../lib/core/incident/notification';
import type { TableItem } from '../../lib/core/incident/table';
import { timerName } from '../../lib/core/incident/timer';
import { isOpen } from '../../lib/core/incident/transitions';
import { arnOf, type Change } from './fleet';
import type { Ledger } from './ledger';

/** A timer or a message that is due for longer was forgotten, milliseconds. */
const OVERDUE_MS = 5 * 60_000;

/** @param newest of each alarm that ever changed, by its own clock */
export function checkPromises(
  items: readonly TableItem[],
  newest: ReadonlyMap<string, Change>,
  ledger: Ledger,
  nowMs: number,
): void {
  const stored = read(items);
  const open = stored.incidents.filter(({ status }) => isOpen(status));
  for (const words of [
    ...alarms(stored, newest),
    ...openOnes(stored, open, newest),
    ...locks(stored),
    ...stored.timers
      .filter(({ dueMs }) => dueMs < nowMs - OVERDUE_MS)
      .map((timer) => `never fired: ${timerName(timer)}`),
    ...open.flatMap((incident) => nobodyPaged(incident, stored.outbox, stored.alarming)),
  ]) {
    ledger.loss(words);
  }
  for (const { id } of stored.incidents) {
    const of = stored.outbox.filter(({ incidentId }) => incidentId === id);
    ledger.close(id, of, nowMs - OVERDUE_MS);
  }
}

type Stored = ReturnType<typeof read>;

function read(items: readonly TableItem[]) {
  const below = (prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix));
  const members = below('MEM#').map(memberFromItem);
  return {
    members,
    incidents: below('META').map(incidentFromItem),
    locks: below('LOCK').map(lockFromItem),
    outbox: below('OUT#').map(outboxFromItem),
    timers: below('TMR#').map(timerFromItem),
    alarming: new Set(members.filter(({ pages }) => pages).map(({ groupKey }) => groupKey)),
  };
}

/** The store knows the newest state of each alarm. */
function alarms({ members }: Stored, newest: ReadonlyMap<string, Change>): string[] {
  const known = new Map(members.map((member) => [member.member, member]));
  return [...newest.values()].flatMap(({ alarm, state, atMs }) => {
    const member = known.get(arnOf(alarm));
    const says = member ? `${member.state} since ${member.ms}` : 'nothing';
    return says === `${state} since ${atMs}` ? [] : [`${alarm.name} is ${state} since ${atMs}; stored is ${says}`];
  });
}

/** One incident is open for each service with an alarm in ALARM, unless somebody resolved it by force; and no other. */
function openOnes(
  { locks, incidents }: Stored,
  open: readonly Incident[],
  newest: ReadonlyMap<string, Change>,
): string[] {
  const alarming = new Set(
    [...newest.values()]
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm: { service } }) => groupKeyOf({ service, environment: 'prod' })),
  );
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  const forced = new Set(
    locks.filter(({ lastId = '' }) => byId.get(lastId)?.resolvedBy?.type === 'user').map(({ groupKey }) => groupKey),
  );
  const openIn = open.map(({ groupKey }) => groupKey);
  return [
    ...openIn.filter((group, index) => openIn.indexOf(group) !== index).map((group) => `open twice: ${group}`),
    ...openIn.filter((group) => !alarming.has(group)).map((group) => `open, and all is well: ${group}`),
    ...[...alarming]
      .filter((group) => !openIn.includes(group) && !forced.has(group))
      .map((group) => `in ALARM, and no incident is open: ${group}`),
  ];
}

function locks({ locks: all, members }: Stored): string[] {
  return all.flatMap(({ groupKey, alarming, paging }) => {
    const inAlarm = members.filter((member) => member.groupKey === groupKey && member.state === 'ALARM');
    const right = `${inAlarm.length} in ALARM, ${inAlarm.filter(({ pages }) => pages).length} of them page`;
    const says = `${alarming} in ALARM, ${paging} of them page`;
    return says === right ? [] : [`the lock of ${groupKey} says ${says}; it is ${right}`];
  });
}

/** What stays in ALARM and wakes people has paged, and climbed as far as it may where nobody took it. */
function nobodyPaged(incident: Incident, outbox: readonly OutboxItem[], paging: ReadonlySet<string>): string[] {
  const { id, generation, status, plan } = incident;
  if (status !== 'triggered' || !paging.has(incident.groupKey)) return [];
  const pages = outbox.filter(
    (item) => item.incidentId === id && item.generation === generation && item.kind === 'page',
  );
  if (pages.length === 0) return [`it stays, and paged nobody: ${id}/${generation}`];
  const last = plan.levels.length - 1;
  return pages.some(({ level }) => level === last) ? [] : [`nobody took it, and it did not climb: ${id}/${generation}`];
}
