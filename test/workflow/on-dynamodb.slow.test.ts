/** The workflow on the store it has in production, and on the memory store that stands in for it: one story, both ways. */
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { groupKeyOf } from '../../lib/core/incident/group';
import type { Incident } from '../../lib/core/incident/incident';
import type { ItemKey } from '../../lib/core/incident/table';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { type NotifyEvent, notify } from '../../lib/workflow/notify';
import type { IncidentStore } from '../../lib/workflow/ports';
import { createIncidentTable } from '../../scripts/dynamodb-local';
import { describeOnDynamoDbLocal } from '../on-dynamodb-local';
import { alarmEvent, batchOf, createHub, type Said, streamOf, T0 } from './hub';

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as NotifyEvent;
const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });

interface Table {
  readonly store: IncidentStore;
  /** Keys of all items. */
  keys(): Promise<ItemKey[]>;
}

describe('the workflow in memory', () => {
  workflowStories(async (now) => {
    const store = new MemoryIncidentStore({ now });
    return { store, keys: async () => store.items() };
  });
});

describeOnDynamoDbLocal('the workflow', (engine) => {
  let tables = 0;

  workflowStories(async (now) => {
    const tableName = `workflow-${tables++}`;
    const client = engine.client();
    await createIncidentTable(client, tableName);
    const documents = DynamoDBDocumentClient.from(client);
    return {
      store: new DynamoIncidentStore({ client, tableName, now }),
      keys: async () => {
        const found: ItemKey[] = [];
        for await (const page of paginateScan({ client: documents }, { TableName: tableName, ConsistentRead: true })) {
          found.push(...((page.Items ?? []) as ItemKey[]));
        }
        return found;
      },
    };
  });
});

interface Stage {
  readonly said: Said;
  readonly store: IncidentStore;
  /** Delivers each event to a worker of its own, all at once, again and again until none fails. */
  deliver(...events: readonly Record<string, unknown>[]): Promise<void>;
  /** What the stream of the table would wake: a sender for every outbox item, whatever its state. */
  wake(): Promise<void>;
  sweep(): Promise<void>;
  incidents(): Promise<Incident[]>;
  pass(ms: number): void;
}

async function createStage(create: (now: () => number) => Promise<Table>): Promise<Stage> {
  const clockHub = createHub();
  const { store, keys } = await create(() => clockHub.ports.clock.now());
  const hub = createHub({ store: () => store });
  const clock = {
    now: () => clockHub.ports.clock.now(),
    sleep: (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms)),
  };
  const ports = { ...hub.ports, clock, random: Math.random };
  const handle = handleSignal(ports);
  return {
    said: hub.said,
    store,
    deliver: async (...events) => {
      let left = events;
      for (let round = 0; left.length > 0; round += 1) {
        expect(round).toBeLessThan(20);
        const answers = await Promise.all(left.map((event) => handle(batchOf(event))));
        left = left.filter((_, index) => answers[index]?.batchItemFailures.length !== 0);
      }
    },
    wake: async () => {
      const outbox = (await keys()).filter(({ sk }) => sk.startsWith('OUT#'));
      expect(await notify(ports)(streamOf(outbox))).toEqual({ batchItemFailures: [] });
    },
    sweep: async () => {
      await notify(ports)(TICK);
    },
    incidents: () => store.listByService('checkout', 10),
    pass: (ms) => clockHub.pass(ms),
  };
}

function workflowStories(create: (now: () => number) => Promise<Table>): void {
  const kinds = ({ said }: Stage) =>
    said.sent.map(({ attributes, idempotencyKey }) => `${attributes.kind} ${idempotencyKey.split('/')[1]}`);

  test('opens, pages once, resolves, reopens and opens anew', async () => {
    const stage = await createStage(create);
    const play = async (...events: readonly Record<string, unknown>[]) => {
      await stage.deliver(...events);
      await stage.wake();
    };
    await play(alarmEvent('ALARM', 0));
    await play(alarmEvent('ALARM', 0), alarmEvent('ALARM', 0));
    expect(kinds(stage)).toEqual(['page 1']);
    expect(await stage.store.listOpen()).toMatchObject([{ status: 'triggered', generation: 1, version: 1 }]);

    await play(alarmEvent('OK', 560_000));
    await play(alarmEvent('ALARM', 30_000));
    expect(kinds(stage)).toEqual(['page 1', 'resolved 1']);
    expect(await stage.store.listOpen()).toEqual([]);

    await play(alarmEvent('ALARM', 860_000));
    expect(kinds(stage)).toEqual(['page 1', 'resolved 1', 'page 2']);
    expect(await stage.store.listOpen()).toMatchObject([{ status: 'triggered', generation: 2, version: 3 }]);

    await play(alarmEvent('OK', 900_000));
    await play(alarmEvent('ALARM', 1_200_001));
    expect(kinds(stage)).toEqual(['page 1', 'resolved 1', 'page 2', 'resolved 2', 'page 1']);
    const [newest, first, ...more] = await stage.incidents();
    expect(more).toEqual([]);
    expect(newest).toMatchObject({ status: 'triggered', generation: 1 });
    expect(first).toMatchObject({ status: 'resolved', generation: 2 });
    expect(newest?.id).not.toBe(first?.id);
    expect((await stage.store.readTimeline(first?.id ?? '')).map(({ kind }) => kind)).toEqual([
      'opened',
      'cleared',
      'resolved',
      'reopened',
      'cleared',
      'resolved',
    ]);
    expect((await stage.store.readGroup(GROUP, [])).lock).toMatchObject({ count: 3, openId: newest?.id, version: 5 });
  });

  test('twenty workers with one event open one incident and send one page', async () => {
    const stage = await createStage(create);
    await stage.deliver(...Array(20).fill(alarmEvent('ALARM', 0)));
    await Promise.all([stage.wake(), stage.wake(), stage.sweep()]);
    expect(await stage.incidents()).toMatchObject([{ status: 'triggered', version: 1 }]);
    expect((await stage.store.readGroup(GROUP, [])).lock).toMatchObject({ count: 1, version: 1 });
    expect(kinds(stage)).toEqual(['page 1']);
  }, 30_000);

  test('twenty alarms in one millisecond open one incident and send one page, and all are counted', async () => {
    const stage = await createStage(create);
    const alarms = Array.from({ length: 20 }, (_, n) => `alarm-${n}`);
    await stage.deliver(...alarms.map((alarm) => alarmEvent('ALARM', 0, { alarm })));
    await Promise.all([stage.wake(), stage.wake(), stage.sweep()]);
    const [incident, ...more] = await stage.incidents();
    expect(more).toEqual([]);
    expect([...(incident?.alarms ?? [])].sort()).toEqual([...alarms].sort());
    expect(incident?.version).toBe(20);
    expect((await stage.store.readGroup(GROUP, [])).lock).toMatchObject({ count: 20, version: 20 });
    expect(await stage.store.readTimeline(incident?.id ?? '')).toHaveLength(20);
    expect(kinds(stage)).toEqual(['page 1']);

    await stage.deliver(...alarms.map((alarm) => alarmEvent('OK', 1_000, { alarm })));
    await stage.wake();
    expect(await stage.incidents()).toMatchObject([{ status: 'resolved', version: 40 }]);
    expect(kinds(stage)).toEqual(['page 1', 'resolved 1']);
  }, 60_000);

  test('an OK that overtook its ALARM leaves nothing open and nobody told', async () => {
    const stage = await createStage(create);
    await stage.deliver(alarmEvent('OK', 10));
    await stage.deliver(alarmEvent('ALARM', 5));
    await stage.wake();
    expect(await stage.incidents()).toEqual([]);
    expect(stage.said.sent).toEqual([]);
  });

  test('a page whose sender died is sent by the sweeper', async () => {
    const stage = await createStage(create);
    await stage.deliver(alarmEvent('ALARM', 0));
    const [item] = await stage.store.listDue(T0 + 3_600_000, 10);
    if (!item) throw new Error('nothing is due');
    await stage.store.lease(item, item.dueMs, item.dueMs + 60_000);
    await stage.sweep();
    expect(stage.said.sent).toEqual([]);
    stage.pass(60_000);
    await stage.sweep();
    expect(kinds(stage)).toEqual(['page 1']);
  });
}
