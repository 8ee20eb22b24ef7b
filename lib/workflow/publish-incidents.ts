/**
 * `publish-incidents`: the journal of the hub. Woken by the table's stream for each new entry of a timeline, it tells the
 * hub's bus: one `Sightline Incident` event an entry (`core/incident/incident-event.ts`). Whoever reacts to what happens
 * to incidents listens there, so that nothing of it stands between an alarm and the page.
 *
 * At least once each: what fails is delivered again, and what was told beside it is told twice, with the same `eventId`.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { EVENT } from '../core/conventions';
import type { Incident, TimelineEntry } from '../core/incident/incident';
import { incidentEvent } from '../core/incident/incident-event';
import { timelineFromItem } from '../core/incident/item/timeline-item';
import { itemFromImage, type StreamImage } from '../core/incident/stream-image';
import { KEY_PREFIX } from '../core/incident/table';
import type { BusPort, DeadLetterPort, IncidentStore, LogPort } from './ports';

export interface PublishIncidentsPorts {
  readonly store: Pick<IncidentStore, 'readIncident'>;
  readonly bus: BusPort;
  /** Gets entries that nobody can ever read. */
  readonly deadLetters: DeadLetterPort;
  readonly log: LogPort;
}

interface Received {
  readonly record: DynamoDBRecord;
  readonly entry: TimelineEntry;
}

/** Answers which records of the batch are to be delivered again. One that fails takes no other one with it. */
export function publishIncidents(
  ports: PublishIncidentsPorts,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async ({ Records }) => {
    const failed: DynamoDBRecord[] = [];
    const fail = (record: DynamoDBRecord, error: unknown) => {
      const { sk } = record.dynamodb?.Keys ?? {};
      ports.log.error('entry not published, the stream will deliver it again', { sk: sk?.S, error: String(error) });
      failed.push(record);
    };
    const byIncident = new Map<string, Received[]>();
    for (const record of Records.filter(isNewEntry)) {
      const entry = await readEntry(ports, record, fail);
      if (!entry) continue;
      const known = byIncident.get(entry.incidentId) ?? [];
      byIncident.set(entry.incidentId, [...known, { record, entry }]);
    }
    await Promise.all([...byIncident].map(([id, received]) => publishEach(ports, id, received, fail)));
    // A malformed answer makes Lambda deliver the whole batch again: a record without a number is named by ''.
    return {
      batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
    };
  };
}

/** The mapping passes on nothing else; what comes all the same is none of ours. */
function isNewEntry({ eventName, dynamodb }: DynamoDBRecord): boolean {
  return eventName === 'INSERT' && (dynamodb?.Keys?.sk?.S ?? '').startsWith(KEY_PREFIX.timeline);
}

/** An entry that can never be read goes to the dead letters at once: delivered again it would fail again. */
async function readEntry(
  { deadLetters, log }: PublishIncidentsPorts,
  record: DynamoDBRecord,
  fail: (record: DynamoDBRecord, error: unknown) => void,
): Promise<TimelineEntry | undefined> {
  try {
    return timelineFromItem(itemFromImage(record.dynamodb?.NewImage as StreamImage | undefined));
  } catch (error) {
    const reason = String(error);
    log.error('unreadable entry set aside in the dead-letter queue', { reason });
    await deadLetters.send(JSON.stringify(record), reason).catch((failure: unknown) => fail(record, failure));
    return undefined;
  }
}

/** In the order of the stream, with the incident as it is now: read once, whatever the batch holds of it. */
async function publishEach(
  { store, bus, log }: PublishIncidentsPorts,
  incidentId: string,
  received: readonly Received[],
  fail: (record: DynamoDBRecord, error: unknown) => void,
): Promise<void> {
  let incident: Incident | undefined;
  try {
    incident = await store.readIncident(incidentId);
  } catch (error) {
    for (const { record } of received) fail(record, error);
    return;
  }
  if (!incident) {
    // Somebody noted something on an incident whose time to live was over.
    log.warn('entry of an incident that is gone: nobody is told', { incidentId, entries: received.length });
    return;
  }
  for (const { record, entry } of received) {
    try {
      await bus.publish(EVENT.incident, incidentEvent(incident, entry));
    } catch (error) {
      fail(record, error);
    }
  }
}
