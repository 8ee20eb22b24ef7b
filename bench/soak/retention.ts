/**
 * Items go two hours after their end, not 30 days: so the table is as full after an hour as at the end, and what grows is
 * something else. Before an incident goes, its messages are held against what was sent.
 */
import type { Incident } from '../../lib/core/incident/incident';
import { incidentFromItem } from '../../lib/core/incident/item/incident-item';
import { lockFromItem } from '../../lib/core/incident/item/lock-item';
import { outboxFromItem } from '../../lib/core/incident/item/outbox-item';
import { KEY_PREFIX, type TableItem } from '../../lib/core/incident/table';
import { isOpen } from '../../lib/core/incident/transitions';
import type { Ledger } from './ledger';
import type { SoakTable } from './tables';

const HOUR_MS = 3_600_000;
const KEPT_MS = 2 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** What a command used up is kept for a day and its day of grace, a memo for its day of grace. */
const KEPT_LONGER_MS: Readonly<Record<string, number>> = {
  [KEY_PREFIX.token]: 2 * DAY_MS - KEPT_MS,
  [KEY_PREFIX.memo]: DAY_MS - KEPT_MS,
};

/** @returns how many items stay */
export async function removeOld(table: SoakTable, ledger: Ledger, nowMs: number): Promise<number> {
  const items = await table.items();
  const stillAlarming = new Set(
    items
      .filter(({ sk }) => sk === 'LOCK')
      .map(lockFromItem)
      .flatMap(({ alarming, lastId = '' }) => (alarming > 0 ? [lastId] : [])),
  );
  const old = [...byPartition(items)].flatMap(([pk, of]) => {
    const meta = of.find(({ sk }) => sk === 'META');
    // What is noted of an incident that is gone goes, too.
    if (!meta) return pk.startsWith(KEY_PREFIX.incident) || isOver(pk, of, nowMs) ? of : [];
    const incident = incidentFromItem(meta);
    const outbox = of.filter(({ sk }) => sk.startsWith(KEY_PREFIX.outbox)).map(outboxFromItem);
    const isOwed = outbox.some(({ status }) => status === 'pending');
    if (isOwed || stillAlarming.has(incident.id) || !isLongOver(incident, nowMs)) return [];
    ledger.close(incident.id, outbox);
    return of;
  });
  await table.remove(old);
  return items.length - old.length;
}

function isLongOver({ status, resolvedMs = 0, closedMs = 0 }: Incident, nowMs: number): boolean {
  return !isOpen(status) && nowMs - Math.max(resolvedMs, closedMs) > KEPT_MS;
}

function isOver(pk: string, items: readonly TableItem[], nowMs: number): boolean {
  const longer = Object.entries(KEPT_LONGER_MS).find(([prefix]) => pk.startsWith(prefix))?.[1];
  return longer !== undefined && items.every(({ ttl }) => Number(ttl) * 1_000 - longer < nowMs);
}

export function byPartition(items: readonly TableItem[]): Map<string, TableItem[]> {
  const partitions = new Map<string, TableItem[]>();
  for (const item of items) {
    const known = partitions.get(item.pk);
    if (known) known.push(item);
    else partitions.set(item.pk, [item]);
  }
  return partitions;
}
