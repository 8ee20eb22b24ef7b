import { newestDuring } from '../../../core/incident/during';
import type { Incident } from '../../../core/incident/incident';
import { incidentFromItem } from '../../../core/incident/item/incident-item';
import { INCIDENT_TABLE, isLive } from '../../../core/incident/table';
import type { Span } from '../../../core/slo/window';
import type { TableReader } from './table-reader';

const [, SERVICE] = INCIDENT_TABLE.indexes;

/**
 * The newest incidents that were open at some time of the span. Scans the index of services: it holds the incidents and
 * nothing else, so that timelines and outboxes, most of the table, are neither read nor paid.
 */
export async function listDuring(table: TableReader, nowMs: number, span: Span, limit: number): Promise<Incident[]> {
  const scanned = table.scan({
    IndexName: SERVICE.name,
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html: an index has no consistent reads.
    ConsistentRead: false,
    // Coarse: an old one that is open again may still say when it was resolved.
    FilterExpression:
      'openedTs < :end AND (attribute_exists(gsi1pk) OR attribute_not_exists(resolvedAt) OR resolvedAt >= :start)',
    ExpressionAttributeValues: { ':start': span.startMs, ':end': span.endMs },
  });
  let newest: Incident[] = [];
  for await (const item of scanned) {
    if (isLive(item, nowMs)) newest.push(incidentFromItem(item));
    // Many more than are wanted are not kept in memory.
    if (newest.length > 2 * limit) newest = newestDuring(newest, span).slice(0, limit);
  }
  return newestDuring(newest, span).slice(0, limit);
}
