import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unpackBody } from '../../lib/adapters/aws/publish-queue';
import { type Datum, pointsOf } from '../../lib/core/signal/aggregate/datum';
import { readMessage } from '../../lib/core/signal/aggregate/publish-message';
import { MetricsPublisher, type MetricsPublisherOptions, type PointOptions } from '../../lib/publisher';
import { Outbox } from '../../lib/publisher/outbox';

const T0 = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A publisher whose queue keeps what it gets, unless it is down. */
function publishing(options: Partial<MetricsPublisherOptions> = {}) {
  const bodies: string[] = [];
  const queue = { down: false, hold: undefined as Promise<void> | undefined, error: undefined as unknown, tries: 0 };
  const client = {
    send: async ({ input }: SendMessageCommand) => {
      queue.tries += 1;
      await queue.hold;
      if (queue.error) throw queue.error;
      if (queue.down) throw new Error('ServiceUnavailable');
      bodies.push(input.MessageBody as string);
    },
  };
  const publisher = new MetricsPublisher({
    queueUrl: 'https://sqs.example/publish',
    client: client as unknown as SQSClient,
    service: 'checkout',
    environment: 'prod',
    now: () => T0,
    flushIntervalSeconds: 0,
    ...options,
  });
  const messages = async () => Promise.all(bodies.map(async (body) => readMessage(await unpackBody(body))));
  const data = async () => (await messages()).flatMap((message) => message.data);
  return { publisher, queue, bodies, messages, data };
}

/** The queue is down for a flush: time runs out after the first try. */
function impatient(): Partial<MetricsPublisherOptions> {
  let nowMs = T0;
  return {
    flushTimeoutMs: 1,
    now: () => {
      nowMs += 10;
      return nowMs;
    },
  };
}

function named(data: readonly Datum[], name: string): Datum[] {
  return data.filter((datum) => datum.name === name);
}

describe('points', () => {
  test('of a minute become one datum a series, in one compressed message', async () => {
    const { publisher, messages, bodies } = publishing();
    for (let order = 0; order < 1_000; order += 1) {
      publisher.count('Orders', 1, { channel: 'web' });
      publisher.gauge('Stock', order % 10);
      publisher.histogram('Latency', order / 7, undefined, { unit: 'Milliseconds' });
    }
    expect(await publisher.flush()).toEqual({ sent: 1, waiting: 0 });
    const [message] = await messages();
    expect(message).toMatchObject({ id: expect.stringMatching(/^[\w-]{36}-1$/), namespace: 'Sightline' });
    const own = [
      ['environment', 'prod'],
      ['service', 'checkout'],
    ];
    expect(message?.data).toMatchObject([
      { name: 'Orders', unit: 'Count', dimensions: [['channel', 'web'], ...own], values: [1], counts: [1_000] },
      { name: 'Stock', unit: 'None', dimensions: own, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
      { name: 'Latency', unit: 'Milliseconds', timestampMs: T0, resolution: 60 },
    ]);
    expect(message?.data.map(pointsOf)).toEqual([1_000, 1_000, 1_000]);
    expect(bodies[0]?.length).toBeLessThan(4_000);
  });

  test('have the resolution, statistics, namespace and time they ask for', async () => {
    const { publisher, messages } = publishing();
    const options: PointOptions = {
      highResolution: true,
      statistics: 'set',
      namespace: 'Shop',
      timestampMs: T0 - 61_500,
    };
    publisher.histogram('Latency', 5, {}, options);
    await publisher.flush();
    expect(await messages()).toMatchObject([
      { namespace: 'Shop', data: [{ resolution: 1, timestampMs: T0 - 62_000, set: [1, 5, 5, 5] }] },
    ]);
  });

  test('belong to the minute in which they were recorded, however many come', async () => {
    let nowMs = T0;
    const { publisher, data } = publishing({ now: () => nowMs });
    publisher.count('A');
    nowMs += 60_000;
    await Promise.resolve();
    publisher.count('A');
    await publisher.flush();
    expect((await data()).map(({ timestampMs }) => timestampMs - T0)).toEqual([0, 60_000]);
  });

  test('that nobody recorded are not sent', async () => {
    const { publisher, bodies } = publishing();
    expect(await publisher.flush()).toEqual({ sent: 0, waiting: 0 });
    expect(bodies).toEqual([]);
  });
});

describe('a point that cannot be published', () => {
  const throwing = {
    get a(): string {
      throw new Error('no');
    },
  };
  test.each<[string, string, (publisher: MetricsPublisher) => void]>([
    ['no number', 'invalid-value', (publisher) => publisher.gauge('A', 'x' as never)],
    ['a label that throws', 'invalid-dimension', (publisher) => publisher.count('A', 1, throwing)],
    ['too old', 'too-old', (publisher) => publisher.count('A', 1, {}, { timestampMs: T0 - 15 * 86_400_000 })],
    ['a time that is none', 'too-old', (publisher) => publisher.count('A', 1, {}, { timestampMs: Number.NaN })],
    ['too far ahead', 'too-far-ahead', (publisher) => publisher.count('A', 1, {}, { timestampMs: T0 + 3 * 3_600_000 })],
    ['a namespace of AWS', 'invalid-namespace', (publisher) => publisher.count('A', 1, {}, { namespace: 'AWS/X' })],
  ])('(%s) is counted and reported, and throws nothing', async (_, reason, record) => {
    const { publisher, data } = publishing();
    record(publisher);
    record(publisher);
    expect(publisher.dropped).toEqual({ [reason]: 2 });
    await publisher.flush();
    const dropped = named(await data(), 'DroppedPoints').map(({ dimensions, values }) => [
      Object.fromEntries(dimensions),
      values,
    ]);
    const own = { service: 'checkout', environment: 'prod' };
    expect(dropped).toEqual([
      [own, [2]],
      [{ ...own, reason }, [2]],
    ]);
    expect(await data()).toHaveLength(2);
    await publisher.flush();
    expect(await data()).toHaveLength(2);
  });

  test('for want of room is counted, and so is its report', async () => {
    const { publisher, data } = publishing({ maxSeries: 2 });
    for (let id = 0; id < 5; id += 1) publisher.count('A', 1, { id });
    await publisher.flush();
    expect(named(await data(), 'A')).toHaveLength(2);
    expect(named(await data(), 'DroppedPoints').map(({ values }) => values)).toEqual([[3], [3]]);
  });
});

describe('a queue that is down', () => {
  test('gets what waited at the next flush, under the same ids', async () => {
    const { publisher, queue, messages } = publishing(impatient());
    queue.down = true;
    publisher.count('A');
    expect(await publisher.flush()).toEqual({ sent: 0, waiting: 1 });
    publisher.count('B');
    expect(await publisher.flush()).toEqual({ sent: 0, waiting: 2 });
    queue.down = false;
    expect(await publisher.flush()).toEqual({ sent: 2, waiting: 0 });
    expect((await messages()).map(({ id, data }) => [id.slice(-2), data[0]?.name])).toEqual([
      ['-1', 'A'],
      ['-2', 'B'],
    ]);
  });

  test('loses none of many messages, tried or not', async () => {
    const { publisher, queue, data } = publishing(impatient());
    queue.down = true;
    for (let id = 0; id < 9_000; id += 1) publisher.count('A', 1, { id });
    expect(await publisher.flush()).toEqual({ sent: 0, waiting: 9 });
    queue.down = false;
    expect(await publisher.flush()).toEqual({ sent: 9, waiting: 0 });
    expect(await data()).toHaveLength(9_000);
  });

  test('costs the oldest messages when too many wait, and their points are reported', async () => {
    const { publisher, queue, data } = publishing({ ...impatient(), maxBufferedMessages: 2 });
    queue.down = true;
    for (const name of ['A', 'B', 'C']) {
      publisher.count(name, 5);
      publisher.count(name, 6);
      await publisher.flush();
    }
    expect(publisher.dropped).toEqual({ 'buffer-full': 2 });
    queue.down = false;
    await publisher.flush();
    await publisher.flush();
    const names = (await data()).map(({ name }) => name);
    expect(names).not.toContain('A');
    expect(names).toContain('C');
    expect(names).toContain('DroppedPoints');
  });
});

describe('a queue that refuses', () => {
  const refusal = (part: object) => Object.assign(new Error('no'), part);
  test.each<[string, object, number]>([
    ['a 403 of the SDK', { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 1],
    ['a 400 by statusCode', { statusCode: 400 }, 1],
    ['a 429', { $metadata: { httpStatusCode: 429 } }, 8],
    ['a throttling 400', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, 8],
    ['a 503', { $metadata: { httpStatusCode: 503 } }, 8],
    ['no status', {}, 8],
  ])('by %s is tried as often as that can help, and the data wait', async (_, part, tries) => {
    const sleep = jest.fn(async () => undefined);
    const send = jest.fn().mockRejectedValue(refusal(part));
    const outbox = new Outbox({ send, maxMessages: 9, onDropped: () => undefined, sleep });
    outbox.add([{ id: 'a', body: 'a', points: 1 }]);
    expect(await outbox.send(() => false, new AbortController().signal)).toBe(0);
    expect(send).toHaveBeenCalledTimes(tries);
    expect(outbox.size).toBe(1);
  });
});

describe('flush', () => {
  test('at the same time as another sends everything once', async () => {
    const { publisher, queue, data } = publishing();
    let open: () => void = () => undefined;
    queue.hold = new Promise((resolve) => {
      open = resolve;
    });
    publisher.count('A');
    const first = publisher.flush();
    await new Promise((resolve) => setImmediate(resolve));
    publisher.count('B');
    const second = publisher.flush();
    const third = publisher.flush();
    expect(second).toBe(third);
    open();
    expect(await Promise.all([first, second, third])).toEqual([
      { sent: 1, waiting: 0 },
      { sent: 1, waiting: 0 },
      { sent: 1, waiting: 0 },
    ]);
    expect((await data()).map(({ name }) => name)).toEqual(['A', 'B']);
  });

  test('splits thousands of series into messages of one request each', async () => {
    const { publisher, messages } = publishing();
    for (let id = 0; id < 2_500; id += 1) publisher.count('A', 1, { id });
    await publisher.flush();
    expect((await messages()).map(({ data }) => data.length).sort()).toEqual([1_000, 1_000, 500]);
    expect(new Set((await messages()).map(({ id }) => id)).size).toBe(3);
  });
});

describe('wrap', () => {
  test('flushes before the result, and before the error', async () => {
    const { publisher, bodies } = publishing();
    const handler = publisher.wrap(async (event: number, _context: unknown) => {
      publisher.count('A');
      if (event === 0) throw new RangeError('mine');
      return event + 1;
    });
    expect(await handler(1, {})).toBe(2);
    expect(bodies).toHaveLength(1);
    await expect(handler(0, {})).rejects.toThrow(new RangeError('mine'));
    expect(bodies).toHaveLength(2);
  });

  test('gives the result although the queue is down', async () => {
    const { publisher, queue } = publishing(impatient());
    queue.down = true;
    publisher.count('A');
    expect(await publisher.wrap((event: string) => event)('kept', undefined)).toBe('kept');
  });

  test('flushes shortly before the deadline of a handler that does not return', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const { publisher, bodies } = publishing();
      const handler = publisher.wrap(() => {
        publisher.count('A');
        return new Promise(() => undefined);
      });
      void handler(undefined, { getRemainingTimeInMillis: () => 3_000 });
      const flush = jest.spyOn(publisher, 'flush');
      jest.advanceTimersByTime(2_499);
      expect(flush).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(flush).toHaveBeenCalledTimes(1);
      await flush.mock.results[0]?.value;
      expect(bodies).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  describe('at the end of an invocation', () => {
    const hanging = async (remaining: unknown, options: Partial<MetricsPublisherOptions> = {}) => {
      const { publisher, queue, data } = publishing(options);
      queue.hold = new Promise(() => undefined);
      const timers = jest.spyOn(globalThis, 'setTimeout');
      try {
        const handler = publisher.wrap((_event: unknown, _context: unknown) => publisher.count('A'));
        await handler(undefined, { getRemainingTimeInMillis: () => remaining });
        return { publisher, queue, data, delays: timers.mock.calls.map(([, delay]) => delay) };
      } finally {
        timers.mockRestore();
      }
    };

    test('gives up on a queue that hangs, 100 ms before the timeout, and sends the data next time', async () => {
      const { publisher, queue, data, delays } = await hanging(150);
      expect(delays).toContain(50);
      queue.hold = undefined;
      expect(await publisher.flush()).toEqual({ sent: 1, waiting: 0 });
      expect(named(await data(), 'A')).toHaveLength(1);
    });

    test.each([Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY, 'soon', undefined, 1e6])(
      'takes flushTimeoutMs where the remaining time is %p',
      async (remaining) => {
        expect((await hanging(remaining, { flushTimeoutMs: 30 })).delays).toContain(30);
      },
    );

    test('goes on although the remaining time cannot be read', async () => {
      const { publisher, bodies } = publishing();
      const handler = publisher.wrap((_event: unknown, _context: unknown) => publisher.count('A') ?? 'done');
      const context = {
        getRemainingTimeInMillis: () => {
          throw new Error('gone');
        },
      };
      expect(await handler(undefined, context)).toBe('done');
      const getter = Object.defineProperty({}, 'getRemainingTimeInMillis', { get: context.getRemainingTimeInMillis });
      expect(await handler(undefined, getter)).toBe('done');
      expect(bodies).toHaveLength(2);
    });
  });

  test("passes the handler's `this` on", async () => {
    const { publisher } = publishing();
    const shop = {
      name: 'mine',
      handler: publisher.wrap(function (this: unknown) {
        return (this as { name: string }).name;
      }),
    };
    expect(await shop.handler(undefined, undefined)).toBe('mine');
  });

  test('refuses handlers that answer through a callback or a stream', () => {
    const { publisher } = publishing();
    const handler = (_event: unknown, _context: unknown, callback: () => void) => callback();
    expect(() => publisher.wrap(handler as never)).toThrow('call `await publisher.flush()` at the end');
  });
});

describe('flushOnShutdown', () => {
  test('flushes on SIGTERM, leaves the end to other listeners, and hooks only once', async () => {
    const { publisher, bodies } = publishing();
    const ended = jest.fn();
    process.on('SIGTERM', ended);
    try {
      publisher.flushOnShutdown();
      publisher.count('A');
      process.emit('SIGTERM');
      await publisher.flush();
      expect(bodies).toHaveLength(1);
      expect(ended).toHaveBeenCalledTimes(1);
      expect(process.listenerCount('SIGTERM')).toBe(1);
    } finally {
      process.off('SIGTERM', ended);
    }
  });

  test('ends the process by the signal where nobody else listens', async () => {
    const { publisher } = publishing();
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    try {
      publisher.flushOnShutdown();
      process.emit('SIGTERM', 'SIGTERM');
      await publisher.flush();
      await Promise.resolve();
      expect(kill).toHaveBeenCalledWith(process.pid, 'SIGTERM');
    } finally {
      kill.mockRestore();
    }
  });

  test('is taken back by the function it answers', () => {
    const before = process.listenerCount('beforeExit');
    const unhook = publishing().publisher.flushOnShutdown();
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    unhook();
    expect([process.listenerCount('beforeExit'), process.listenerCount('SIGTERM')]).toEqual([before, 0]);
  });
});

test('an interval flushes by itself, until close', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  try {
    const { publisher, bodies } = publishing({ flushIntervalSeconds: 10 });
    publisher.count('A');
    jest.advanceTimersByTime(10_000);
    await publisher.flush();
    expect(bodies).toHaveLength(1);
    await publisher.close();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

describe('at the door', () => {
  const environment = process.env;
  afterEach(() => {
    process.env = environment;
  });

  test.each<[string, Partial<MetricsPublisherOptions>]>([
    ["'queueUrl' is missing; pass it, or call MetricsQueue.grantPublish", { queueUrl: undefined }],
    ["'namespace' must have", { namespace: 'AWS/Lambda' }],
    ["'service' must be", { service: ':x' }],
    ["'environment' must be", { environment: ' ' }],
    ["'maxSeries' must be a number of 1 or more, got '0'", { maxSeries: 0 }],
    ["'maxBufferedMessages' must be", { maxBufferedMessages: Number.NaN }],
    ["'flushIntervalSeconds' must be", { flushIntervalSeconds: -1 }],
    ["'flushIntervalSeconds' must be a number from 0 to 86400, got '2592000'", { flushIntervalSeconds: 30 * 86_400 }],
    ["'flushTimeoutMs' must be", { flushTimeoutMs: 0 }],
    ["'flushTimeoutMs' must be", { flushTimeoutMs: 2 ** 31 }],
    ["there is no option 'queueURL'; remove it, or use one of queueUrl, client,", { queueURL: 'x' } as never],
    ["there is no option 'toString'", { toString: () => 'x' } as never],
    ["'client' must have a method 'send', got '[object Object]'", { client: {} as never }],
    ["'client' must have a method 'send', got 'null'", { client: null as never }],
    ["'queueUrl' must be the URL of an SQS queue, got 'metrics'", { queueUrl: 'metrics' }],
    ["'queueUrl' must be the URL of an SQS queue, got 'arn:aws", { queueUrl: 'arn:aws:sqs:eu-west-1:1:metrics' }],
  ])('says: %s', (message, options) => {
    expect(() => publishing(options)).toThrow(message);
  });

  test('the environment says what options do not', async () => {
    process.env = {
      ...environment,
      SIGHTLINE_PUBLISH_QUEUE_URL: 'https://sqs.example/q',
      POWERTOOLS_SERVICE_NAME: 'cart',
      SIGHTLINE_NAMESPACE: 'Mine',
    };
    const { publisher, messages } = publishing({ queueUrl: undefined, service: undefined, environment: undefined });
    publisher.count('A');
    await publisher.flush();
    const dimensions = [
      ['environment', 'default'],
      ['service', 'cart'],
    ];
    expect(await messages()).toMatchObject([{ namespace: 'Mine', data: [{ dimensions }] }]);
  });
});
