import { gzipSync } from 'node:zlib';
import { gzipLogPayload, MAX_LOG_BYTES } from '../../../lib/adapters/aws/log-payload';
import { MemoryErrorStore } from '../../../lib/adapters/memory/error-store';
import { MAX_EVENTS } from '../../../lib/workflow/track-errors/log-batch';
import { eventOf, failed, HOUR_MS, MINUTE_MS, OF, openWorld, T0 } from './world';

/** A world in which the service is known for hours, so that what is new is told of. */
async function settledWorld(changes: Parameters<typeof openWorld>[0] = {}) {
  const world = openWorld(changes);
  await world.handler(world.batch(failed('Known')));
  world.passTo(T0 + 5 * HOUR_MS);
  return world;
}
const titled = async (world: ReturnType<typeof openWorld>, title: string) =>
  (await world.store.list(OF)).find((error) => error.title.startsWith(title));

describe('counting', () => {
  test('a batch is one write for each error, whatever number of lines', async () => {
    const calls: string[] = [];
    const store = new Proxy(new MemoryErrorStore(), {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          calls.push(String(name));
          return method.apply(target, given);
        };
      },
    });
    const world = openWorld({ store });
    const lines = [...Array(500).fill(failed('A')), ...Array(300).fill(failed('B'))];
    expect(await world.handler(world.batch(...lines))).toEqual({ events: 800, errors: 800 });
    expect(calls.filter((name) => name === 'create')).toHaveLength(2);
    calls.length = 0;
    await world.handler(world.batch(...lines));
    expect(calls).toEqual(['add', 'add']);
    expect((await titled(world, 'A'))?.count).toBe(1_000);
    expect((await titled(world, 'B'))?.count).toBe(600);
  });

  test('a batch that is delivered again counts once, also by a function that remembers nothing', async () => {
    const world = openWorld();
    const batch = world.batch(failed('A'), failed('A'));
    await world.handler(batch);
    await world.handler(batch);
    await world.restarted()(batch);
    expect((await world.only()).count).toBe(2);
  });

  test('one log event twice in a batch is one', async () => {
    const world = openWorld();
    const logEvent = { id: 'same', timestamp: T0, message: JSON.stringify(failed('A')) };
    await world.handler(eventOf({ logEvents: [logEvent, logEvent] }));
    expect((await world.only()).count).toBe(1);
  });

  test('what fails is told, the others are counted, and the next delivery makes up for it', async () => {
    const memory = new MemoryErrorStore();
    let broken = true;
    const store = Object.create(memory, {
      create: {
        value: async (error: { title: string }, batch: number) => {
          if (broken && error.title.startsWith('B')) throw new Error('throttled');
          return memory.create(error as never, batch);
        },
      },
    });
    const world = openWorld({ store });
    const batch = world.batch(failed('A'), failed('B'), failed('C'));
    await expect(world.handler(batch)).rejects.toThrow('1 of 3 kinds of errors were not counted: Error: throttled');
    broken = false;
    await world.handler(batch);
    const counted = (await memory.list(OF)).map(({ title, count }) => `${title.slice(0, 1)}${count}`).sort();
    expect(counted).toEqual(['A1', 'B1', 'C1']);
  });

  test('what Lambda says of an error that the code told of is no second one; another is', async () => {
    const world = openWorld();
    const { error } = failed('A');
    const invoke = (name: string, requestId: string) =>
      `2026-11-21T00:00:00.000Z\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ ...error, errorType: name, errorMessage: `${name} of order 4711`, name: undefined })}`;
    await world.handler(
      world.batch(failed('A', { requestId: 'r-1' }), invoke('A', 'r-1'), invoke('A', 'r-2'), invoke('B', 'r-1')),
    );
    expect((await titled(world, 'A'))?.count).toBe(2);
    expect((await titled(world, 'B'))?.count).toBe(1);
  });

  test('a text of its own in each message makes a hundred errors at most', async () => {
    const world = openWorld();
    await world.handler(
      world.batch(...Array.from({ length: 300 }, (_, index) => failed(`Error${'abcdefghij'[index % 10]}${index}`))),
    );
    const all = await world.store.list(OF);
    expect(all).toHaveLength(101);
    expect((await titled(world, 'more kinds'))?.count).toBe(200);
  });

  test('lines that each name another service make a hundred errors at most', async () => {
    const world = openWorld();
    const lines = Array.from({ length: 300 }, (_, index) => failed('A', { service: `service-${index}` }));
    await world.handler(world.batch(failed('First'), ...lines));
    expect((await titled(world, 'more kinds'))?.count).toBe(201);
    expect(await world.store.list({ ...OF, service: 'service-98' })).toHaveLength(1);
    expect(await world.store.list({ ...OF, service: 'service-99' })).toEqual([]);
  });

  test('thousands of kinds in batches of a few each are bounded by the hour, and every event is counted', async () => {
    const world = openWorld();
    const flood = async () => {
      for (let batch = 0; batch < 100; batch += 1) {
        const names = Array.from({ length: 5 }, (_, index) => `Error${'abcdefghij'[index]}${world.now()}${batch}`);
        await world.handler(world.batch(...names.map((name) => failed(name))));
      }
      return (await world.store.list(OF)).length;
    };
    expect(await flood()).toBe(201);
    expect((await titled(world, 'more kinds'))?.count).toBe(300);
    world.passTo(T0 + 2 * HOUR_MS);
    expect(await flood()).toBe(401);
    expect((await titled(world, 'more kinds'))?.count).toBe(600);
    // In an hour in which what is new is told of, no more than that is told.
    expect(world.told).toHaveLength(200);
  });

  test('operations, releases and the best sample are kept', async () => {
    const world = openWorld();
    await world.handler(
      world.batch(
        failed('A', { release: '1.0.0', operation: undefined, error: { name: 'A', fingerprint: 'a'.repeat(16) } }),
        failed('A', {
          release: '1.1.0',
          breadcrumbs: ['cart loaded'],
          error: { ...failed('A').error, fingerprint: 'a'.repeat(16) },
        }),
      ),
    );
    await world.handler(
      world.batch(failed('A', { operation: 'GET /', error: { name: 'A', fingerprint: 'a'.repeat(16) } })),
    );
    const error = await world.only();
    expect(error).toMatchObject({
      firstRelease: '1.0.0',
      lastRelease: '1.1.0',
      operations: ['POST /orders', 'GET /'],
      count: 3,
    });
    expect(await world.store.readSample(error)).toMatchObject({ breadcrumbs: ['cart loaded'], release: '1.1.0' });
    expect((await world.store.readService(OF))?.releases).toEqual({ '1.0.0': T0, '1.1.0': T0 });
  });

  test('two releases that run side by side are not written back and forth', async () => {
    const world = openWorld();
    for (let round = 0; round < 10; round += 1) {
      await world.handler(world.batch(failed('A', { release: round % 2 === 0 ? '1.0.0' : '1.1.0' })));
    }
    const { version, lastRelease, count } = await world.only();
    expect([version, lastRelease, count]).toEqual([2, '1.1.0', 10]);
  });

  test('times of another century count as now', async () => {
    const world = openWorld();
    const at = (timestamp: unknown, id: string) => ({ id, timestamp, message: JSON.stringify(failed('A')) });
    await world.handler(
      eventOf({ logEvents: [at(0, '1'), at(1e15, '2'), at('x', '3'), at(-5, '4'), at(T0 / 1_000, '5')] }),
    );
    expect(await world.only()).toMatchObject({ firstMs: T0, lastMs: T0, counts: { minutes: { [T0 / MINUTE_MS]: 5 } } });
  });

  test('minutes that are over are tidied up now and then, and the write that does so loses no count', async () => {
    const world = openWorld();
    for (let minute = 0; minute < 120; minute += 1) {
      world.passTo(T0 + minute * MINUTE_MS);
      await world.handler(world.batch(failed('A')));
      expect(Object.keys((await world.only()).counts.minutes).length).toBeLessThanOrEqual(15 + 17);
    }
    expect((await world.only()).count).toBe(120);
    expect((await world.only()).version).toBeLessThan(12);
  });
});

describe('what is told', () => {
  test('in the first hour nothing is new: all is', async () => {
    const world = openWorld();
    await world.handler(world.batch(failed('A')));
    world.passTo(T0 + HOUR_MS - 1);
    await world.handler(world.batch(failed('B')));
    expect(world.told).toEqual([]);
    world.passTo(T0 + HOUR_MS);
    await world.handler(world.batch(failed('C', { release: '2.0.0' })));
    expect(world.told).toMatchObject([
      {
        name: 'New error: C: C of order <number>',
        state: 'ALARM',
        role: 'signal',
        reason: 'Never seen before; 1 so far in POST /orders, release 2.0.0.',
        timestampMs: T0 + HOUR_MS,
      },
    ]);
  });

  test('an error is news once, and for an hour', async () => {
    const world = await settledWorld();
    const batch = world.batch(failed('New'));
    await world.handler(batch);
    await world.handler(batch);
    await world.handler(world.batch(failed('New')));
    for (let minute = 0; minute <= 120; minute += 5) {
      world.passTo(T0 + 5 * HOUR_MS + minute * MINUTE_MS);
      await world.sweep();
    }
    expect(world.names()).toEqual([
      'ALARM New error: New: New of order <number>',
      'OK New error: New: New of order <number>',
    ]);
    expect(world.told[1]?.timestampMs).toBe(T0 + 6 * HOUR_MS);
  });

  test('an error that is told as a ticket has a group of its own', async () => {
    const world = await settledWorld({ settings: { 'first-seen': 'ticket', regression: 'page', spike: 'signal' } });
    await world.handler(world.batch(failed('New')));
    expect(world.told).toMatchObject([
      { role: 'ticket', severity: 'medium', group: expect.stringMatching(/^checkout\/prod\/error\/[\da-f]{16}$/) },
    ]);
  });

  test('what could not be told is told by whoever comes next, with the same time', async () => {
    let broken = true;
    const published: unknown[] = [];
    const bus = {
      publish: async (_: string, detail: unknown) => {
        if (broken) throw new Error('no bus');
        published.push(detail);
      },
    };
    const world = await settledWorld({ bus });
    await expect(world.handler(world.batch(failed('New')))).rejects.toThrow('no bus');
    broken = false;
    world.passTo(T0 + 5 * HOUR_MS + 7 * MINUTE_MS);
    await world.sweep();
    await world.sweep();
    expect(published).toMatchObject([{ state: 'ALARM', timestampMs: T0 + 5 * HOUR_MS }]);
  });

  test('a spike is told against the habit of the last day, once, and is over when it is', async () => {
    const world = openWorld();
    const hour = async (from: number, perMinute: number) => {
      for (let minute = 0; minute < 60; minute += 1) {
        world.passTo(T0 + from * HOUR_MS + minute * MINUTE_MS);
        if (perMinute > 0) await world.handler(world.batch(...Array(perMinute).fill(failed('A'))));
        if (minute % 5 === 0) await world.sweep();
      }
    };
    for (let from = 0; from < 5; from += 1) await hour(from, 2);
    expect(world.told).toEqual([]);
    await hour(5, 40);
    await hour(6, 2);
    expect(world.names()).toEqual([
      'ALARM Error comes far more often: A: A of order <number>',
      'OK Error comes far more often: A: A of order <number>',
    ]);
    expect(world.told[0]).toMatchObject({
      severity: 'high',
      timestampMs: T0 + 5 * HOUR_MS,
      reason: expect.stringContaining('in five minutes in POST /orders, where 10 are usual'),
    });
  });

  test('an error that is ignored raises nothing, and one that gets ignored clears what is raised', async () => {
    const world = await settledWorld();
    await world.handler(world.batch(failed('New')));
    const error = (await titled(world, 'New')) as NonNullable<Awaited<ReturnType<typeof titled>>>;
    await world.store.revise({ ...error, version: error.version + 1, status: 'ignored' }, world.now());
    await world.sweep();
    world.passTo(T0 + 10 * HOUR_MS);
    await world.handler(world.batch(...Array(5_000).fill(failed('New'))));
    expect(world.names()).toEqual([
      'ALARM New error: New: New of order <number>',
      'OK New error: New: New of order <number>',
    ]);
    expect((await titled(world, 'New'))?.status).toBe('ignored');
  });

  test('a regression opens the error and is over when the error is quiet for half an hour', async () => {
    const world = openWorld();
    await world.handler(world.batch(failed('A', { release: '1.0.0' })));
    const error = await world.only();
    const resolution = { atMs: T0, by: 'alice', afterRelease: '1.0.0' };
    await world.store.revise({ ...error, version: error.version + 1, status: 'resolved', resolution }, T0);
    world.passTo(T0 + 2 * HOUR_MS);
    await world.handler(world.batch(failed('A', { release: '1.0.0' }), failed('A')));
    expect(await world.only()).toMatchObject({ status: 'resolved', count: 3 });
    await world.handler(world.batch(failed('A', { release: '1.0.1' })));
    expect(await world.only()).toMatchObject({
      status: 'open',
      regressedMs: world.now(),
      count: 4,
      lastRelease: '1.0.1',
    });
    expect((await world.only()).resolution).toBeUndefined();
    world.passTo(T0 + 2 * HOUR_MS + 29 * MINUTE_MS);
    await world.sweep();
    expect(world.told).toHaveLength(1);
    world.passTo(T0 + 2 * HOUR_MS + 30 * MINUTE_MS);
    await world.sweep();
    expect(world.names()).toEqual([
      'ALARM Error is back: A: A of order <number>',
      'OK Error is back: A: A of order <number>',
    ]);
  });
});

describe('what comes in', () => {
  test('control messages and other events count nothing', async () => {
    const world = openWorld();
    expect(await world.handler(eventOf({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'x' }] }))).toEqual({
      events: 0,
      errors: 0,
    });
    for (const event of [undefined, null, 'x', {}, { awslogs: {} }, { awslogs: { data: 5 } }]) {
      expect(await world.handler(event)).toEqual({ events: 0, errors: 0, cleared: 0 });
    }
  });

  test('a subscription that is not ours is of the service that its log group is named after', async () => {
    const world = openWorld();
    const logEvents = [{ id: '1', timestamp: T0, message: 'x ERROR no' }];
    await world.handler(eventOf({ logEvents, subscriptionFilters: ['theirs'], logGroup: '/aws/lambda/ship' }));
    expect(await world.store.list({ service: 'ship', environment: 'unknown' })).toHaveLength(1);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a gzip bomb',
      () => ({ awslogs: { data: gzipSync(Buffer.alloc(MAX_LOG_BYTES + 1)).toString('base64') } }),
      /more than 50000000 bytes/,
    ],
    ['no gzip', () => ({ awslogs: { data: 'aGVsbG8=' } }), /no gzip in base64/],
    [
      'a gzip that is cut',
      () => ({ awslogs: { data: gzipSync('x'.repeat(1e5)).subarray(0, 40).toString('base64') } }),
      /no gzip in base64/,
    ],
    ['no JSON', () => ({ awslogs: { data: gzipSync('hello').toString('base64') } }), /it is no JSON/],
    ['another type of message', () => eventOf({ messageType: 'MAIL', logEvents: [] }), /DATA_MESSAGE/],
    [
      'a batch of more events than there can be',
      () => eventOf({ logEvents: new Array(MAX_EVENTS + 1).fill({ message: 'ERROR' }) }),
      /50001 log events, at most 50000/,
    ],
    ['no list of events', () => eventOf({ logEvents: 'x' }), /DATA_MESSAGE/],
  ])('%s is given up, told of, and not tried again', async (_, event, reason) => {
    const world = openWorld({ payloads: gzipLogPayload });
    expect(await world.handler(event())).toEqual({ events: 0, errors: 0, refused: true });
    expect(world.counts).toEqual({ LogBatchesRefused: 1 });
    expect(world.logs.join()).toMatch(reason);
  });

  test('events that cannot be read are counted as a kind of their own, and fail no neighbour', async () => {
    const world = openWorld();
    const event = (id: string, message: unknown) => ({ id, timestamp: T0, message });
    const logEvents = [
      event('1', '{"level":"ERROR","mess'),
      event('2', 17),
      event('3', JSON.stringify(failed('A'))),
      null,
      'x',
      event('4', undefined),
    ];
    expect(await world.handler(eventOf({ logEvents }))).toEqual({ events: 4, errors: 4 });
    expect((await titled(world, 'UnreadableLogEvent'))?.count).toBe(3);
    expect((await titled(world, 'A'))?.count).toBe(1);
    expect(world.counts).toEqual({ LogEventsUnreadable: 3 });
  });
});

test('whatever way batches of two functions interleave, each counts once and is told of once', async () => {
  const world = await settledWorld();
  const batches = Array.from({ length: 12 }, () => world.batch(failed('New')));
  const handlers = [world.handler, world.restarted(), world.restarted()];
  await Promise.all(
    batches.flatMap((batch, index) => [handlers[index % 3]?.(batch), handlers[(index + 1) % 3]?.(batch)]),
  );
  expect((await titled(world, 'New'))?.count).toBe(12);
  const members = new Set(world.told.map(({ member, state, timestampMs }) => `${member} ${state} ${timestampMs}`));
  expect(members.size).toBe(1);
});
