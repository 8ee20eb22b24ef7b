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

test('what it does not play is named, and the rest of the rule works', async () => {
  const { world, platform } = openPlatform({
    Signals: queue(),
    Topic: { Type: 'AWS::SNS::Topic' },
    Judge: lambda(),
    Failures: alarm(),
    Cron: rule({ ScheduleExpression: 'cron(0 12 * * ? *)' }, { Arn: arn('Signals') }),
    Rule: rule(ALARMS, { Arn: { Ref: 'Topic' } }, { Arn: arn('Judge'), Input: '{}' }, { Arn: arn('Signals') }),
    Broken: rule({ EventPattern: { source: [{ prefx: 'aws.' }] } }, { Arn: arn('Signals') }),
  });
  expect(world.notRehearsed.get('Shop/Cron')).toBe('schedule cron(0 12 * * ? *): only rate(...) is played');
  expect(world.notRehearsed.get('Shop/Rule target T0')).toBe('rule target sns: only queues and functions are played');
  expect(world.notRehearsed.get('Shop/Rule target T1')).toBe('rule target that rewrites its input');
  expect(world.notRehearsed.get('Shop/Broken')).toMatch(/^event pattern: .*prefx/);
  platform.bus.put('default', FIRED);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(platform.queues.find('Signals').receive(10)).toHaveLength(1);
});

test('event ids are the same in every rehearsal', () => {
  const { platform } = openPlatform({});
  expect([platform.bus.nextEventId(), platform.bus.nextEventId()]).toEqual(['rehearsal-000001', 'rehearsal-000002']);
});
