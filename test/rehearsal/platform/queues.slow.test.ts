// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import * as fc from 'fast-check';
import type { Queue } from '../../../lib/rehearsal/platform/queue';
import {
  arn,
  closeWorlds,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  ref,
  START_MS,
  type TestWorld,
} from '../support';

afterEach(closeWorlds);

const SECOND_MS = 1_000;
/** Until all that `deliver` sends has been polled. */
const POLLED_MS = 500;

interface Delivery {
  readonly atMs: number;
  readonly bodies: readonly string[];
  readonly receiveCounts: readonly number[];
}

interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

function polled(
  mapping: Readonly<Record<string, unknown>> = {},
  payments: Readonly<Record<string, unknown>> = {},
): GivenResources {
  return {
    DeadLetters: queue(),
    Payments: queue({ VisibilityTimeout: 30, ...payments }),
    Charge: lambda({ Timeout: 10 }),
    Poll: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Payments'), FunctionName: ref('Charge'), ...mapping },
    },
  };
}

const REDRIVE = { RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 3 } };

/** Opens a platform whose function notes its deliveries and answers what `answer` says. */
function consume(resources: GivenResources, answer: (event: SqsEvent) => unknown = () => undefined) {
  const deliveries: Delivery[] = [];
  const opened = openPlatform(resources, {
    Charge: () => async (event: SqsEvent) => {
      deliveries.push({
        atMs: opened.world.clock.now() - START_MS,
        bodies: event.Records.map(({ body }) => body),
        receiveCounts: event.Records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)),
      });
      return answer(event);
    },
  });
  return { ...opened, deliveries, payments: opened.platform.queues.find('Payments') };
}

function metric(world: TestWorld, logicalId: string, name: string, minute = 0): number | undefined {
  const from = START_MS + minute * MINUTE_MS;
  return world.sum(
    { namespace: 'AWS/SQS', name, dimensions: { QueueName: `Shop-${logicalId}` } },
    from,
    from + MINUTE_MS,
  );
}

function bodies(from: Queue): string[] {
  return from.receive(1_000).map(({ body }) => body);
}

describe('receiving', () => {
  test('hides a message for the visibility timeout', async () => {
    const { world, platform } = openPlatform({ Payments: queue({ VisibilityTimeout: 20 }) });
    const payments = platform.queues.find('Payments');
    payments.send('a');
    expect(bodies(payments)).toEqual(['a']);
    await world.clock.runUntil(START_MS + 20 * SECOND_MS - 1);
    expect([payments.hasVisible(), bodies(payments)]).toEqual([false, []]);
    await world.clock.runUntil(START_MS + 20 * SECOND_MS);
    expect([payments.hasVisible(), bodies(payments)]).toEqual([true, ['a']]);
  });

  test('takes at most as many as asked for, in order', () => {
    const payments = openPlatform({ Payments: queue() }).platform.queues.find('Payments');
    for (const body of ['a', 'b', 'c']) payments.send(body);
    expect(payments.receive(2).map(({ body }) => body)).toEqual(['a', 'b']);
    expect(bodies(payments)).toEqual(['c']);
  });

  test('a message may have a delay of its own', async () => {
    const { world, platform } = openPlatform({ Payments: queue({ DelaySeconds: 90 }) });
    const payments = platform.queues.find('Payments');
    payments.send('now', {}, 0);
    payments.send('soon', {}, 5);
    expect(bodies(payments)).toEqual(['now']);
    await world.clock.runUntil(START_MS + 5 * SECOND_MS);
    expect(bodies(payments)).toEqual(['soon']);
  });

  test('a delay holds every message back', async () => {
    const { world, platform } = openPlatform({ Payments: queue({ DelaySeconds: 90 }) });
    const payments = platform.queues.find('Payments');
    payments.send('a');
    await world.clock.runUntil(START_MS + MINUTE_MS);
    platform.queues.sample();
    expect(bodies(payments)).toEqual([]);
    expect(
      ['Visible', 'NotVisible', 'Delayed'].map((what) =>
        metric(world, 'Payments', `ApproximateNumberOfMessages${what}`),
      ),
    ).toEqual([0, undefined, 1]);
    await world.clock.runUntil(START_MS + 90 * SECOND_MS);
    expect(bodies(payments)).toEqual(['a']);
  });
});

describe('redrive', () => {
  test('moves a message to the dead letters when it would be received once more than maxReceiveCount', async () => {
    const { world, platform } = openPlatform({ DeadLetters: queue(), Payments: queue(REDRIVE) });
    const [payments, dead] = [platform.queues.find('Payments'), platform.queues.find('DeadLetters')];
    payments.send('poison', { reason: 'x' });
    for (let round = 1; round <= 3; round += 1) {
      expect(bodies(payments)).toEqual(['poison']);
      expect(dead.hasVisible()).toBe(false);
      await world.clock.runUntil(world.clock.now() + 30 * SECOND_MS);
    }
    expect(bodies(payments)).toEqual([]);
    expect(dead.receive(1)).toMatchObject([{ body: 'poison', attributes: { reason: 'x' } }]);
    expect(metric(world, 'DeadLetters', 'NumberOfMessagesSent', 1)).toBeUndefined();
  });

  test('back from the dead letters a message is new, and only what came from a queue goes back', async () => {
    const { world, platform } = openPlatform({
      DeadLetters: queue(),
      Payments: queue({ RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: '1' } }),
    });
    const [payments, dead] = [platform.queues.find('Payments'), platform.queues.find('DeadLetters')];
    for (const body of ['a', 'b']) payments.send(body);
    dead.send('set aside by hand');
    bodies(payments);
    await world.clock.runUntil(START_MS + 30 * SECOND_MS);
    expect(bodies(payments)).toEqual([]);
    expect(dead.redrive()).toBe(2);
    expect(payments.receive(10).map(({ body, receives }) => [body, receives])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(dead.receive(10).map(({ body }) => body)).toEqual(['set aside by hand']);
    expect(dead.redrive()).toBe(0);
  });

  test('is only for the dead-letter queue of another queue; the others are refused with those there are', () => {
    const { queues } = openPlatform({ DeadLetters: queue(), Payments: queue(REDRIVE), Other: queue() }).platform;
    expect(queues.findDeadLetterQueue('DeadLetters')).toBe(queues.find('DeadLetters'));
    expect(() => queues.findDeadLetterQueue('Payments')).toThrow(
      'Shop/Payments is the dead-letter queue of no other queue, so nothing can be redriven from it; ' +
        'dead-letter queues are: Shop/DeadLetters',
    );
    expect(() => queues.findDeadLetterQueue('Nobody')).toThrow("there is no AWS::SQS::Queue 'Nobody'");
    closeWorlds();
    const none = openPlatform({ Other: queue() }).platform.queues;
    expect(() => none.findDeadLetterQueue('Other')).toThrow('(the templates have none)');
  });

  test('the policy may be JSON in a text', async () => {
    const { world, platform } = openPlatform({
      DeadLetters: queue(),
      Payments: queue({
        RedrivePolicy: {
          'Fn::Sub': '{"deadLetterTargetArn":"${DeadLetters.Arn}","maxReceiveCount":"1"}',
        },
      }),
    });
    const payments = platform.queues.find('Payments');
    payments.send('a');
    bodies(payments);
    await world.clock.runUntil(START_MS + 30 * SECOND_MS);
    expect([bodies(payments), bodies(platform.queues.find('DeadLetters'))]).toEqual([[], ['a']]);
  });

  test('without a policy a message is received for ever', async () => {
    const { world, platform } = openPlatform({ Payments: queue() });
    const payments = platform.queues.find('Payments');
    payments.send('a');
    for (let round = 1; round <= 20; round += 1) {
      expect(payments.receive(1)).toMatchObject([{ receives: round }]);
      await world.clock.runUntil(world.clock.now() + 30 * SECOND_MS);
    }
  });
});

describe('polled by Lambda', () => {
  test('a message is handed over as SQS does, and deleted when the function returns', async () => {
    const events: SqsEvent[] = [];
    const { world, payments } = consume(polled(), (event) => {
      events.push(event);
    });
    payments.send('a', { trace: 't-1' });
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(events).toMatchObject([
      {
        Records: [
          {
            body: 'a',
            eventSource: 'aws:sqs',
            eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:Shop-Payments',
            awsRegion: 'us-east-1',
            messageAttributes: { trace: { stringValue: 't-1', dataType: 'String' } },
            attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(START_MS) },
          },
        ],
      },
    ]);
    expect(metric(world, 'Payments', 'NumberOfMessagesDeleted')).toBe(1);
    expect([
      metric(world, 'Payments', 'NumberOfMessagesSent'),
      metric(world, 'Payments', 'NumberOfMessagesReceived'),
    ]).toEqual([1, 1]);
  });

  test('batches are as large as the mapping says', async () => {
    const { world, payments, deliveries } = consume(polled({ BatchSize: 3 }));
    for (const body of ['a', 'b', 'c', 'd']) payments.send(body);
    await world.clock.runUntil(START_MS + POLLED_MS);
    expect(deliveries.map((delivery) => delivery.bodies)).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('not more batches run at once than the mapping allows', async () => {
    let [running, most] = [0, 0];
    const { world, payments } = consume(
      polled({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
      async () => {
        running += 1;
        most = Math.max(most, running);
        await world.clock.sleep(SECOND_MS);
        running -= 1;
      },
    );
    for (let n = 0; n < 7; n += 1) payments.send(String(n));
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(most).toBe(2);
    expect(metric(world, 'Payments', 'NumberOfMessagesDeleted')).toBe(7);
  });

  test('a batch that throws comes back after the visibility timeout, and ends in the dead letters', async () => {
    const { world, platform, payments, deliveries } = consume(polled({}, REDRIVE), () => {
      throw new Error('payment provider is down');
    });
    payments.send('a');
    await world.clock.runUntil(START_MS + 5 * MINUTE_MS);
    expect(deliveries.map(({ receiveCounts }) => receiveCounts)).toEqual([[1], [2], [3]]);
    expect(deliveries.map(({ atMs }) => Math.round(atMs / SECOND_MS))).toEqual([0, 30, 60]);
    expect(bodies(platform.queues.find('DeadLetters'))).toEqual(['a']);
    expect(metric(world, 'Payments', 'NumberOfMessagesDeleted')).toBeUndefined();
  });

  test('of a partial batch only the failed messages come back', async () => {
    const failB = (event: SqsEvent) => ({
      batchItemFailures: event.Records.filter(({ body }) => body === 'b').map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    });
    const { world, payments, deliveries } = consume(
      polled({ FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      failB,
    );
    for (const body of ['a', 'b', 'c']) payments.send(body);
    await world.clock.runUntil(START_MS + 40 * SECOND_MS);
    expect(deliveries.map((delivery) => delivery.bodies)).toEqual([['a', 'b', 'c'], ['b']]);
  });

  test('a partial answer that the mapping does not ask for is ignored, as in Lambda', async () => {
    const failAll = (event: SqsEvent) => ({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    const { world, payments, deliveries } = consume(polled(), failAll);
    payments.send('a');
    await world.clock.runUntil(START_MS + 5 * MINUTE_MS);
    expect(deliveries).toHaveLength(1);
  });

  test('a disabled mapping polls nothing', async () => {
    const { world, payments, deliveries } = consume(polled({ Enabled: false }));
    payments.send('a');
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect([deliveries, payments.hasVisible()]).toEqual([[], true]);
  });

  test('a consumer that is no function of the templates, and a filter, are named', () => {
    const outside = openPlatform(polled({ FunctionName: 'elsewhere' })).world;
    expect(outside.notRehearsed.get('Shop/Poll')).toBe('queue consumer elsewhere: not a function of the templates');
    closeWorlds();
    const filtered = openPlatform(polled({ FilterCriteria: { Filters: [{ Pattern: '{}' }] } })).world;
    expect(filtered.notRehearsed.get('Shop/Poll')).toBe('filter of a queue: every message is delivered');
  });

  test('a source that is not played is named, self-managed ones too', () => {
    const { world } = openPlatform({
      ...polled({ EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks' }),
      Kafka: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { SelfManagedEventSource: {} } },
      Foreign: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:foreign', FunctionName: ref('Charge') },
      },
      Table: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/foreign/stream/x' },
      },
    });
    expect(['Poll', 'Kafka', 'Foreign', 'Table'].map((id) => world.notRehearsed.get(`Shop/${id}`))).toEqual([
      'event source arn:aws:kinesis:us-east-1:123456789012:stream/clicks: only queues and DynamoDB streams are played',
      'event source a self-managed source: only queues and DynamoDB streams are played',
      'event source arn:aws:sqs:us-east-1:123456789012:foreign: the templates do not have it',
      'event source arn:aws:dynamodb:us-east-1:123456789012:table/foreign/stream/x: the templates do not have it',
    ]);
  });

  test('a queue that cannot be read is named, and asking for it says why; the others play', () => {
    const { world, platform } = openPlatform({ Broken: queue({ DelaySeconds: ref('Nothing') }), Payments: queue() });
    expect(world.notRehearsed.get('Shop/Broken')).toContain('queue: Shop/Broken.DelaySeconds: cannot resolve');
    expect(() => platform.queues.find('Broken')).toThrow(
      'Shop/Broken is not rehearsed: queue: Shop/Broken.DelaySeconds',
    );
    platform.queues.find('Payments').send('a');
    expect(platform.queues.find('Payments').hasVisible()).toBe(true);
  });

  test('without code for the function the messages stay', async () => {
    const { world, platform } = openPlatform(polled());
    platform.queues.find('Payments').send('a');
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(platform.queues.find('Payments').hasVisible()).toBe(true);
    expect(world.notRehearsed.get('Shop/Charge')).toBe('function: the rehearsal bindings give no code for it');
  });
});

describe('metrics', () => {
  test('depth and age are sampled at the end of each minute', async () => {
    const { world, platform } = openPlatform({ Payments: queue({ VisibilityTimeout: 600 }) });
    const payments = platform.queues.find('Payments');
    platform.start(START_MS);
    world.clock.after(15 * SECOND_MS, () => {
      for (const body of ['a', 'b', 'c']) payments.send(body);
    });
    world.clock.after(70 * SECOND_MS, () => payments.receive(2));
    await world.clock.runUntil(START_MS + 3 * MINUTE_MS + 1);
    const sampled = (name: string) => [0, 1, 2].map((minute) => metric(world, 'Payments', name, minute));
    expect(sampled('ApproximateNumberOfMessagesVisible')).toEqual([3, 1, 1]);
    expect(sampled('ApproximateNumberOfMessagesNotVisible')).toEqual([undefined, 2, 2]);
    expect(sampled('ApproximateAgeOfOldestMessage')).toEqual([45, 105, 165]);
  });

  test.each([
    ['nobody ever used', undefined, undefined],
    ['was used within six hours', 6 * 60, 0],
    ['was not used for longer', 6 * 60 + 1, undefined],
  ])('a queue that %s', async (_what, minutes, expected) => {
    const { world, platform } = openPlatform({ Payments: queue() });
    const payments = platform.queues.find('Payments');
    if (minutes !== undefined) {
      payments.send('a');
      for (const message of payments.receive(1)) payments.delete(message);
    }
    await world.clock.runUntil(START_MS + (minutes ?? 5) * MINUTE_MS);
    platform.queues.sample();
    expect(metric(world, 'Payments', 'ApproximateNumberOfMessagesVisible', (minutes ?? 5) - 1)).toBe(expected);
  });

  test('a queue with messages reports for as long as it has them', async () => {
    const { world, platform } = openPlatform({ Payments: queue() });
    platform.queues.find('Payments').send('a');
    await world.clock.runUntil(START_MS + 10 * 60 * MINUTE_MS);
    platform.queues.sample();
    expect(metric(world, 'Payments', 'ApproximateNumberOfMessagesVisible', 599)).toBe(1);
  });

  test('a queue is active again with its next message', async () => {
    const { world, platform } = openPlatform({ Payments: queue() });
    const payments = platform.queues.find('Payments');
    const visible = (minute: number) => metric(world, 'Payments', 'ApproximateNumberOfMessagesVisible', minute);
    payments.send('a');
    for (const message of payments.receive(1)) payments.delete(message);
    for (const minute of [480, 481, 482]) {
      await world.clock.runUntil(START_MS + minute * MINUTE_MS);
      if (minute === 481) payments.send('b');
      platform.queues.sample();
    }
    expect([479, 480, 481].map(visible)).toEqual([undefined, 1, 1]);
  });

  test('a message is lost after the retention period, counted from when it was first sent', async () => {
    const { world, platform } = openPlatform({
      DeadLetters: queue({ MessageRetentionPeriod: 600 }),
      Payments: queue({ RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 1 } }),
    });
    const [payments, dead] = [platform.queues.find('Payments'), platform.queues.find('DeadLetters')];
    payments.send('a');
    bodies(payments);
    await world.clock.runUntil(START_MS + 5 * MINUTE_MS);
    bodies(payments);
    const visibleAt = async (minute: number) => {
      await world.clock.runUntil(START_MS + minute * MINUTE_MS);
      platform.queues.sample();
      return metric(world, 'DeadLetters', 'ApproximateNumberOfMessagesVisible', minute - 1);
    };
    expect([await visibleAt(6), await visibleAt(10), await visibleAt(11)]).toEqual([1, 1, 0]);
    expect(bodies(dead)).toEqual([]);
  });

  test('a queue that a function polls reports always', async () => {
    const { world, platform } = openPlatform(polled());
    await world.clock.runUntil(START_MS + 600 * MINUTE_MS);
    platform.queues.sample();
    expect(metric(world, 'Payments', 'ApproximateNumberOfMessagesVisible', 599)).toBe(0);
    expect(metric(world, 'DeadLetters', 'ApproximateNumberOfMessagesVisible', 599)).toBeUndefined();
  });
});

test('whatever happens, no message is lost or doubled', async () => {
  const command = fc.oneof(
    fc.record({ do: fc.constant('send' as const) }),
    fc.record({ do: fc.constant('receive' as const), limit: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('delete' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ do: fc.constant('redrive' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 60 }), fc.nat(20), async (commands, delay) => {
      const { world, platform } = openPlatform({
        DeadLetters: queue(),
        Payments: queue({ ...REDRIVE, DelaySeconds: delay }),
      });
      const [payments, dead] = [platform.queues.find('Payments'), platform.queues.find('DeadLetters')];
      const sent: string[] = [];
      const deleted: string[] = [];
      /** Received and not yet visible again: what a consumer may delete. */
      const held: { message: ReturnType<Queue['receive']>[number]; untilMs: number }[] = [];
      for (const given of commands) {
        if (given.do === 'send') {
          sent.push(String(sent.length));
          payments.send(sent.at(-1) as string);
        } else if (given.do === 'receive') {
          for (const message of payments.receive(given.limit))
            held.push({ message, untilMs: world.clock.now() + 30_000 });
        } else if (given.do === 'wait') {
          await world.clock.runUntil(world.clock.now() + given.ms);
        } else if (given.do === 'redrive') {
          dead.redrive();
        } else {
          const next = held.shift();
          if (!next || next.untilMs <= world.clock.now()) continue;
          payments.delete(next.message);
          deleted.push(next.message.body);
        }
      }
      await world.clock.runUntil(world.clock.now() + 60_000);
      const left = [...bodies(payments), ...bodies(dead)];
      closeWorlds();
      const all = [...deleted, ...left];
      expect(all.sort((a, b) => Number(a) - Number(b))).toEqual(sent);
    }),
    { numRuns: 100 },
  );
});
