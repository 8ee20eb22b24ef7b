/** Timers as items of the incident table, and back. */
import type { Signal } from '../incident';
import { type Sha256, shardOf, type TableItem, timeKey, timerKey, timerPartition } from '../table';
import { INCIDENT_TIMERS, type Timer } from '../timer';
import { compact, reader } from './reader';

export function timerItem(timer: Timer, sha256: Sha256): TableItem {
  const { pk, sk } = timerKey(timer, sha256);
  return compact({
    pk,
    sk,
    schemaVersion: timer.schemaVersion,
    kind: timer.kind,
    ...(timer.kind === 'held'
      ? { groupKey: timer.groupKey, member: timer.member, signal: JSON.stringify(timer.signal), tied: timer.tied }
      : { incidentId: timer.incidentId, gen: timer.generation, level: timer.level }),
    dueAt: timer.dueMs,
    gsi3pk: timerPartition(shardOf(pk + sk)),
    gsi3sk: timeKey(timer.dueMs),
  });
}

export function timerFromItem(item: TableItem): Timer {
  const read = reader(item);
  const due = { schemaVersion: read.schemaVersion(), dueMs: read.number('dueAt') };
  const kind = read.oneOf('kind', [...INCIDENT_TIMERS, 'held'] as const);
  if (kind !== 'held') {
    const level = read.number('level');
    return { ...due, kind, incidentId: read.text('incidentId'), generation: read.number('gen'), level };
  }
  const signal = JSON.parse(read.text('signal')) as Signal;
  const held = { ...due, kind, groupKey: read.text('groupKey'), member: read.text('member'), signal };
  return item.tied === true ? { ...held, tied: true } : held;
}
