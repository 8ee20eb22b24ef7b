/** The post-mortem of an incident as it is stored: drafted by the workflow until a person edits it. */

import { reader } from './item/reader';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';
import { expiry, postmortemKey, type Sha256, type TableItem, TIMELINE_RETENTION_DAYS } from './table';
import { type ConditionalPut, follows } from './table-write';

export interface PostmortemDraft {
  readonly schemaVersion: number;
  readonly incidentId: string;
  /** Optimistic lock: raised by one with each write, 1 for the first. */
  readonly version: number;
  /** Of the incident, when it was drafted. */
  readonly generation: number;
  readonly writtenMs: number;
  /** Markdown, at most `MAX_DRAFT_BYTES` of UTF-8. */
  readonly text: string;
  /** Who edited it last. From then on it is theirs: the workflow never writes it again. @default - nobody did */
  readonly editedBy?: string;
}

/**
 * An item holds 400 KB, names of attributes included:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_DRAFT_BYTES = 300 * 1024;

/**
 * Stored if the stored draft's version is the one before its own. Kept for as long as the timeline, counted from the
 * last write.
 * @throws where the text is longer than `MAX_DRAFT_BYTES`
 */
export function postmortemPut(draft: PostmortemDraft, sha256: Sha256): ConditionalPut {
  const bytes = new TextEncoder().encode(draft.text).length;
  if (bytes > MAX_DRAFT_BYTES) {
    throw new Error(
      `The post-mortem of ${draft.incidentId} must have at most ${MAX_DRAFT_BYTES} bytes of UTF-8, got ${bytes}; ` +
        'shorten it, or keep the long parts elsewhere and link to them',
    );
  }
  return { item: postmortemItem(draft, sha256), condition: follows('v', draft.version) };
}

function postmortemItem(draft: PostmortemDraft, sha256: Sha256): TableItem {
  return {
    ...postmortemKey(draft.incidentId, sha256),
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId: draft.incidentId,
    v: draft.version,
    gen: draft.generation,
    writtenTs: draft.writtenMs,
    data: draft.text,
    ...(draft.editedBy !== undefined && { editedBy: draft.editedBy }),
    ttl: expiry(draft.writtenMs, TIMELINE_RETENTION_DAYS),
  };
}

export function postmortemFromItem(item: TableItem): PostmortemDraft {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    version: read.number('v'),
    generation: read.number('gen'),
    writtenMs: read.number('writtenTs'),
    text: read.text('data'),
    ...read.optionalTexts('editedBy'),
  };
}
