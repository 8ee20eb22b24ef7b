import type { DynamoDBRecord } from 'aws-lambda';
import { readIncidentEvent } from '../../lib/core/incident/incident-event';
import { imageOf } from '../../lib/core/incident/stream-image';
import { INCIDENT_TABLE } from '../../lib/core/incident/table';
import { carryOut } from '../../lib/workflow/carry-out';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { type PublishIncidentsPorts, publishIncidents } from '../../lib/workflow/publish-incidents';
import { alarmEvent, batchOf, CONFIG, createHub, type Hub, T0 } from './hub';
import { recordsOf } from './stream-records';

const MINUTE = 60_000;

interface Story {
  readonly hub: Hub;
  /** What the mapping's filter lets through. */
  readonly entries: DynamoDBRecord[];
  readonly ports: PublishIncidentsPorts;
  /** Ids of the incidents that were read, in order. */
  readonly reads: string[];
}

/** Two incidents open; alice takes the first one, and it is over. */
async function story(): Promise<Story> {
  const hub = createHub();
  const records = recordsOf(hub.memory);
  const handle = handleSignal(hub.ports);
  await handle(batchOf(alarmEvent('ALARM', 0), alarmEvent('ALARM', 1, { alarm: 'search-5xx', service: 'search' })));
  const [first] = await hub.memory.listByService('checkout', 1);
  const actor = { type: 'user', id: 'alice' } as const;
  const ack = { incidentId: first?.id ?? '', actor, id: 'c-1', atMs: T0 + MINUTE, action: 'acknowledge' } as const;
  await carryOut(hub.ports, ack, lifecycleSettings(CONFIG));
  await handle(batchOf(alarmEvent('OK', 2 * MINUTE)));
  hub.said.events.length = 0;
  const reads: string[] = [];
  const ports = {
    ...hub.ports,
    store: {
      readIncident: async (id: string) => {
        reads.push(id);
        return hub.memory.readIncident(id);
      },
    },
  };
  return { hub, reads, ports, entries: records.filter(({ dynamodb }) => dynamodb?.Keys?.sk?.S?.startsWith('TL#')) };
}

const changesOf = ({ said }: Hub) => said.events.map(({ detail }) => `${detail.service} ${detail.change}`);
const failuresOf = (...ids: readonly (string | undefined)[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const sequenceOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber;

test('tells each new entry once, in order, and reads each incident once a batch', async () => {
  const { hub, entries, ports, reads } = await story();
  expect(await publishIncidents(ports)({ Records: entries })).toEqual(failuresOf());
  expect(changesOf(hub).filter((told) => told.startsWith('checkout'))).toEqual([
    'checkout opened',
    'checkout acknowledged',
    'checkout cleared',
    'checkout resolved',
  ]);
  expect(changesOf(hub).filter((told) => told.startsWith('search'))).toEqual(['search opened']);
  expect(reads).toHaveLength(2);
  expect(new Set(reads).size).toBe(2);
});

test('an event is what its reader reads, with the incident as it is now', async () => {
  const { hub, entries, ports } = await story();
  await publishIncidents(ports)({ Records: entries.slice(0, 1) });
  const [told] = hub.said.events;
  const [incident] = await hub.memory.listByService('checkout', 1);
  expect(told?.detailType).toBe('Sightline Incident');
  expect(readIncidentEvent(JSON.parse(JSON.stringify(told?.detail)))).toEqual({
    schemaVersion: 1,
    incidentId: incident?.id,
    eventId: expect.stringContaining('opened'),
    change: 'opened',
    actor: { type: 'alarm', id: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-faults' },
    text: 'Opened by checkout-faults: because',
    atMs: T0,
    generation: 1,
    status: 'resolved',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'Orders fail.',
    openedMs: T0,
  });
});

test('nothing but new entries is told, though the filter let it through', async () => {
  const { hub, entries, ports } = await story();
  const [entry] = entries as [DynamoDBRecord];
  const odd: DynamoDBRecord[] = [
    {},
    { eventName: 'INSERT' },
    { ...entry, eventName: 'MODIFY' },
    { ...entry, eventName: 'REMOVE' },
    { ...entry, dynamodb: { ...entry.dynamodb, Keys: { pk: { S: 'INC#i' }, sk: { S: 'META' } } } },
  ];
  expect(await publishIncidents(ports)({ Records: odd })).toEqual(failuresOf());
  expect(hub.said.events).toEqual([]);
  expect(hub.said.deadLetters).toEqual([]);
});

describe('a poison record', () => {
  const poison = (NewImage: unknown): DynamoDBRecord => ({
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: { S: 'INC#i' }, sk: { S: 'TL#1#x' } }, NewImage: NewImage as never, SequenceNumber: 's-p' },
  });
  const keys = { pk: 'INC#i', sk: 'TL#1#x' };

  test.each([
    ['without an image', undefined, 'must have the texts'],
    ['with a set in it', { ...imageOf(keys), tags: { SS: ['a'] } }, "'tags' of a stream image"],
    ['that is no entry', imageOf(keys), "'incidentId' must be a text"],
    ['of a later version', imageOf({ ...keys, incidentId: 'i', schemaVersion: 99 }), 'has schemaVersion 99'],
  ])('%s is a dead letter at once, and its neighbours are told', async (_, image, reason) => {
    const { hub, entries, ports } = await story();
    const record = poison(image);
    const Records = [...entries.slice(0, 2), record, ...entries.slice(2)];
    expect(await publishIncidents(ports)({ Records })).toEqual(failuresOf());
    expect(hub.said.events).toHaveLength(entries.length);
    expect(hub.said.deadLetters).toEqual([{ body: JSON.stringify(record), reason: expect.stringContaining(reason) }]);
  });

  test('that even the dead letters refuse is delivered again, alone', async () => {
    const { hub, entries, ports } = await story();
    const deadLetters = {
      send: async () => {
        throw new Error('AccessDenied');
      },
    };
    const Records = [poison(undefined), ...entries];
    expect(await publishIncidents({ ...ports, deadLetters })({ Records })).toEqual(failuresOf('s-p'));
    expect(hub.said.events).toHaveLength(entries.length);
  });
});

test('what the bus refuses is delivered again, alone', async () => {
  const { hub, entries, ports } = await story();
  const bus: PublishIncidentsPorts['bus'] = {
    publish: async (detailType, detail) => {
      if (detail.change === 'acknowledged') throw new Error('ThrottlingException');
      await hub.ports.bus.publish(detailType, detail);
    },
  };
  const refused = entries.find(({ dynamodb }) => dynamodb?.NewImage?.kind?.S === 'acknowledged');
  const publish = publishIncidents({ ...ports, bus });
  expect(await publish({ Records: entries })).toEqual(failuresOf(sequenceOf(refused)));
  expect(hub.said.events).toHaveLength(entries.length - 1);
  const { dynamodb: { SequenceNumber, ...nameless } = {} } = refused as DynamoDBRecord;
  // '' has Lambda deliver the whole batch again: better than a record that is lost.
  expect(await publish({ Records: [{ ...refused, dynamodb: nameless }] })).toEqual(failuresOf(''));
});

test('an incident that cannot be read takes its own entries with it, and no others', async () => {
  const { hub, entries, ports } = await story();
  const store = {
    readIncident: async (id: string) => {
      const incident = await hub.memory.readIncident(id);
      if (incident?.service === 'checkout') throw new Error('InternalServerError');
      return incident;
    },
  };
  const ofCheckout = entries.filter(({ dynamodb }) => !JSON.stringify(dynamodb?.NewImage).includes('search-5xx'));
  const answer = await publishIncidents({ ...ports, store })({ Records: entries });
  expect(answer).toEqual(failuresOf(...ofCheckout.map(sequenceOf)));
  expect(changesOf(hub)).toEqual(['search opened']);
});

test('entries of an incident that is gone are let go', async () => {
  const { hub, entries, ports } = await story();
  const store = { readIncident: async () => undefined };
  expect(await publishIncidents({ ...ports, store })({ Records: entries })).toEqual(failuresOf());
  expect(hub.said.events).toEqual([]);
  expect(hub.said.logs).toContain('entry of an incident that is gone: nobody is told');
});

test('the stream has images', () => {
  expect(INCIDENT_TABLE.streamView).toMatch(/^NEW/);
});
