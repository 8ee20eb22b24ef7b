import {
  arn,
  closeWorlds,
  type GivenResource,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  START_MS,
} from '../support';

afterEach(closeWorlds);

const HOUR_MS = 60 * MINUTE_MS;

function schedule(
  properties: Readonly<Record<string, unknown>>,
  target: Readonly<Record<string, unknown>> = {},
): GivenResource {
  const Target = { Arn: arn('Due'), RoleArn: 'role', ...target };
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: { FlexibleTimeWindow: { Mode: 'OFF' }, ...properties, Target },
  };
}

/** When the schedule came, in minutes after the start, and what the queue `Due` got. */
async function played(given: GivenResource, hours: number, more: GivenResources = {}) {
  const { world, platform } = openPlatform({ Due: queue(), Timer: given, ...more });
  platform.bus.startSchedules(START_MS);
  const due = platform.queues.find('Due');
  const received: { minute: number; body: string }[] = [];
  for (let ms = START_MS; ms < START_MS + hours * HOUR_MS; ms += MINUTE_MS) {
    await world.clock.runUntil(ms + MINUTE_MS - 1);
    const minute = (ms - START_MS) / MINUTE_MS;
    for (const message of due.receive(100)) {
      received.push({ minute, body: message.body });
      due.delete(message);
    }
  }
  return { world, platform, received, minutes: received.map(({ minute }) => minute) };
}

test('a rate begins at once and goes on', async () => {
  const { minutes } = await played(schedule({ ScheduleExpression: 'rate(20 minutes)' }), 1);
  expect(minutes).toEqual([0, 20, 40]);
});

test.each<[string, string | undefined, string | undefined, number[]]>([
  ['a later start', '2026-01-05T09:10:00Z', undefined, [10, 30, 50]],
  ['an earlier start, whose beat it keeps', '2026-01-05T08:55:00Z', undefined, [15, 35, 55]],
  ['an earlier start on the beat', '2026-01-05T08:40:00Z', undefined, [0, 20, 40]],
  ['an end, inclusive', undefined, '2026-01-05T09:20:00Z', [0, 20]],
  ['an end in the past', undefined, '2026-01-05T08:00:00Z', []],
])('a rate with %s', async (_what, StartDate, EndDate, expected) => {
  const { minutes } = await played(schedule({ ScheduleExpression: 'rate(20 minutes)', StartDate, EndDate }), 1);
  expect(minutes).toEqual(expected);
});

test('a cron follows its time zone, begins with its start date and ends with its end date', async () => {
  const given = schedule({
    ScheduleExpression: 'cron(0/30 5-7 * * ? *)',
    ScheduleExpressionTimezone: 'America/New_York',
    StartDate: '2026-01-05T10:30:00Z',
    EndDate: '2026-01-05T12:00:00Z',
  });
  expect((await played(given, 5)).minutes).toEqual([90, 120, 150, 180]);
});

test('a one-time schedule comes once, whatever its dates say', async () => {
  const given = schedule({
    ScheduleExpression: 'at(2026-01-05T11:00:00)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    StartDate: '2026-02-01T00:00:00Z',
    EndDate: '2026-01-01T00:00:00Z',
  });
  expect((await played(given, 3)).minutes).toEqual([60]);
});

test('a one-time schedule of the past never comes, a disabled one neither', async () => {
  expect((await played(schedule({ ScheduleExpression: 'at(2026-01-05T08:59:59)' }), 2)).minutes).toEqual([]);
  closeWorlds();
  expect((await played(schedule({ ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' }), 2)).minutes).toEqual([]);
});

test('daylight saving skips the times that do not exist', async () => {
  const { world, platform } = openPlatform({
    Due: queue(),
    Timer: schedule(
      {
        ScheduleExpression: 'cron(30 2 * * ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        StartDate: '2026-03-28T00:00:00Z',
      },
      { Input: '"<aws.scheduler.scheduled-time>"' },
    ),
  });
  for (let week = 1; week <= 11; week += 1) await world.clock.runUntil(START_MS + week * 7 * 24 * HOUR_MS);
  platform.bus.startSchedules(world.clock.now());
  await world.clock.runUntil(Date.parse('2026-03-31T00:00:00Z'));
  expect(
    platform.queues
      .find('Due')
      .receive(10)
      .map(({ body }) => body),
  ).toEqual(['"2026-03-28T01:30:00Z"', '"2026-03-30T00:30:00Z"']);
});

test('without input a target gets the event of Scheduler, with input that, its attributes filled in', async () => {
  const { received } = await played(schedule({ ScheduleExpression: 'rate(1 day)' }), 1);
  const event = JSON.parse(received[0]?.body as string);
  expect(event).toMatchObject({
    source: 'aws.scheduler',
    'detail-type': 'Scheduled Event',
    detail: '{}',
    time: '2026-01-05T09:00:00.000Z',
  });
  expect(event.resources).toEqual(['arn:aws:scheduler:us-east-1:123456789012:schedule/default/Shop-Timer']);
  closeWorlds();
  const Input = '{"arn":"<aws.scheduler.schedule-arn>","try":<aws.scheduler.attempt-number>}';
  const filled = await played(schedule({ ScheduleExpression: 'rate(1 day)', GroupName: 'night' }, { Input }), 1);
  expect(JSON.parse(filled.received[0]?.body as string)).toEqual({
    arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/night/Shop-Timer',
    try: 1,
  });
});

test('functions, topics and buses are targets too', async () => {
  const seen: unknown[] = [];
  const { world, platform } = openPlatform(
    {
      Judge: lambda(),
      Topic: { Type: 'AWS::SNS::Topic' },
      Due: queue(),
      ToJudge: schedule({ ScheduleExpression: 'rate(1 day)' }, { Arn: arn('Judge'), Input: '{"do":"it"}' }),
      ToTopic: schedule({ ScheduleExpression: 'rate(1 day)' }, { Arn: { Ref: 'Topic' }, Input: '"wake up"' }),
      ToBus: schedule(
        { ScheduleExpression: 'rate(1 day)' },
        {
          Arn: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
          Input: '{"n":1}',
          EventBridgeParameters: { DetailType: 'Tick', Source: 'shop' },
        },
      ),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: arn('Due') }] },
      },
    },
    { Judge: () => (event: unknown) => void seen.push(event) },
  );
  platform.bus.startSchedules(START_MS);
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(seen).toEqual([{ do: 'it' }]);
  expect(world.recorder.notifications.map(({ body }) => body)).toEqual(['"wake up"']);
  const [told] = platform.queues.find('Due').receive(10);
  expect(JSON.parse(told?.body as string)).toMatchObject({ source: 'shop', 'detail-type': 'Tick', detail: { n: 1 } });
});

test('a flexible window plays at its start, which is said; what cannot be played is named', () => {
  const rate = { ScheduleExpression: 'rate(1 hour)' };
  const { world } = openPlatform({
    Due: queue(),
    Flexible: schedule({ ...rate, FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } }),
    Typo: schedule({ ScheduleExpression: 'cron(0 9 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berln' }),
    Never: schedule({ ScheduleExpression: 'cron(0 0 30 2 ? *)' }),
    Universal: schedule(rate, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' }),
    Foreign: schedule(rate, { Arn: 'arn:aws:sqs:us-east-1:123456789012:foreign' }),
  });
  const reason = (path: string) => world.notRehearsed.get(`Shop/${path}`);
  expect(reason('Flexible window')).toBe('flexible time window: the schedule plays at the start of its window');
  expect(reason('Typo')).toMatch(/^schedule: there is no time zone 'Europe\/Berln'; did you mean 'Europe\/Berlin'\?/);
  expect(reason('Never')).toMatch(/^schedule: .*there is no such day in any year/);
  expect(reason('Universal')).toBe(
    'schedule: target scheduler: only queues, functions, topics, event buses are played',
  );
  expect(reason('Foreign')).toBe(
    'schedule: target arn:aws:sqs:us-east-1:123456789012:foreign: the templates do not have it',
  );
});
