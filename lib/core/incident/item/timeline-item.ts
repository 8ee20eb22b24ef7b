/** Timeline entries as items of the incident table, and back. */
import { AUDIENCES } from '../audience';
import type { TimelineEntry } from '../incident';
import {
  expiry,
  incidentKey,
  KEY_PREFIX,
  keyPart,
  type Sha256,
  type TableItem,
  TIMELINE_RETENTION_DAYS,
  timeKey,
} from '../table';
import { actorFrom, compact, reader } from './reader';

export function timelineItem(entry: TimelineEntry, sha256: Sha256): TableItem {
  const { pk } = incidentKey(entry.incidentId, sha256);
  return compact({
    pk,
    sk: `${KEY_PREFIX.timeline}${timeKey(entry.atMs)}#${keyPart(entry.eventId, sha256)}`,
    schemaVersion: entry.schemaVersion,
    incidentId: entry.incidentId,
    eventId: entry.eventId,
    atTs: entry.atMs,
    kind: entry.kind,
    actor: { ...entry.actor },
    data: entry.text,
    run: entry.run && { name: entry.run.runbook, gen: entry.run.generation },
    audience: entry.audience,
    ttl: expiry(entry.atMs, TIMELINE_RETENTION_DAYS),
  });
}

export function timelineFromItem(item: TableItem): TimelineEntry {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    atMs: read.number('atTs'),
    eventId: read.text('eventId'),
    // Later versions may add kinds; an entry of any kind can be shown.
    kind: read.text('kind') as TimelineEntry['kind'],
    actor: actorFrom(item, 'actor'),
    text: read.text('data'),
    ...(item.run !== undefined && { run: runOf(item) }),
    ...(item.audience === undefined ? {} : { audience: read.oneOf('audience', AUDIENCES) }),
  };
}

function runOf(item: TableItem): TimelineEntry['run'] {
  const read = reader({ ...reader(item).map('run'), pk: item.pk, sk: item.sk });
  return { runbook: read.text('name'), generation: read.number('gen') };
}
