/**
 * `write-postmortem`: drafts the post-mortem of an incident. Woken by the table's stream for each `resolved` entry of a
 * timeline, of incidents that need one; or asked for any incident by whoever invokes it with `{ "incidentId": ... }`.
 * A draft replaces the one before; what a person has edited is never written again.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { needsPostmortem } from '../core/incident/postmortem';
import { INCIDENT_SCHEMA_VERSION } from '../core/incident/schema-version';
import { KEY_PREFIX } from '../core/incident/table';
import { postmortem } from '../view/postmortem';
import type { IncidentStore, LogPort } from './ports';
import { type CollectPorts, collect } from './write-postmortem/collect';

export interface WritePostmortemPorts extends CollectPorts {
  readonly store: CollectPorts['store'] & Pick<IncidentStore, 'readIncident' | 'readPostmortem' | 'writePostmortem'>;
  readonly log: LogPort;
}

export interface PostmortemRequest {
  readonly incidentId: string;
}

export type WritePostmortemEvent = DynamoDBStreamEvent | PostmortemRequest;

export type PostmortemResult =
  /** `version` of the draft as it is stored. */
  | { readonly result: 'written'; readonly version: number }
  /** A person has edited it: it is theirs. */
  | { readonly result: 'kept'; readonly editedBy: string }
  | { readonly result: 'unknown incident' };

/** Two drafts at once are rare: a stream that repeats itself, or a person who edits just now. */
const MAX_CONFLICTS = 5;

/** Of a stream batch, answers which records failed; of a request, what became of it. @throws where a request fails */
export function writePostmortem(
  ports: WritePostmortemPorts,
): (event: WritePostmortemEvent) => Promise<DynamoDBBatchResponse | PostmortemResult> {
  return async (event) => {
    if (!('Records' in event)) return draft(ports, readRequest(event));
    const failed: string[] = [];
    for (const record of event.Records) {
      const incidentId = resolvedIn(record);
      if (incidentId === undefined) continue;
      try {
        await draftIfNeeded(ports, incidentId);
      } catch (error) {
        ports.log.error('post-mortem not drafted, the stream will deliver it again', {
          incidentId,
          error: String(error),
        });
        failed.push(record.dynamodb?.SequenceNumber ?? '');
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** The incident whose timeline a new entry says that it was resolved. */
function resolvedIn({ eventName, dynamodb }: DynamoDBRecord): string | undefined {
  const isNewEntry = eventName === 'INSERT' && dynamodb?.Keys?.sk?.S?.startsWith(KEY_PREFIX.timeline);
  return isNewEntry && dynamodb?.NewImage?.kind?.S === 'resolved' ? dynamodb.NewImage.incidentId?.S : undefined;
}

function readRequest({ incidentId }: PostmortemRequest): string {
  if (typeof incidentId === 'string' && incidentId !== '') return incidentId;
  throw new Error(
    `A post-mortem is asked for by { "incidentId": "<id>" }, got ${JSON.stringify(incidentId)?.slice(0, 60)} as the id`,
  );
}

async function draftIfNeeded(ports: WritePostmortemPorts, incidentId: string): Promise<void> {
  const incident = await ports.store.readIncident(incidentId);
  if (incident && needsPostmortem(incident)) await draft(ports, incidentId);
}

async function draft(ports: WritePostmortemPorts, incidentId: string): Promise<PostmortemResult> {
  for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
    const stored = await ports.store.readPostmortem(incidentId);
    if (stored?.editedBy !== undefined) return { result: 'kept', editedBy: stored.editedBy };
    const incident = await ports.store.readIncident(incidentId);
    if (!incident) return { result: 'unknown incident' };
    const contents = await collect(ports, incident);
    const version = (stored?.version ?? 0) + 1;
    const result = await ports.store.writePostmortem({
      schemaVersion: INCIDENT_SCHEMA_VERSION,
      incidentId,
      version,
      generation: incident.generation,
      writtenMs: contents.writtenMs,
      text: postmortem(contents),
    });
    if (result === 'conflict') continue;
    ports.log.info('post-mortem drafted', { incidentId, version });
    return { result: 'written', version };
  }
  throw new Error(`The post-mortem of ${incidentId} changed ${MAX_CONFLICTS} times while it was drafted; ask again`);
}
