/** What is kept of how an incident began, as an item of the incident table. */
import type { EvidenceSnapshot, IncidentEvidence } from './evidence';
import { reader } from './item/reader';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { evidenceKey, expiry, type Sha256, type TableItem, TIMELINE_RETENTION_DAYS } from './table';
import { type ConditionalPut, follows } from './table-write';

/** Stored if the stored version is the one before its own. Kept for as long as the timeline, from the last round on. */
export function evidencePut(evidence: IncidentEvidence, sha256: Sha256): ConditionalPut {
  const { incidentId, version, snapshots } = evidence;
  const newestMs = Math.max(0, ...snapshots.map(({ collectedMs }) => collectedMs));
  const item: TableItem = {
    ...evidenceKey(incidentId, sha256),
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    v: version,
    data: JSON.stringify(snapshots),
    ttl: expiry(newestMs, TIMELINE_RETENTION_DAYS),
  };
  return { item, condition: follows('v', version) };
}

export function evidenceFromItem(item: TableItem): IncidentEvidence {
  const read = reader(item);
  const snapshots: unknown = JSON.parse(read.text('data'));
  if (!Array.isArray(snapshots)) throw read.wrong('data', 'a list as JSON');
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    version: read.number('v'),
    snapshots: snapshots as EvidenceSnapshot[],
  };
}
