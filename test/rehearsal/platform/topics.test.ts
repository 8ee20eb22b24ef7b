import type { PublishedMessage } from '../../../lib/rehearsal/platform/topics';
import {
  arn,
  closeWorlds,
  type GivenResource,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  ref,
  START_MS,
} from '../support';

afterEach(closeWorlds);

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

function subscription(properties: Readonly<Record<string, unknown>>): GivenResource {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref('Alerts'), Protocol: 'email', Endpoint: 'a@b.c', ...properties },
  };
}

/** Publishes messages to the topic `alerts` and plays a minute. */
async function publish(
  resources: GivenResources,
  messages: readonly Partial<PublishedMessage>[],
  functions: Parameters<typeof openPlatform>[1] = {},
) {
  const topic: GivenResource = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } };
  const opened = openPlatform({ Alerts: topic, ...resources }, functions);
  for (const message of messages) {
    opened.platform.topics.publish(TOPIC, {
      channel: 'alerts',
      kind: 'page',
      subject: 'Payments fail',
      body: 'text',
      ...message,
    });
  }
  await opened.world.clock.runUntil(START_MS + MINUTE_MS);
  return { ...opened, recipients: opened.world.recorder.notifications.map((notification) => notification.recipients) };
}

function bodies(platform: Awaited<ReturnType<typeof publish>>['platform'], id: string): string[] {
  return platform.queues
    .find(id)
    .receive(100)
    .map(({ body }) => body);
}

test('subscriptions of the topic are the recipients, inline ones too, a second after the publish', async () => {
  const { world, recipients } = await publish(
    {
      Alerts: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: 'alerts', Subscription: [{ Protocol: 'sms', Endpoint: '+491' }] },
      },
      Other: { Type: 'AWS::SNS::Topic' },
      Mail: subscription({}),
      Elsewhere: subscription({ TopicArn: ref('Other'), Endpoint: 'nobody@b.c' }),
    },
    [{}],
  );
  expect(recipients).toEqual([['a@b.c', '+491']]);
  expect(world.recorder.notifications[0]).toEqual({
    atMs: START_MS + 1_000,
    channel: 'alerts',
    kind: 'page',
    subject: 'Payments fail',
    body: 'text',
    recipients: ['a@b.c', '+491'],
  });
});

describe('a filter policy', () => {
  const FILTERED: GivenResources = {
    Everything: subscription({ Endpoint: 'all@b.c' }),
    Critical: subscription({ Endpoint: 'critical@b.c', FilterPolicy: { severity: ['critical'] } }),
    NotTests: subscription({ Endpoint: 'real@b.c', FilterPolicy: '{"env":[{"anything-but":"test"}]}' }),
    Body: subscription({ Endpoint: 'body@b.c', FilterPolicyScope: 'MessageBody', FilterPolicy: { state: ['ALARM'] } }),
  };

  test('leaves out those who do not accept the message', async () => {
    const { recipients } = await publish(FILTERED, [
      { attributes: { severity: 'critical', env: 'prod' } },
      { attributes: { severity: 'low', env: 'test' } },
      { payload: '{"state":"ALARM"}' },
    ]);
    expect(recipients).toEqual([['all@b.c', 'critical@b.c', 'real@b.c'], ['all@b.c'], ['all@b.c', 'body@b.c']]);
  });

  test('that nobody passes is told', async () => {
    const { world, recipients } = await publish({ Critical: FILTERED.Critical as GivenResource }, [{}]);
    expect(recipients).toEqual([[]]);
    expect(world.recorder.story.at(-1)?.detail).toBe('topic alerts: no filter policy accepts it');
  });

  test('that SNS would refuse is named, and everything is shown as delivered', async () => {
    const { world, recipients } = await publish({ Broken: subscription({ FilterPolicy: { severity: 'critical' } }) }, [
      {},
    ]);
    expect(recipients).toEqual([['a@b.c']]);
    expect(world.notRehearsed.get('Shop/Broken')).toMatch(
      /^Filter policy is not valid at 'severity'.*; every message is shown as delivered$/,
    );
  });
});

describe('a subscribed queue', () => {
  test('gets the message in its envelope', async () => {
    const { platform } = await publish(
      { Told: queue(), Sub: subscription({ Protocol: 'sqs', Endpoint: arn('Told') }) },
      [{ payload: '{"AlarmName":"a"}', attributes: { severity: 'high' } }, {}],
    );
    const [first, second] = bodies(platform, 'Told').map((body) => JSON.parse(body));
    expect(first).toMatchObject({
      Type: 'Notification',
      MessageId: 'message-1',
      TopicArn: TOPIC,
      Subject: 'Payments fail',
      Message: '{"AlarmName":"a"}',
      Timestamp: '2026-01-05T09:00:01.000Z',
      MessageAttributes: { severity: { Type: 'String', Value: 'high' } },
    });
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining(['SignatureVersion', 'SigningCertURL', 'UnsubscribeURL']),
    );
    expect([second.Message, second.MessageAttributes]).toEqual(['text', undefined]);
  });

  test('gets the bare text with raw delivery', async () => {
    const sub = subscription({ Protocol: 'sqs', Endpoint: arn('Told'), RawMessageDelivery: true });
    const { platform } = await publish({ Told: queue(), Sub: sub }, [{ payload: '{"AlarmName":"a"}' }]);
    expect(bodies(platform, 'Told')).toEqual(['{"AlarmName":"a"}']);
  });

  test('gets nothing that its filter policy refuses', async () => {
    const sub = subscription({ Protocol: 'sqs', Endpoint: arn('Told'), FilterPolicy: { severity: ['critical'] } });
    const { platform } = await publish({ Told: queue(), Sub: sub }, [{ attributes: { severity: 'low' } }]);
    expect(bodies(platform, 'Told')).toEqual([]);
  });
});

test('a subscribed function gets a record of SNS', async () => {
  const events: unknown[] = [];
  await publish({ Track: lambda(), Sub: subscription({ Protocol: 'lambda', Endpoint: arn('Track') }) }, [{}], {
    Track: () => (event: unknown) => void events.push(event),
  });
  expect(events).toMatchObject([
    {
      Records: [
        {
          EventVersion: '1.0',
          EventSource: 'aws:sns',
          EventSubscriptionArn: `${TOPIC}:rehearsal`,
          Sns: {
            Type: 'Notification',
            Subject: 'Payments fail',
            Message: 'text',
            TopicArn: TOPIC,
            MessageAttributes: {},
            SigningCertUrl: expect.any(String),
          },
        },
      ],
    },
  ]);
});

test('a subscriber that the templates do not have is named and still listed', async () => {
  const foreign = 'arn:aws:sqs:us-east-1:123456789012:foreign';
  const { world, recipients } = await publish({ Sub: subscription({ Protocol: 'sqs', Endpoint: foreign }) }, [{}]);
  expect(recipients).toEqual([[foreign]]);
  expect(world.notRehearsed.get('Shop/Sub endpoint')).toBe(`subscriber ${foreign}: the templates do not have it`);
});

test.each<[PublishedMessage['kind'], string, string]>([
  ['alarm-action', 'ALARM: "Failures" in US East', 'page'],
  ['alarm-action', 'OK: "Failures" in US East', 'resolved'],
  ['alarm-action', 'INSUFFICIENT_DATA: "Failures" in US East', 'notice'],
  ['page', 'OK: somebody named it so', 'page'],
  ['resolved', 'Payments work', 'resolved'],
  ['notice', 'By the way', 'notice'],
  ['reminder', 'Still open', 'notice'],
  ['acknowledged', 'Alice has it', 'notice'],
  ['update', 'We roll back', 'notice'],
  ['update-due', 'How does it stand?', 'notice'],
  ['maintenance', 'Maintenance began', 'notice'],
  ['fallback', 'Undelivered to pager', 'notice'],
])('the story tells %s with the subject %s as %s', async (kind, subject, told) => {
  const { world } = await publish({}, [{ kind, subject }]);
  expect(world.recorder.story.map((entry) => [entry.kind, entry.text])).toEqual([[told, subject]]);
});
