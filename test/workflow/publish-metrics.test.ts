import type { SQSEvent, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { packBody, unpackBody } from '../../lib/adapters/aws/publish-queue';
import { randomNumbers } from '../../lib/core/random';
import { type Datum, pointsOf } from '../../lib/core/signal/aggregate/datum';
import { readMessage, writeMessage } from '../../lib/core/signal/aggregate/publish-message';
import type { PutOutcome } from '../../lib/workflow/ports';
import { publishMetrics } from '../../lib/workflow/publish-metrics';

const T0 = Date.UTC(2026, 10, 21, 12, 0, 0);
const THROTTLED: PutOutcome = { status: 'unavailable', reason: 'Throttling', mayBeStored: false };
const REJECTED: PutOutcome = { status: 'rejected', reason: 'InvalidParameterValue: no' };
const DENIED: PutOutcome = { status: 'denied', reason: 'AccessDenied' };
const HEALTHY = { batchItemFailures: [] };

function datum(name: string, part: Partial<Datum> = {}): Datum {
  const series = { name, dimensions: [], unit: 'Count', resolution: 60, timestampMs: T0 } as const;
  return { ...series, values: [1], counts: [1], ...part };
}

/** A CloudWatch that answers what `answer` says, and everything around it. */
function world(answer: (data: readonly Datum[], call: number) => PutOutcome = () => ({ status: 'stored' })) {
  let nowMs = T0;
  const said = {
    calls: [] as { readonly namespace: string; readonly data: readonly Datum[]; readonly outcome: PutOutcome }[],
    dead: [] as { readonly body: string; readonly reason: string }[],
    sent: [] as string[],
    metrics: [] as string[],
    logs: [] as string[],
  };
  const faults = { deadLetters: false, queue: false, lostAnswer: false };
  const refuse = (on: boolean) => {
    if (on) throw new Error('not now');
  };
  const handle = publishMetrics({
    queue: {
      pack: packBody,
      unpack: unpackBody,
      send: async (body) => {
        refuse(faults.queue);
        said.sent.push(body);
        refuse(faults.lostAnswer);
      },
    },
    metricData: {
      put: async (namespace, data) => {
        const outcome = answer(data, said.calls.length);
        said.calls.push({ namespace, data, outcome });
        nowMs += 50;
        return outcome;
      },
    },
    deadLetters: {
      send: async (body, reason) => {
        refuse(faults.deadLetters);
        said.dead.push({ body, reason });
      },
    },
    metrics: { count: (name, value) => said.metrics.push(`${name}=${value}`), duration: () => undefined },
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    log: {
      info: (message) => said.logs.push(message),
      warn: (message) => said.logs.push(message),
      error: (message) => said.logs.push(message),
    },
    random: () => 1,
  });
  /** What is in CloudWatch, `name=points`. */
  const stored = () => {
    const points = new Map<string, number>();
    for (const { data, outcome } of said.calls) {
      if (outcome.status !== 'stored' && !('mayBeStored' in outcome && outcome.mayBeStored)) continue;
      for (const one of data) points.set(one.name, (points.get(one.name) ?? 0) + pointsOf(one));
    }
    return Object.fromEntries(points);
  };
  const read = async (body: string) => readMessage(await unpackBody(body));
  return { handle, said, faults, stored, read, elapsed: () => nowMs - T0 };
}

async function batch(...messages: (string | readonly Datum[])[]): Promise<SQSEvent> {
  const bodies = messages.map((data, index) =>
    typeof data === 'string' ? data : packBody(writeMessage({ id: `m${index}`, namespace: 'Shop', data })),
  );
  const records = (await Promise.all(bodies)).map((body, index) => ({ messageId: `r${index}`, body }) as SQSRecord);
  return { Records: records };
}

function failures(...ids: string[]) {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}

describe('a batch', () => {
  test('is one request, with the same minute of the same series as one datum', async () => {
    const { handle, said } = world();
    expect(
      await handle(await batch([datum('A')], [datum('A', { values: [1, 5], counts: [2, 1] })], [datum('B')])),
    ).toEqual(HEALTHY);
    expect(said.calls).toHaveLength(1);
    expect(said.calls[0]?.namespace).toBe('Shop');
    expect(said.calls[0]?.data).toMatchObject([
      { name: 'A', values: [1, 5], counts: [3, 1] },
      { name: 'B', values: [1], counts: [1] },
    ]);
  });

  test('of several namespaces is a request each', async () => {
    const { handle, said } = world();
    const other = await packBody(writeMessage({ id: 'other', namespace: 'Other', data: [datum('A')] }));
    await handle(await batch([datum('A')], other));
    expect(said.calls.map(({ namespace }) => namespace).sort()).toEqual(['Other', 'Shop']);
  });

  test('that is too much for one request becomes several, of whole messages', async () => {
    const many = (prefix: string) => Array.from({ length: 600 }, (_, index) => datum(`${prefix}${index}`));
    const { handle, said } = world((data) => (data[0]?.name === 'b0' ? DENIED : { status: 'stored' }));
    expect(await handle(await batch(many('a'), many('b'), [datum('c')]))).toEqual(failures('r1'));
    expect(said.calls.map(({ data }) => data.length)).toEqual([601, 600]);
  });

  test.each([
    ['text that is no base64 of gzip', '{"half":'],
    ['a bomb', Buffer.from(require('node:zlib').gzipSync(Buffer.alloc(50_000_000))).toString('base64')],
  ])('with %s sets that aside with the reason, and its neighbours are stored', async (_, poison) => {
    const { handle, said, stored } = world();
    expect(await handle(await batch([datum('A')], poison, [datum('B')]))).toEqual(HEALTHY);
    expect(stored()).toEqual({ A: 1, B: 1 });
    expect(said.dead).toEqual([{ body: poison, reason: expect.stringContaining('not a message of MetricsPublisher') }]);
  });

  test('keeps the poison in the queue while the dead letters take nothing', async () => {
    const { handle, faults, stored } = world();
    faults.deadLetters = true;
    expect(await handle(await batch([datum('A')], 'poison'))).toEqual(failures('r1'));
    expect(stored()).toEqual({ A: 1 });
  });
});

describe('a message that is delivered twice', () => {
  test('is stored once', async () => {
    const { handle, stored } = world();
    const event = await batch([datum('A')]);
    await handle(event);
    expect(await handle(event)).toEqual(HEALTHY);
    expect(stored()).toEqual({ A: 1 });
  });

  test('in one batch is stored once, and both records share its fate', async () => {
    const { handle, said } = world(() => DENIED);
    const { Records } = await batch([datum('A')]);
    const twin = { ...(Records[0] as SQSRecord), messageId: 'r9' };
    expect(await handle({ Records: [...Records, twin] })).toEqual(failures('r0', 'r9'));
    expect(said.calls.map(({ data }) => data.map(pointsOf))).toEqual([[1]]);
  });

  test('is stored the second time if the first failed', async () => {
    const { handle, stored } = world((_, call) => (call === 0 ? DENIED : { status: 'stored' }));
    const event = await batch([datum('A')]);
    expect(await handle(event)).toEqual(failures('r0'));
    expect(await handle(event)).toEqual(HEALTHY);
    expect(stored()).toEqual({ A: 1 });
  });
});

describe('a throttled request', () => {
  test('is tried again after longer and longer pauses', async () => {
    const { handle, said, elapsed } = world((_, call) => (call < 3 ? THROTTLED : { status: 'stored' }));
    expect(await handle(await batch([datum('A')]))).toEqual(HEALTHY);
    expect(said.calls).toHaveLength(4);
    expect(elapsed()).toBe(4 * 50 + 100 + 200 + 400);
  });

  test('goes back to the queue while there is still time to say so', async () => {
    const { handle, said, elapsed } = world(() => THROTTLED);
    expect(await handle(await batch([datum('A')], [datum('B')]))).toEqual(failures('r0', 'r1'));
    expect(elapsed()).toBeLessThan(30_000);
    expect([said.dead, said.sent]).toEqual([[], []]);
  });
});

describe('a rejected request', () => {
  const isBad = ({ name }: Datum) => name.startsWith('bad');
  const rejectBad = (data: readonly Datum[]): PutOutcome => (data.some(isBad) ? REJECTED : { status: 'stored' });

  test('is halved until the datum to blame is alone, which is set aside as a message that can be redriven', async () => {
    const { handle, said, stored, read } = world(rejectBad);
    const good = Array.from({ length: 99 }, (_, index) => datum(`a${index}`));
    expect(await handle(await batch([...good.slice(0, 42), datum('bad', { counts: [7] }), ...good.slice(42)]))).toEqual(
      HEALTHY,
    );
    expect(Object.keys(stored())).toHaveLength(99);
    expect(said.dead.map(({ reason }) => reason)).toEqual(['InvalidParameterValue: no']);
    expect(await read(said.dead[0]?.body as string)).toMatchObject({ namespace: 'Shop', data: [{ name: 'bad' }] });
    expect(said.metrics).toEqual(['DroppedPoints=7']);
    expect(said.calls.length).toBeLessThan(20);
  });

  test('whose rest is throttled to the end leaves the rest as a new message, and is not stored again', async () => {
    const { handle, said, stored, read } = world((data) => {
      if (data.length > 1) return REJECTED;
      return data[0]?.name === 'slow' ? THROTTLED : { status: 'stored' };
    });
    const event = await batch([datum('a'), datum('slow'), datum('b')]);
    expect(await handle(event)).toEqual(HEALTHY);
    expect(stored()).toEqual({ a: 1, b: 1 });
    expect(said.sent).toHaveLength(1);
    expect(await read(said.sent[0] as string)).toMatchObject({
      id: expect.stringMatching(/^rest-/),
      data: [{ name: 'slow' }],
    });
    await handle(event);
    expect(stored()).toEqual({ a: 1, b: 1 });
  });

  test('whose rest was sent without an answer comes back with another message, and both rests are stored', async () => {
    const mood = { slow: true };
    const isSlow = ({ name }: Datum) => name === 'slow' || name === 'tardy';
    const { handle, said, faults, stored } = world((data) => {
      if (mood.slow && data.length > 1) return REJECTED;
      return mood.slow && data.some(isSlow) ? THROTTLED : { status: 'stored' };
    });
    const { Records } = await batch([datum('a'), datum('slow')], [datum('c'), datum('tardy')]);
    faults.lostAnswer = true;
    expect(await handle({ Records: Records.slice(0, 1) })).toEqual(failures('r0'));
    faults.lostAnswer = false;
    expect(await handle({ Records })).toEqual(HEALTHY);
    mood.slow = false;
    for (const [index, body] of said.sent.entries()) {
      await handle({ Records: [{ messageId: `s${index}`, body } as SQSRecord] });
    }
    expect(said.sent).toHaveLength(2);
    expect(stored()).toMatchObject({ c: 1, tardy: 1, slow: 2 });
  });

  test('whose same rest was sent twice is stored once', async () => {
    const mood = { slow: true };
    const { handle, said, faults, stored } = world((data) => {
      if (mood.slow && data.length > 1) return REJECTED;
      return mood.slow && data[0]?.name === 'slow' ? THROTTLED : { status: 'stored' };
    });
    const event = await batch([datum('a'), datum('slow')]);
    faults.lostAnswer = true;
    await handle(event);
    faults.lostAnswer = false;
    await handle(event);
    mood.slow = false;
    await handle({ Records: said.sent.map((body, index) => ({ messageId: `s${index}`, body }) as SQSRecord) });
    expect(said.sent).toHaveLength(2);
    expect(stored()).toMatchObject({ slow: 1 });
  });

  test('whose rest the queue does not take comes back as a whole: rather twice than never', async () => {
    const { handle, faults } = world((data) => (data.some(({ name }) => name === 'slow') ? THROTTLED : REJECTED));
    faults.queue = true;
    const { handle: partly, faults: partlyFaults } = world((data) => {
      if (data.length > 1) return REJECTED;
      return data[0]?.name === 'slow' ? THROTTLED : { status: 'stored' };
    });
    partlyFaults.queue = true;
    const event = await batch([datum('a'), datum('slow')]);
    expect(await handle(event)).toEqual(failures('r0'));
    expect(await partly(event)).toEqual(failures('r0'));
  });

  test('stays in the queue while the dead letters take nothing', async () => {
    const { handle, faults } = world(rejectBad);
    faults.deadLetters = true;
    expect(await handle(await batch([datum('bad')]))).toEqual(failures('r0'));
  });
});

describe('data that CloudWatch would refuse', () => {
  const DAY = 86_400_000;
  test.each<[string, Datum, string]>([
    ['older than 14 days', datum('A', { timestampMs: T0 - 14 * DAY - 1 }), 'too-old'],
    ['more than two hours ahead', datum('A', { timestampMs: T0 + 7_200_001 }), 'too-far-ahead'],
    ['with an unknown unit', datum('A', { unit: 'Furlongs' as never }), 'invalid-unit'],
  ])('%s are not sent, but set aside, counted and told', async (_, unsound, reason) => {
    const { handle, said, stored } = world();
    expect(await handle(await batch([unsound, datum('B')]))).toEqual(HEALTHY);
    expect(stored()).toEqual({ B: 1 });
    expect(said.dead.map((letter) => letter.reason)).toEqual([reason]);
    expect(said.metrics).toEqual(['DroppedPoints=1']);
    expect(said.logs).toEqual(['data set aside in the dead-letter queue']);
  });
});

describe('an unsound datum', () => {
  test('is set aside alone: the same minute of another message is stored', async () => {
    const { handle, said, stored, read } = world();
    const event = await batch([datum('x', { values: [1e200] })], [datum('x'), datum('y')]);
    expect(await handle(event)).toEqual(HEALTHY);
    expect(stored()).toEqual({ x: 1, y: 1 });
    expect(said.dead.map(({ reason }) => reason)).toEqual(['invalid-value']);
    expect(await read(said.dead[0]?.body as string)).toMatchObject({ data: [{ name: 'x', values: [1e200] }] });
  });
});

test('whatever CloudWatch answers and however often the queue delivers: nothing is lost, and only lost answers repeat', async () => {
  const plan = fc.record({
    seed: fc.nat(),
    messages: fc.integer({ min: 1, max: 8 }),
    size: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, messages, size }) => {
      const random = randomNumbers(seed);
      const { handle, said, stored, read } = world((data) => {
        if (data.some(({ name }) => name === 'bad-0')) return REJECTED;
        if (random() < 0.3) return { ...THROTTLED, mayBeStored: random() < 0.3 } as PutOutcome;
        return random() < 0.1 ? DENIED : { status: 'stored' };
      });
      const names = (message: number) =>
        Array.from(
          { length: size },
          (_, index) =>
            `${index === 3 ? 'bad' : 'm'}-${message * (index === 3 ? 1 : size) + (index === 3 ? 0 : index)}`,
        );
      const all = Array.from({ length: messages }, (_, message) => names(message));
      let event = await batch(...all.map((list) => list.map((name) => datum(name))));
      for (let round = 0; round < 200 && event.Records.length > 0; round += 1) {
        const { batchItemFailures } = await handle(event);
        const again = event.Records.filter(({ messageId }) =>
          batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === messageId),
        );
        const fresh = said.sent
          .splice(0)
          .map((body, index) => ({ messageId: `s${round}-${index}`, body }) as SQSRecord);
        event = { Records: [...again, ...fresh] };
      }
      const dead = (await Promise.all(said.dead.map(({ body }) => read(body)))).flatMap(({ data }) =>
        data.map(({ name }) => name),
      );
      const unsure = said.calls
        .filter(({ outcome }) => 'mayBeStored' in outcome && outcome.mayBeStored)
        .flatMap(({ data }) => data);
      for (const name of all.flat()) {
        const times = (stored()[name] ?? 0) + dead.filter((one) => one === name).length;
        expect(times).toBeGreaterThanOrEqual(1);
        expect(times - 1).toBeLessThanOrEqual(unsure.filter((one) => one.name === name).length);
      }
    }),
    { numRuns: 60 },
  );
});
