import { Socket } from 'node:net';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alarm, AlarmRule, CompositeAlarm, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Channel, IncidentResponse, Observability } from '../../lib';
import { observe } from '../../lib/middleware';
import { defineRehearsal, rehearse } from '../../lib/rehearsal';
import type { RehearsalReport } from '../../lib/view/report/model';
import { ensureBundles, newFunction } from '../constructs/template';
import { temporaryDirectory } from './support';

// Synthesizing and half an hour of traffic: seconds on a busy machine.
jest.setTimeout(60_000);

const directory = temporaryDirectory();
beforeAll(ensureBundles);
afterAll(() => directory.remove());

let serial = 0;
function newApp(): App {
  serial += 1;
  const context = { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true };
  return new App({ outdir: `${directory.path}/cdk.out-${serial}`, analyticsReporting: false, context });
}

/** An API in front of a function that asks a payment provider, and a queue that a second function empties. */
function shop(): Stack {
  const stack = new Stack(newApp(), 'Shop');
  const placeOrder = newFunction(stack, 'PlaceOrder', { timeout: Duration.seconds(10) });
  const api = new HttpApi(stack, 'Api');
  api.addRoutes({
    path: '/orders/{id}',
    methods: [HttpMethod.POST],
    integration: new HttpLambdaIntegration('ToPlaceOrder', placeOrder),
  });
  const deadLetters = new Queue(stack, 'DeadLetters');
  const mails = new Queue(stack, 'Mails', { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 2 } });
  const sendMail = newFunction(stack, 'SendMail');
  sendMail.addEventSource(new SqsEventSource(mails, { reportBatchItemFailures: true }));
  const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'test', incidents });
  observability.monitor(placeOrder, sendMail, api, mails);
  return stack;
}

const BINDINGS = defineRehearsal({
  dependencies: { payments: { latencyMs: 50 }, mail: { latencyMs: 20 } },
  functions: (platform) => {
    const payments = platform.dependency('payments');
    const mails = platform.queue('Mails');
    return {
      PlaceOrder: () =>
        observe(async (event: { readonly pathParameters: { readonly id: string } }) => {
          await payments.call(() => undefined);
          await mails.send(event.pathParameters.id);
          return { statusCode: 202 };
        }),
      SendMail: () => async () => platform.dependency('mail').call(() => ({ batchItemFailures: [] })),
    };
  },
});

const STORY = `scenario Payments fail
traffic POST /orders/{n} 30/min
at 5m  fail payments
at 15m recover payments
at 16m say the provider is back
end 30m
`;

function scenario(...lines: readonly string[]): string {
  return directory.write('story.scenario', `${STORY}${lines.join('\n')}\n`);
}

/** Line of the first of the lines given to \`scenario\`. */
const FIRST_LINE = STORY.split('\n').length;

let stack: Stack;
beforeAll(() => {
  stack = shop();
});

describe('playing a scenario', () => {
  let report: RehearsalReport;
  let shares: number[];
  beforeAll(async () => {
    shares = [];
    const file = scenario(
      'expect alarm PlaceOrder FaultRate by 9m',
      'expect page oncall 1 within 5m of 5m',
      'expect resolved oncall 1',
      'expect incidents 1',
      'expect quiet DeadLetters',
      'expect all alarms OK',
    );
    report = await rehearse(stack, { bindings: BINDINGS }).play(file, { onProgress: (share) => shares.push(share) });
  });

  test('meets its expectations', () => {
    expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
    expect(report).toMatchObject({
      verdict: 'passed',
      title: 'Payments fail',
      source: `${directory.path}/story.scenario`,
    });
    expect(report.expectations).toHaveLength(7);
    expect(report.expectations[0]).toMatchObject({ line: FIRST_LINE, text: 'expect alarm PlaceOrder FaultRate by 9m' });
  });

  test('tells traffic, scenes, alarms, incident and messages in the order of time', () => {
    const told = report.story.filter(({ kind }) => kind !== 'state').map(({ kind }) => kind);
    expect(new Set(told)).toEqual(
      new Set(['traffic', 'scene', 'remark', 'alarm', 'recovery', 'incident', 'page', 'resolved']),
    );
    expect(told.indexOf('alarm')).toBeLessThan(told.indexOf('incident'));
    expect(told.indexOf('incident')).toBeLessThan(told.indexOf('page'));
    const times = report.story.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(report.story.filter(({ kind }) => kind === 'scene').map(({ text }) => text)).toEqual([
      'Dependency payments fails',
      'Dependency payments recovers',
    ]);
    expect(report.story.filter(({ kind }) => kind === 'remark').map(({ text }) => text)).toEqual([
      'the provider is back',
    ]);
  });

  test('sends every request of the traffic model, and counts what happens to it', () => {
    expect(report.counts).toMatchObject({ 'HTTP requests': 30 * 30, 'HTTP 5xx': 10 * 30 });
    expect((report.counts['HTTP 2xx'] ?? 0) + (report.counts['HTTP 5xx'] ?? 0)).toBe(30 * 30);
  });

  test('shows incident, dashboards with data, and how everything was simulated', () => {
    expect(report.incidents).toMatchObject([
      { service: 'shop', environment: 'test', status: 'resolved', generation: 1 },
    ]);
    const points = report.dashboards.flatMap(({ widgets }) =>
      widgets.flatMap(({ series }) => series?.flatMap((one) => one.points) ?? []),
    );
    expect(points.some(([, value]) => value !== null && value > 0)).toBe(true);
    expect(report.assumptions.map(({ what }) => what)).toContain('Alarm evaluation');
    expect(report.notRehearsed).toEqual([]);
  });

  test('tells how far it is, in a hundred steps', () => {
    expect(shares).toHaveLength(100);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBe(0.01);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  test('is the same story every time', async () => {
    const file = scenario(
      'expect alarm PlaceOrder FaultRate by 9m',
      'expect page oncall 1 within 5m of 5m',
      'expect resolved oncall 1',
      'expect incidents 1',
      'expect quiet DeadLetters',
      'expect all alarms OK',
    );
    expect(await rehearse(stack, { bindings: BINDINGS }).play(file)).toEqual(report);
  });
});

test('an expectation that is not met fails the story, and says what happened instead', async () => {
  const report = await rehearse(stack, { bindings: BINDINGS }).play(
    scenario('expect quiet PlaceOrder FaultRate', 'expect notice oncall 1'),
  );
  expect(report.verdict).toBe('failed');
  expect(report.expectations).toMatchObject([
    {
      line: FIRST_LINE,
      passed: false,
      actual: expect.stringMatching(/FaultRate went to ALARM at [5-9]m10s \(09:0\d:10\)$/),
    },
    { line: FIRST_LINE + 1, passed: false, actual: '0 sent; what was sent: page oncall, resolved oncall' },
    { passed: false, actual: expect.stringMatching(/^page to oncall at .*\nresolved to oncall at /) },
  ]);
});

test('without expectations a story is observed', async () => {
  const report = await rehearse(stack, { bindings: BINDINGS }).play(
    directory.write('quiet.scenario', 'scenario Nothing happens\nend 2m\n'),
  );
  expect(report).toMatchObject({ verdict: 'observed', expectations: [], incidents: [], notifications: [] });
});

test('dead letters are redriven', async () => {
  const file = directory.write(
    'redrive.scenario',
    'scenario Mail is down\ntraffic POST /orders/{n} 1/min until 1m\nat 0m fail mail\nat 10m recover mail\nat 11m redrive Shop/DeadLetters\nend 15m\n' +
      'expect alarm Mails DeadLetters\nexpect page oncall 1\nexpect resolved oncall 1\n',
  );
  const report = await rehearse(stack, { bindings: BINDINGS }).play(file);
  expect(report.story.map(({ text }) => text)).toContain('1 dead letter of Shop/DeadLetters is redriven');
  expect(report.alarms.find(({ name }) => name.includes('DeadLetters'))?.states.map(({ state }) => state)).toEqual([
    'INSUFFICIENT_DATA',
    'OK',
    'ALARM',
    'OK',
  ]);
});

describe('a handler that calls the real network', () => {
  test('fails the rehearsal with the name of the host, even where it swallows the error', async () => {
    const errors: unknown[] = [];
    const bindings = defineRehearsal({
      functions: () => ({
        PlaceOrder: () => async () => {
          await fetch('https://payments.example.com/charge').catch((error: Error) => {
            errors.push((error.cause as Error).message);
          });
        },
      }),
    });
    const file = directory.write('network.scenario', 'scenario Network\ntraffic POST /orders/{n} 1/min\nend 2m\n');
    await expect(rehearse(stack, { bindings }).play(file)).rejects.toThrow('payments.example.com:443');
    expect(errors).toEqual([
      expect.stringContaining('payments.example.com:443'),
      expect.stringContaining('payments.example.com:443'),
    ]);
  });
});

describe('what cannot be played is refused with file and line, before anything runs', () => {
  test.each([
    ['traffic GET /nothing 1/min', 'no HTTP API has a route for GET /nothing; routes are POST /orders/{id}'],
    ['at 1m fail paymnts', "there is no dependency 'paymnts'; the rehearsal bindings declare: payments, mail"],
    ['at 1m slow paymnts to 2s', "there is no dependency 'paymnts'"],
    [
      'at 1m redrive DeadLettrs',
      "there is no AWS::SQS::Queue 'DeadLettrs'; did you mean 'Shop/DeadLetters'? There are: ",
    ],
    ['at 1m deploy Shp', "there is no stack 'Shp'; did you mean 'Shop'? There are: Shop"],
  ])('%s', async (line, message) => {
    const file = scenario(line);
    const invoked = jest.fn();
    const bindings = { ...BINDINGS, functions: () => ({ PlaceOrder: () => invoked }) };
    await expect(rehearse(stack, { bindings }).play(file)).rejects.toThrow(`${file}:${FIRST_LINE}: ${message}`);
    expect(invoked).not.toHaveBeenCalled();
  });

  test('a route whose function has no code', async () => {
    await expect(
      rehearse(stack, { bindings: { ...BINDINGS, functions: () => ({}) } }).play(scenario()),
    ).rejects.toThrow(
      'story.scenario:2: no code is bound to Shop/PlaceOrder/Resource, which serves this route; add it to the rehearsal bindings',
    );
  });

  test('a query string is no part of the route', async () => {
    const file = directory.write('query.scenario', 'scenario Query\ntraffic POST /orders/{n}?full=1 1/min\nend 2m\n');
    expect((await rehearse(stack, { bindings: BINDINGS }).play(file)).counts).toMatchObject({ 'HTTP 2xx': 2 });
  });

  test('a file that is not there', async () => {
    await expect(rehearse(stack).play('nowhere.scenario')).rejects.toThrow(
      "cannot read the scenario 'nowhere.scenario': there is no such file",
    );
    await expect(rehearse(stack).replay('nowhere.csv', { metric: 'A/b' })).rejects.toThrow(
      "cannot read the recording 'nowhere.csv': there is no such file",
    );
  });
});

describe('the process afterwards', () => {
  test.each([
    ['a story', () => rehearse(stack, { bindings: BINDINGS }).play(scenario())],
    [
      'a story that could not be played',
      () =>
        rehearse(stack)
          .play(scenario())
          .catch(() => undefined),
    ],
  ])('has its clock, its output and its network back after %s', async (_what, play) => {
    const held = () => ({
      setTimeout,
      setInterval,
      Date,
      write: process.stdout.write,
      log: console.log,
      connect: Socket.prototype.connect,
    });
    const before = held();
    await play();
    const after = held();
    for (const name of Object.keys(before) as (keyof typeof before)[]) expect(after[name]).toBe(before[name]);
  });

  test('a second story at the same time is refused, and the first is told', async () => {
    const rehearsal = rehearse(stack, { bindings: BINDINGS });
    const first = rehearsal.play(scenario());
    await expect(rehearsal.play(scenario())).rejects.toThrow(
      "the process's clock is virtual already: an earlier play(...) is still running",
    );
    expect((await first).counts).toMatchObject({ 'HTTP requests': 900 });
  });
});

describe('what there is to rehearse', () => {
  test('an assembly without alarms is refused, unless the scenario brings its own', async () => {
    const bare = new Stack(newApp(), 'Bare');
    new Queue(bare, 'Queue');
    const rehearsal = rehearse(bare);
    await expect(
      rehearsal.playText('scenario Own\nalarm own App/Errors Sum > 1 in 1 of 1 x 1m\n'),
    ).resolves.toMatchObject({ alarms: [{ name: 'own' }] });
    await expect(rehearsal.playText('scenario None\n')).rejects.toThrow(
      /^the cloud assembly '.*' has no CloudWatch alarms, so there is nothing to rehearse; monitor something with Observability\.monitor/,
    );
  });

  test('a construct without an app is refused', () => {
    expect(() => rehearse({ node: { root: {} } })).toThrow(
      'rehearse(construct) needs a construct inside a CDK App or Stage',
    );
  });

  test('functions without code and alarms of kinds that are not played are listed with their reason', async () => {
    const mixed = new Stack(newApp(), 'Mixed');
    const failures = new Metric({ namespace: 'Mixed', metricName: 'Failures' });
    const plain = new Alarm(mixed, 'Plain', { metric: failures, threshold: 1, evaluationPeriods: 1 });
    const ratio = new MathExpression({ expression: 'a / 2', usingMetrics: { a: failures } });
    new Alarm(mixed, 'Ratio', { metric: ratio, threshold: 1, evaluationPeriods: 1 });
    new CompositeAlarm(mixed, 'Any', { alarmRule: AlarmRule.anyOf(plain) });
    const elsewhere = Alarm.fromAlarmArn(mixed, 'Else', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:elsewhere');
    new CompositeAlarm(mixed, 'Stray', { alarmRule: AlarmRule.anyOf(elsewhere) });
    const quota = new MathExpression({ expression: 'a / SERVICE_QUOTA(a)', usingMetrics: { a: failures } });
    new Alarm(mixed, 'Quota', { metric: quota, threshold: 1, evaluationPeriods: 1 });
    newFunction(mixed, 'Unbound');
    const report = await rehearse(mixed).play(directory.write('mixed.scenario', 'scenario Mixed\nend 2m\n'));
    expect(report.alarms.map(({ kind }) => kind)).toEqual(['metric', 'math', 'composite']);
    expect([...report.notRehearsed].sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      {
        name: expect.stringMatching(/^Mixed\/Quota/),
        reason: expect.stringContaining("alarm: expression 'expr_1' uses SERVICE_QUOTA"),
      },
      {
        name: expect.stringMatching(/^Mixed\/Stray/),
        reason: expect.stringMatching(
          /^alarm: it depends on the alarm '.*elsewhere', which is not among those rehearsed$/,
        ),
      },
      { name: 'Mixed/Unbound/Resource', reason: 'function: the rehearsal bindings give no code for it' },
    ]);
  });
});

describe('replaying a recording', () => {
  /** One minute and five-minute alarms on the same metric, one on another. */
  function watched(): Stack {
    const cpu = new Stack(newApp(), 'Cpu');
    const metric = (period: Duration) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Duration',
        dimensionsMap: { FunctionName: fn.functionName },
        period,
        statistic: 'Maximum',
      });
    const fn = newFunction(cpu, 'Work');
    const alarm = (id: string, period: Duration) =>
      new Alarm(cpu, id, {
        alarmName: id,
        metric: metric(period),
        threshold: 100,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    alarm('Slow1', Duration.minutes(1));
    alarm('Slow5', Duration.minutes(5));
    new Alarm(cpu, 'Other', { metric: fn.metricErrors(), threshold: 1, evaluationPeriods: 1 });
    return cpu;
  }
  const rows = (values: readonly (number | string)[], stepMinutes: number) =>
    [
      'timestamp,value',
      ...values.map((value, n) => `${new Date(Date.UTC(2026, 0, 5, 9, n * stepMinutes)).toISOString()},${value}`),
    ].join('\n');

  let cpu: Stack;
  beforeAll(() => {
    cpu = watched();
  });
  const METRIC = 'AWS/Lambda/Duration:FunctionName=@Cpu/Work';
  const states = (report: RehearsalReport, name: string) =>
    report.alarms
      .find((alarm) => alarm.name === name)
      ?.states.map(({ atMs, state }) => [new Date(atMs).toISOString().slice(11, 19), state]);

  test('gives the transitions of the alarms that watch it, and only of those', async () => {
    const file = directory.write('cpu.csv', rows([5, 5, 5, 20, 20, 20, 5, 5, 5, 5], 1));
    const report = await rehearse(cpu).replay(file, { metric: METRIC, scale: 10 });
    expect(report).toMatchObject({ title: 'Replay of cpu.csv', verdict: 'observed', source: file });
    expect(report.alarms.map(({ name }) => name)).toEqual(['Slow1', 'Slow5']);
    expect(states(report, 'Slow1')).toEqual([
      ['09:00:00', 'INSUFFICIENT_DATA'],
      ['09:01:10', 'OK'],
      ['09:04:10', 'ALARM'],
      ['09:07:10', 'OK'],
    ]);
    expect(report.story.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(report.story.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^10 recorded points of AWS\/Lambda\/Duration\{FunctionName=.*\}, times 10$/),
    );
  });

  test('without a scale the values are as recorded', async () => {
    const report = await rehearse(cpu).replay(directory.write('low.csv', rows([20, 20, 20], 1)), { metric: METRIC });
    expect(states(report, 'Slow1')?.map(([, state]) => state)).toEqual(['INSUFFICIENT_DATA', 'OK']);
  });

  test('says what was wrong with the file, and where its spacing is wider than a period', async () => {
    const file = directory.write('wide.csv', rows([200, 'x', 200, 200, 200, 200], 5));
    const report = await rehearse(cpu).replay(file, { metric: METRIC });
    expect(report.story.filter(({ kind }) => kind === 'warning').map(({ text }) => text)).toEqual([
      `${file}:3: 'x' is not a number; row left out`,
      `${file}:4: 1 point missing before this row, counted as missing data`,
      'Slow1 has a period of 1 min, the recording a point every 5 min: the periods between count as missing data (notBreaching)',
    ]);
  });

  test('a metric that no alarm watches is refused with those that are watched', async () => {
    const file = directory.write('cpu.csv', rows([5, 5], 1));
    await expect(rehearse(cpu).replay(file, { metric: 'AWS/Lambda/Duration' })).rejects.toThrow(
      /^no alarm watches AWS\/Lambda\/Duration; the alarms watch:\n {2}Slow1: AWS\/Lambda\/Duration\{FunctionName=/,
    );
  });
});
