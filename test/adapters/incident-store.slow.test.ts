import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { TableItem } from '../../lib/core/incident/table';
import { timerName } from '../../lib/core/incident/timer';
import type { IncidentStore } from '../../lib/workflow/ports';
import { createIncidentTable } from '../../scripts/dynamodb-local';
import { describeOnDynamoDbLocal } from '../on-dynamodb-local';
import type { StoreUnderTest } from './incident-store/store-under-test';
import { incidentStoreContract } from './incident-store.contract';
import { entryOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf, writeOf } from './samples';

describe('incident store in memory', () => {
  incidentStoreContract(async () => {
    let nowMs = T0;
    const store = new MemoryIncidentStore({ now: () => nowMs });
    return {
      store,
      setNow: (ms) => {
        nowMs = ms;
      },
      items: async () => store.items(),
      plant: async (item) => store.plant(item),
    };
  });
});

describeOnDynamoDbLocal('incident store', (engine) => {
  let tables = 0;

  const create = async (): Promise<StoreUnderTest & { readonly tableName: string }> => {
    const tableName = `incidents-${tables++}`;
    const client = engine.client();
    await createIncidentTable(client, tableName);
    const documents = DynamoDBDocumentClient.from(client);
    let nowMs = T0;
    return {
      tableName,
      store: new DynamoIncidentStore({ client, tableName, now: () => nowMs }),
      setNow: (ms) => {
        nowMs = ms;
      },
      items: async () => {
        const found: TableItem[] = [];
        for await (const page of paginateScan({ client: documents }, { TableName: tableName, ConsistentRead: true })) {
          found.push(...((page.Items ?? []) as TableItem[]));
        }
        return found;
      },
      plant: async (item) => {
        await documents.send(new PutCommand({ TableName: tableName, Item: item }));
      },
    };
  };

  incidentStoreContract(create);

  test('answers and stores what the memory store does, whatever is asked in whatever order', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyRequest(), { minLength: 10, maxLength: 40 }), async (requests) => {
        const under = await create();
        const memory = new MemoryIncidentStore({ now: () => T0 });
        for (const request of requests) {
          expect(await request(under.store)).toEqual(await request(memory));
          asked += 1;
        }
        const stored = (await under.items()).map(({ leaseId, ...item }) => item);
        expect(stored).toHaveLength(memory.items().length);
        expect(stored).toEqual(expect.arrayContaining(memory.items()));
      }),
      { numRuns: 15 },
    );
    expect(asked).toBeGreaterThan(0);
  }, 30_000);

  describe('when the answer to a write is lost', () => {
    const losing = async () => {
      const under = await create();
      const forgetful = engine.newClient();
      loseAnswers(forgetful, 1);
      const store = new DynamoIncidentStore({ client: forgetful, tableName: under.tableName, now: () => T0 });
      return { under, store, forgetful };
    };
    const opening = writeOf({
      lock: lockOf(),
      incident: incidentOf(),
      members: [memberOf()],
      timeline: [entryOf()],
      outbox: [outboxOf()],
    });

    test('commit still answers committed: the retry has the same request token', async () => {
      const { under, store, forgetful } = await losing();
      expect(await store.commit(opening)).toBe('committed');
      expect(await under.items()).toHaveLength(5);
      forgetful.destroy();
    });

    test('a lease is recognised as our own', async () => {
      const { under, store, forgetful } = await losing();
      await under.store.commit(opening);
      expect(await store.lease(outboxOf(), T0, T0 + 60_000)).toEqual(
        outboxOf({ attempts: 1, leaseUntilMs: T0 + 60_000 }),
      );
      forgetful.destroy();
    });
  });
});

type Request = (store: IncidentStore) => Promise<unknown>;

/** Requests over so few versions, names and times that they meet. */
function anyRequest(): fc.Arbitrary<Request> {
  const version = fc.integer({ min: 1, max: 3 });
  const name = fc.constantFrom('a', 'b#');
  const time = fc.integer({ min: T0 - 3, max: T0 + 3 });
  const due = fc.record({ incidentId: name, channel: name, dueMs: time });
  const timer = fc.record({ incidentId: name, level: version, dueMs: time });
  const commit = fc.record({
    lock: version,
    incident: version,
    entry: name,
    outbox: due,
    resolved: fc.boolean(),
    member: name,
    timer,
    done: timer,
    once: fc.option(name, { nil: undefined }),
  });
  const settle = fc.record({ item: due, leaseUntilMs: time, attempts: version, dead: fc.boolean() });
  return fc.oneof(
    commit.map(({ lock, incident, entry, outbox, resolved, member, timer, done, once }): Request => {
      const state = resolved ? { status: 'resolved' as const, resolvedMs: T0 } : {};
      return (store) =>
        store.commit(
          writeOf({
            lock: lockOf({ version: lock }),
            incident: incidentOf({ id: outbox.incidentId, version: incident, assignee: member, ...state }),
            members: [memberOf({ member, ms: outbox.dueMs })],
            timeline: [entryOf({ eventId: entry, actor: { type: 'user', id: entry } })],
            outbox: [outboxOf(outbox)],
            timers: [timerOf(timer)],
            // Of one name it would be written and removed at once, which no store takes.
            doneTimers: timerName(timerOf(timer)) === timerName(timerOf(done)) ? [] : [timerOf(done)],
            ...(once === undefined ? {} : { once: { id: once, untilMs: T0 } }),
          }),
        );
    }),
    name.map(
      (eventId): Request =>
        (store) =>
          store.appendTimeline(entryOf({ eventId })),
    ),
    fc.tuple(due, time, time).map(
      ([item, nowMs, untilMs]): Request =>
        (store) =>
          store.lease(outboxOf(item), nowMs, untilMs),
    ),
    settle.map(({ item, leaseUntilMs, attempts, dead }): Request => {
      const outcome = dead
        ? { status: 'dead' as const, error: 'refused' }
        : { status: 'pending' as const, dueMs: item.dueMs, error: 'later' };
      return (store) => store.settle(outboxOf({ ...item, leaseUntilMs, attempts }), outcome);
    }),
    fc.tuple(time, fc.integer({ min: 1, max: 4 })).map(
      ([nowMs, limit]): Request =>
        async (store) =>
          (await store.listDue(nowMs, limit)).map(({ dueMs }) => dueMs),
    ),
    fc.constant<Request>((store) => store.listOpen()),
    fc.constant<Request>((store) => store.readGroup('checkout|prod', ['a', 'b#', 'c'])),
    fc.constant<Request>((store) => store.listDueTimers(T0, 4)),
    fc.constant<Request>((store) => store.isUsed('a')),
    fc.tuple(name, fc.option(version, { nil: undefined })).map(
      ([channel, failures]): Request =>
        (store) =>
          store.writeBreaker(channel, failures === undefined ? undefined : { failures, openUntilMs: T0 }),
    ),
    name.map(
      (channel): Request =>
        (store) =>
          store.readBreaker(channel),
    ),
    name.map(
      (person): Request =>
        (store) =>
          store.forgetPerson(person, 'somebody'),
    ),
    fc.constant<Request>((store) => store.readTimeline('i-1')),
    name.map(
      (id): Request =>
        (store) =>
          store.readIncident(id),
    ),
  );
}

/** The first `count` answers of the service are lost on the way, inside the SDK's retry loop. */
function loseAnswers(client: DynamoDBClient, count: number): void {
  let left = count;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (left === 0) return answer;
      left -= 1;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $metadata: {} });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'loseAnswers' },
  );
}
