import type { Queue } from '../../../lib/rehearsal/platform/queue';
import {
  alarm,
  arn,
  closeWorlds,
  type GivenResource,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  START_MS,
} from '../support';

afterEach(closeWorlds);

function rule(
  properties: Readonly<Record<string, unknown>>,
  ...targets: readonly Readonly<Record<string, unknown>>[]
): GivenResource {
  const Targets = targets.map((target, index) => ({ Id: `T${index}`, ...target }));
  return { Type: 'AWS::Events::Rule', Properties: { ...properties, Targets } };
}

function bodies(from: Queue): Record<string, unknown>[] {
  return from.receive(100).map(({ body }) => JSON.parse(body));
}

const ALARMS = { EventPattern: { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } } };
const FIRED = { source: 'aws.cloudwatch', detail: { state: { value: 'ALARM' } } };

test('an event reaches queues and functions whose rule matches, half a second later', async () => {
  const seen: unknown[] = [];
  const { world, platform } = openPlatform(
    {
      Signals: queue(),
      Others: queue(),
      Judge: lambda(),
      Rule: rule(ALARMS, { Arn: arn('Signals') }, { Arn: arn('Judge') }),
    },
    { Judge: () => (event: unknown) => void seen.push([world.clock.now() - START_MS, event]) },
  );
  platform.bus.put('default', FIRED);
  platform.bus.put('default', { ...FIRED, detail: { state: { value: 'OK' } } });
  await world.clock.runUntil(START_MS + 499);
  expect(platform.queues.find('Signals').receive(10)).toEqual([]);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(
    platform.queues
      .find('Signals')
      .receive(10)
      .map(({ body }) => JSON.parse(body)),
  ).toEqual([FIRED]);
  // The function's cold start comes on top.
  expect(seen).toEqual([[800, FIRED]]);
});

test('rules listen to their own bus, by name or by ARN', async () => {
  const { world, platform } = openPlatform({
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'incidents' } },
    OfDefault: queue(),
    OfIncidents: queue(),
    Default: rule(ALARMS, { Arn: arn('OfDefault') }),
    Incidents: rule({ ...ALARMS, EventBusName: { Ref: 'Bus' } }, { Arn: arn('OfIncidents') }),
  });
  const received = (id: string) => platform.queues.find(id).receive(10).length;
  platform.bus.put('default', FIRED);
  platform.bus.put('incidents', FIRED);
  platform.bus.put('arn:aws:events:us-east-1:123456789012:event-bus/incidents', FIRED);
  platform.bus.put('elsewhere', FIRED);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect([received('OfDefault'), received('OfIncidents')]).toEqual([1, 2]);
  expect(world.recorder.counts.get('events on a bus')).toBe(4);
});

test('a disabled rule does nothing', async () => {
  const { world, platform } = openPlatform({
    Signals: queue(),
    Rule: rule({ ...ALARMS, State: 'DISABLED' }, { Arn: arn('Signals') }),
  });
  platform.bus.put('default', FIRED);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(platform.queues.find('Signals').receive(10)).toEqual([]);
});

test.each([
  ['rate(1 minute)', 1],
  ['rate(5 minutes)', 5],
  ['rate(1 hour)', 60],
  ['rate(2 days)', 2_880],
])('%s fires after each interval', async (expression, minutes) => {
  const { world, platform } = openPlatform({
    Signals: queue(),
    Rule: rule({ ScheduleExpression: expression }, { Arn: arn('Signals') }),
  });
  platform.bus.startSchedules(START_MS);
  await world.clock.runUntil(START_MS + 3 * minutes * MINUTE_MS + 501);
  const events = platform.queues
    .find('Signals')
    .receive(10)
    .map(({ body }) => JSON.parse(body));
  expect(events.map(({ time }) => (Date.parse(time) - START_MS) / MINUTE_MS)).toEqual(
    [1, 2, 3].map((n) => n * minutes),
  );
  expect(events[0]).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    resources: ['arn:aws:events:us-east-1:123456789012:rule/Shop-Rule'],
  });
});

test('a cron of a rule is UTC', async () => {
  const { world, platform } = openPlatform({
    Signals: queue(),
    Rule: rule({ ScheduleExpression: 'cron(30 9-10 ? * MON *)' }, { Arn: arn('Signals') }),
  });
  platform.bus.startSchedules(START_MS);
  await world.clock.runUntil(START_MS + 8 * 24 * 60 * MINUTE_MS);
  const times = bodies(platform.queues.find('Signals')).map(({ time }) => time);
  expect(times).toEqual([
    '2026-01-05T09:30:00.000Z',
    '2026-01-05T10:30:00.000Z',
    '2026-01-12T09:30:00.000Z',
    '2026-01-12T10:30:00.000Z',
  ]);
});

describe('targets', () => {
  const bus = (Name: string) => ({ Type: 'AWS::Events::EventBus', Properties: { Name } });

  test('another bus gets the event as it is', async () => {
    const { world, platform } = openPlatform({
      Bus: bus('incidents'),
      Told: queue(),
      Forward: rule(ALARMS, { Arn: arn('Bus') }),
      Tell: rule({ ...ALARMS, EventBusName: 'incidents' }, { Arn: arn('Told') }),
    });
    platform.bus.put('default', FIRED);
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(bodies(platform.queues.find('Told'))).toEqual([FIRED]);
  });

  test('rules that forward in a circle end, with a warning', async () => {
    const { world, platform } = openPlatform({
      One: bus('one'),
      Two: bus('two'),
      There: rule({ ...ALARMS, EventBusName: 'one' }, { Arn: arn('Two') }),
      Back: rule({ ...ALARMS, EventBusName: 'two' }, { Arn: arn('One') }),
    });
    platform.bus.put('one', FIRED);
    await world.clock.runUntil(START_MS + 60 * MINUTE_MS);
    expect(world.recorder.counts.get('events on a bus')).toBe(6);
    expect(world.stories('warning')).toEqual([
      'An event went through 5 buses and is not forwarded to one: rules in a circle?',
    ]);
  });

  test('a topic publishes the event to its subscribers', async () => {
    const { world, platform } = openPlatform({
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: 'alerts', Subscription: [{ Protocol: 'email', Endpoint: 'a@b.c' }] },
      },
      Rule: rule(ALARMS, { Arn: { Ref: 'Topic' }, InputPath: '$.detail.state' }),
    });
    platform.bus.put('default', FIRED);
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(world.recorder.notifications).toMatchObject([
      { channel: 'alerts', recipients: ['a@b.c'], subject: 'AWS Notification Message', body: '{"value":"ALARM"}' },
    ]);
    expect(world.stories('notice')).toEqual(['AWS Notification Message']);
  });

  test('a log group gets the event, or the message of an input with a time stamp', async () => {
    const { world, platform } = openPlatform({
      Audit: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/events/audit' } },
      Count: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: 'Audit' },
          FilterPattern: '{ $.detail.state.value = "ALARM" }',
          MetricTransformations: [{ MetricNamespace: 'Shop', MetricName: 'Whole', MetricValue: '1' }],
        },
      },
      CountTexts: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: 'Audit' },
          FilterPattern: '[word=went, to, state=ALARM]',
          MetricTransformations: [{ MetricNamespace: 'Shop', MetricName: 'Texts', MetricValue: '1' }],
        },
      },
      Rule: rule(
        ALARMS,
        { Arn: { 'Fn::Join': ['', [arn('Audit'), ':*']] } },
        {
          Arn: arn('Audit'),
          InputTransformer: {
            InputPathsMap: { state: '$.detail.state.value' },
            InputTemplate: '{"timestamp": <aws.events.event.ingestion-time>, "message": "went to <state>"}',
          },
        },
      ),
    });
    platform.bus.put('default', FIRED);
    await world.clock.runUntil(START_MS + MINUTE_MS);
    const sum = (name: string) => world.sum({ namespace: 'Shop', name, dimensions: {} });
    expect([sum('Whole'), sum('Texts')]).toEqual([1, 1]);
  });

  test('a constant, a path and a template shape what a target gets', async () => {
    const { world, platform } = openPlatform({
      Bus: bus('incidents'),
      Signals: queue(),
      Rule: rule(
        { ...ALARMS, EventBusName: 'incidents', Name: 'page' },
        { Arn: arn('Signals'), Input: '{"constant":true}' },
        { Arn: arn('Signals'), InputPath: '$.detail' },
        {
          Arn: arn('Signals'),
          InputTransformer: {
            InputTemplate: '{"rule": <aws.events.rule-arn>, "at": <aws.events.event.ingestion-time>}',
          },
        },
      ),
    });
    platform.bus.put('incidents', FIRED);
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(bodies(platform.queues.find('Signals'))).toEqual([
      { constant: true },
      FIRED.detail,
      { rule: 'arn:aws:events:us-east-1:123456789012:rule/incidents/page', at: '2026-01-05T09:00:00.000Z' },
    ]);
  });

  test('a function behind an alias is invoked', async () => {
    const seen: unknown[] = [];
    const { world, platform } = openPlatform(
      {
        Judge: lambda(),
        Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Judge' }, Name: 'live' } },
        Rule: rule(ALARMS, { Arn: { Ref: 'Live' } }),
      },
      { Judge: () => (event: unknown) => void seen.push(event) },
    );
    platform.bus.put('default', FIRED);
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(seen).toEqual([FIRED]);
  });
});

test('what it does not play is named, and the rest of the rule works', async () => {
  const { world, platform } = openPlatform({
    Signals: queue(),
    Judge: lambda(),
    Failures: alarm(),
    Cron: rule({ ScheduleExpression: 'cron(0 12 * * *)' }, { Arn: arn('Signals') }),
    Once: rule({ ScheduleExpression: 'at(2026-01-05T10:00:00)' }, { Arn: arn('Signals') }),
    Rule: rule(
      ALARMS,
      { Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:flow' },
      { Arn: 'arn:aws:sqs:us-east-1:123456789012:foreign' },
      { Arn: arn('Judge'), Input: 'no JSON' },
      { Arn: arn('Signals') },
    ),
    Broken: rule({ EventPattern: { source: [{ prefx: 'aws.' }] } }, { Arn: arn('Signals') }),
    Unknown: rule({ EventPattern: { source: [{ Ref: 'Nothing' }] } }, { Arn: arn('Signals') }),
  });
  const reason = (path: string) => world.notRehearsed.get(`Shop/${path}`);
  expect(reason('Cron')).toMatch(/^schedule 'cron\(0 12 \* \* \*\)' is not valid: it has 5 fields/);
  expect(reason('Once')).toMatch(/a rule has no one-time schedule/);
  expect(reason('Rule target T0')).toBe(
    'rule target states: only queues, functions, topics, event buses, log groups are played',
  );
  expect(reason('Rule target T1')).toBe(
    'rule target arn:aws:sqs:us-east-1:123456789012:foreign: the templates do not have it',
  );
  expect(reason('Rule target T2')).toMatch(/^target input is not valid: Input 'no JSON' is not JSON/);
  expect(reason('Broken')).toMatch(/^event pattern: .*prefx/);
  expect(reason('Unknown')).toContain('Shop/Unknown.EventPattern.source[0]: cannot resolve {"Ref":"Nothing"}');
  platform.bus.put('default', FIRED);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(platform.queues.find('Signals').receive(10)).toHaveLength(1);
});

test('event ids are the same in every rehearsal', () => {
  const { platform } = openPlatform({});
  expect([platform.bus.nextEventId(), platform.bus.nextEventId()]).toEqual(['rehearsal-000001', 'rehearsal-000002']);
});
