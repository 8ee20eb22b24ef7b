import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { SloDefinition } from '../../lib/core/slo/definition';
import { handleSignal } from '../../lib/workflow/handle-signal';
import type { IncidentStore } from '../../lib/workflow/ports';
import { type WritePostmortemPorts, writePostmortem } from '../../lib/workflow/write-postmortem';
import { type AlarmOptions, alarmEvent, batchOf, createHub, type Hub, T0 } from './hub';

const MINUTE = 60_000;

/** Records of the table's stream as Lambda gets them. */
interface StreamedHub extends Hub {
  readonly stream: DynamoDBStreamEvent;
}

async function hubWith(options: AlarmOptions = {}): Promise<StreamedHub> {
  const hub = createHub();
  const stream: DynamoDBStreamEvent = { Records: [] };
  hub.memory.onWrite((records) => {
    for (const { eventName, keys, newImage } of records) {
      const image = (name: string) => ({ [name]: { S: String(newImage?.[name]) } });
      stream.Records.push({
        eventName,
        dynamodb: {
          Keys: { pk: { S: keys.pk }, sk: { S: keys.sk } },
          ...(newImage && { NewImage: { ...image('kind'), ...image('incidentId') } }),
          SequenceNumber: `s-${stream.Records.length}`,
        },
      });
    }
  });
  const handle = handleSignal(hub.ports);
  await handle(batchOf(alarmEvent('ALARM', 0, options)));
  await handle(batchOf(alarmEvent('OK', 20 * MINUTE, options)));
  return { ...hub, stream };
}

const idOf = (hub: Hub) => hub.incidents()[0]?.id ?? '';
const textOf = async (hub: Hub) => (await hub.memory.readPostmortem(idOf(hub)))?.text ?? '';

async function edit(store: IncidentStore, incidentId: string): Promise<void> {
  const draft = await store.readPostmortem(incidentId);
  if (!draft) throw new Error('there must be a draft');
  await store.writePostmortem({ ...draft, version: draft.version + 1, text: 'mine', editedBy: 'alice' });
}

describe('woken by the stream', () => {
  test('it drafts for the resolve of an incident that paged, once a resolve', async () => {
    const hub = await hubWith();
    expect(await writePostmortem(hub.ports)(hub.stream)).toEqual({ batchItemFailures: [] });
    expect(await hub.memory.readPostmortem(idOf(hub))).toMatchObject({
      version: 1,
      generation: 1,
      writtenMs: T0 + MINUTE,
      text: expect.stringContaining('# Post-mortem: Orders fail.'),
    });
    expect(hub.said.logs).toContain('post-mortem drafted');
  });

  test('it drafts none for a ticket, and is not woken by its own writes', async () => {
    const ticket = await hubWith({ role: 'ticket', severity: 'medium' });
    expect(await writePostmortem(ticket.ports)(ticket.stream)).toEqual({ batchItemFailures: [] });
    expect(await ticket.memory.readPostmortem(idOf(ticket))).toBeUndefined();
    const hub = await hubWith();
    await writePostmortem(hub.ports)(hub.stream);
    await writePostmortem(hub.ports)({ Records: hub.stream.Records.slice(-1) });
    expect(await hub.memory.readPostmortem(idOf(hub))).toMatchObject({ version: 1 });
  });

  test('records that are no resolve, removed ones and ones without an image are left alone', async () => {
    const hub = await hubWith();
    const records = hub.stream.Records.filter(({ dynamodb }) => dynamodb?.NewImage?.kind?.S !== 'resolved');
    const resolve = hub.stream.Records.find(
      ({ dynamodb }) => dynamodb?.Keys?.sk?.S?.startsWith('TL#') && dynamodb.NewImage?.kind?.S === 'resolved',
    );
    const odd: DynamoDBStreamEvent['Records'] = [
      {},
      { eventName: 'INSERT' },
      { ...resolve, eventName: 'MODIFY' },
      { ...resolve, eventName: 'REMOVE' },
      { eventName: 'INSERT', dynamodb: { Keys: resolve?.dynamodb?.Keys } },
      // An outbox item that tells of the end.
      ...hub.stream.Records.filter(({ dynamodb }) => dynamodb?.Keys?.sk?.S?.startsWith('OUT#')),
    ];
    await writePostmortem(hub.ports)({ Records: [...records, ...odd] });
    expect(await hub.memory.readPostmortem(idOf(hub))).toBeUndefined();
  });

  test('one that fails is handed back, the others are drafted', async () => {
    const hub = await hubWith();
    const broken = new Proxy(hub.memory, {
      get: (target, name) =>
        name === 'writePostmortem'
          ? async () => {
              throw new Error('throttled');
            }
          : Reflect.get(target, name).bind(target),
    });
    const resolve = hub.stream.Records.find(
      ({ dynamodb }) => dynamodb?.Keys?.sk?.S?.startsWith('TL#') && dynamodb.NewImage?.kind?.S === 'resolved',
    );
    const answer = await writePostmortem({ ...hub.ports, store: broken })(hub.stream);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: resolve?.dynamodb?.SequenceNumber }] });
  });
});

describe('on request', () => {
  test('it drafts any incident, again and again, until somebody edits the draft', async () => {
    const hub = await hubWith({ role: 'ticket', severity: 'medium' });
    const ask = () => writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    expect(await ask()).toEqual({ result: 'written', version: 1 });
    expect(await ask()).toEqual({ result: 'written', version: 2 });
    await edit(hub.memory, idOf(hub));
    expect(await ask()).toEqual({ result: 'kept', editedBy: 'alice' });
    expect(await textOf(hub)).toBe('mine');
  });

  test('an edit while it drafts is kept', async () => {
    const hub = await hubWith();
    await writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    let edits = 0;
    const store = new Proxy(hub.memory, {
      get: (target, name) => {
        const method = Reflect.get(target, name).bind(target);
        return async (...given: unknown[]) => {
          if (name === 'writePostmortem' && edits++ === 0) await edit(hub.memory, idOf(hub));
          return method(...given);
        };
      },
    });
    const asked = await writePostmortem({ ...hub.ports, store })({ incidentId: idOf(hub) });
    expect(asked).toEqual({ result: 'kept', editedBy: 'alice' });
    expect(await textOf(hub)).toBe('mine');
  });

  test('five conflicts in a row are an error', async () => {
    const hub = await hubWith();
    const store = new Proxy(hub.memory, {
      get: (target, name) =>
        name === 'writePostmortem' ? async () => 'conflict' : Reflect.get(target, name).bind(target),
    });
    const asked = writePostmortem({ ...hub.ports, store })({ incidentId: idOf(hub) });
    await expect(asked).rejects.toThrow('changed 5 times while it was drafted; ask again');
  });

  test('an incident that nobody knows has none', async () => {
    const hub = createHub();
    expect(await writePostmortem(hub.ports)({ incidentId: '__proto__' })).toEqual({ result: 'unknown incident' });
  });

  test.each([undefined, '', 7, null, {}])('%j is no id', async (incidentId) => {
    const asked = writePostmortem(createHub().ports)({ incidentId } as never);
    await expect(asked).rejects.toThrow('A post-mortem is asked for by { "incidentId": "<id>" }, got');
  });
});

describe('evidence', () => {
  const SLO: SloDefinition = {
    schemaVersion: 1,
    name: 'availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '',
    objective: '99.9',
    window: '30d',
    alertThresholdPercent: 80,
    indicator: { budgeting: 'events', queries: [] },
    rules: [],
    minTotal: 0,
    minBad: 0,
    exclusions: [],
    namespace: 'Sightline',
    tier: 1,
  };

  test('of optional ports is in the draft, asked for the time of the incident', async () => {
    const hub = await hubWith();
    const asked: unknown[] = [];
    const ports: WritePostmortemPorts = {
      ...hub.ports,
      objectives: {
        load: async () => ({ slos: [SLO, { ...SLO, service: 'other' }], composites: [], problems: [] }),
        readMeasurements: async (slo, span) => {
          asked.push([slo, span.startMs - T0, span.endMs - T0]);
          const at = (minutes: number, bad: number) => ({
            schemaVersion: 1,
            slo,
            atMs: T0 + minutes * MINUTE,
            status: 'compliant' as const,
            total: 100_000,
            bad,
            budgetEvents: 100,
            budgetRemaining: 1 - bad / 100,
            budgetRemainingEvents: 100 - bad,
            budgetRemainingMinutes: 40,
            burnRates: {},
            firing: [],
            violations24h: 0,
          });
          return [at(-5, 10), at(20, 35)];
        },
      },
      traces: {
        faults: async (service, span) => {
          asked.push([service, span.startMs - T0, span.endMs - T0]);
          return [{ id: '1-abc', url: 'https://console.example.com/t?id=1-abc', what: 'ChargePayment timed out' }];
        },
      },
      errors: { top: async () => [{ fingerprint: 'f-1', what: 'PaymentError: declined', count: 1_234 }] },
    };
    await writePostmortem(ports)({ incidentId: idOf(hub) });
    const text = await textOf(hub);
    expect(text).toContain('| checkout/prod/availability | 25 % | 25 | estimated |');
    expect(text).toContain('| [1-abc](<https://console.example.com/t?id=1-abc>) | ChargePayment timed out |');
    expect(text).toContain('| PaymentError: declined | f-1 | 1,234 |');
    expect(asked).toEqual([
      ['checkout', 0, 20 * MINUTE],
      ['checkout/prod/availability', -10 * MINUTE, 30 * MINUTE],
    ]);
  });

  test('that cannot be read is said to be unknown, and the draft is made', async () => {
    const hub = await hubWith();
    const ports: WritePostmortemPorts = {
      ...hub.ports,
      traces: {
        faults: async () => {
          throw new Error('AccessDenied: <b>no</b>');
        },
      },
    };
    expect(await writePostmortem(ports)({ incidentId: idOf(hub) })).toMatchObject({ result: 'written' });
    const text = await textOf(hub);
    expect(text).toContain('Not known: it could not be read: Error: AccessDenied: &lt;b&gt;no&lt;/b&gt;');
    expect(text.match(/Not known: no source of it is set up/g)).toHaveLength(2);
    expect(hub.said.logs).toContain('traces not read for a post-mortem');
  });

  test('related incidents are those of the service within a day', async () => {
    const hub = await hubWith();
    const handle = handleSignal(hub.ports);
    await handle(batchOf(alarmEvent('ALARM', 23 * 60 * MINUTE, { description: 'Orders are slow.' })));
    await handle(batchOf(alarmEvent('ALARM', 0, { alarm: 'x', service: 'other', description: 'Of another service.' })));
    await writePostmortem(hub.ports)({ incidentId: idOf(hub) });
    const related = (await textOf(hub)).split('## Related incidents')[1]?.split('\n## ')[0];
    expect(related).toContain('Orders are slow.');
    expect(related).not.toContain('Orders fail.');
    expect(related).not.toContain('Of another service.');
  });
});
