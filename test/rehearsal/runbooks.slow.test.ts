/** Nights in which runbooks run, as a team's own tests would play them. */
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { AlarmCondition, Automation, Channel, IncidentResponse, Observability } from '../../lib';
import { type RehearsalBindings, type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { ensureBundles, newFunction, newStack } from '../constructs/template';

jest.setTimeout(60_000);
beforeAll(ensureBundles);

/** When the alarm fires, in each of the nights. */
const ALARM = '6m10s';

/** Alice is on call, then bob after 5 minutes. Failing payments have a runbook. */
function shop(automationOf: (stack: Stack) => Automation): Stack {
  const stack = newStack('Shop');
  const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
  const [alice, bob] = ['alice', 'bob'].map((name) => incidents.addPerson(name, { email: `${name}@example.com` })) as [
    never,
    never,
  ];
  incidents.addEscalation('default', { onCall: alice, backup: bob });
  incidents.addRunbook('switch-provider', {
    match: { service: 'shop' },
    alarms: '*Failures*',
    steps: ['Look whether the payment provider answers.', 'Switch to the second provider.'],
    url: 'https://wiki.example.com/switch-provider',
    automation: automationOf(stack),
  });
  const shop = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  shop.addAlarm(
    'Failures',
    AlarmCondition.threshold({
      metric: new Metric({ namespace: 'Shop', metricName: 'Failures', statistic: 'Sum', period: Duration.minutes(1) }),
      comparison: 'GreaterThanThreshold',
      threshold: 5,
      evaluationPeriods: 1,
    }),
    { severity: 'high', summary: 'Payments fail.' },
  );
  return stack;
}

const play = (stack: Stack, file: string, bindings?: RehearsalBindings): Promise<RehearsalReport> =>
  rehearse(stack, { bindings }).play(join(__dirname, 'runbooks', `${file}.scenario`));

const storyOf = ({ incidents }: RehearsalReport) =>
  incidents.flatMap(({ timeline }) => timeline.map(({ kind, text }) => `${kind}: ${text}`));

/** Charges once a minute, and counts what fails; through the second provider nothing does. */
function chargesEachMinute(stack: Stack): void {
  const charge = newFunction(stack, 'Charge');
  new Rule(stack, 'EachMinute', { schedule: Schedule.rate(Duration.minutes(1)), targets: [new LambdaTarget(charge)] });
}

test('payments fail, the runbook invokes a function that mends it, and the alarm recovers', async () => {
  const invoked: unknown[] = [];
  let provider = 'first';
  const stack = shop((scope) => Automation.lambda(newFunction(scope, 'SwitchProvider'), { to: 'second' }));
  chargesEachMinute(stack);
  const night = await play(stack, 'payments-down', {
    dependencies: { payments: { latencyMs: 100 } },
    functions: ({ dependency }) => ({
      Charge: () => async () => {
        const byFirst = () =>
          dependency('payments')
            .call(() => true)
            .catch(() => false);
        const paid = provider === 'second' || (await byFirst());
        console.log(emf({ Failures: paid ? 0 : 9 }));
      },
      SwitchProvider: () => async (event: unknown) => {
        invoked.push(event);
        provider = (event as { to: string }).to;
      },
    }),
  });
  const about = { runbook: 'switch-provider', service: 'shop', environment: 'prod', generation: 1 };
  expect(invoked).toEqual([{ to: 'second', sightline: expect.objectContaining(about) }]);
  expect(night).toHavePaged('@alice', { times: 1 });
  expect(night).toHaveNotified('resolved', '@alice', { times: 1 });
  expect(night).not.toHavePaged('@bob');
  const page = night.notifications.find(({ kind }) => kind === 'page');
  expect(page?.body).toContain('First: Look whether the payment provider answers.');
  expect(page?.body).toContain('Then: Switch to the second provider.');
  expect(page?.body).toContain('Runbook: https://wiki.example.com/switch-provider');
  const story = storyOf(night);
  expect(story.filter((line) => line.startsWith('runbook: '))).toEqual([
    expect.stringMatching(/switch-provider invoked the function .*: its alarms have 20 minutes to recover$/),
    'runbook: Runbook switch-provider worked: the incident is resolved',
  ]);
  expect(story).toContain('resolved: Resolved: all alarms of the incident are OK');
  expect(night.notRehearsed).toEqual([]);
});

function emf(values: Readonly<Record<string, number>>): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name }));
  const CloudWatchMetrics = [{ Namespace: 'Shop', Dimensions: [[]], Metrics }];
  return JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics }, ...values });
}

test('the automation fails: people stay paged, and it escalates', async () => {
  const stack = shop(() => Automation.ssmDocument('Acme-SwitchProvider'));
  const night = await play(stack, 'automation-fails');
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: ALARM });
  expect(night).toHavePaged('@bob', { times: 1, within: '5s', of: '11m10s' });
  expect(storyOf(night)).toContainEqual(
    expect.stringMatching(/^runbook: Runbook switch-provider did not help: .*Acme-SwitchProvider: 503/),
  );
});

test('the automation hangs: it is stopped after its timeout', async () => {
  const stack = shop(() => Automation.ssmDocument('Acme-SwitchProvider', {}, { timeout: Duration.minutes(5) }));
  const night = await play(stack, 'automation-hangs');
  expect(night).toHavePaged('@bob', { times: 1 });
  expect(storyOf(night)).toContain('runbook: Runbook switch-provider did not end within 5 minutes and was stopped');
});

test('what may do harm waits for an approval, which somebody is asked for', async () => {
  const stack = shop(() => Automation.ssmDocument('Acme-SwitchProvider', {}, { destructive: true }));
  const night = await play(stack, 'payments-fail');
  expect(night).toHaveNotified('notice', '@alice', { times: 1, within: '10s', of: ALARM });
  const notice = night.notifications.find(({ kind }) => kind === 'notice');
  expect(notice?.subject).toMatch(/^\[Approve switch-provider\? HIGH\] shop prod: Payments fail/);
  expect(notice?.body).toMatch(/First: Runbook switch-provider would run the document Acme-SwitchProvider/);
  // The command is whole wherever it stands, also among what happened since.
  const commands = notice?.body.match(/'sightline incidents approve.*/g) ?? [];
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) expect(command).toMatch(/^'sightline incidents approve \w{26} switch-provider'/);
  expect(storyOf(night).filter((line) => /runs the document/.test(line))).toEqual([]);
});

describe('people', () => {
  const night = (automation: Automation, scenes: string) =>
    rehearse(shop(() => automation)).playScenario(
      parseScenario(`scenario A night\nseries Shop/Failures 0x5 9x12 0x12\n${scenes}\nend 29m\n`, 'night.scenario'),
    );
  const runs = (report: RehearsalReport) =>
    storyOf(report).filter((line) => /^(approved|requested|runbook): /.test(line));
  const harmful = { destructive: true };

  test('approve what may do harm, and it runs', async () => {
    const approved = 'at 8m approve switch-provider by alice';
    expect(runs(await night(Automation.ssmDocument('Acme-SwitchProvider', {}, harmful), approved))).toEqual([
      expect.stringMatching(/^runbook: Runbook switch-provider would run the document Acme-SwitchProvider/),
      'approved: Runbook switch-provider approved by alice',
      expect.stringMatching(/^runbook: Runbook switch-provider runs the document Acme-SwitchProvider/),
      expect.stringMatching(/^runbook: Runbook switch-provider is done with the document/),
      expect.stringMatching(/^runbook: Runbook switch-provider worked/),
    ]);
  });

  test('ask for a run, which is not started twice in a round', async () => {
    const report = await night(Automation.ssmDocument('Acme-SwitchProvider'), 'at 8m run switch-provider by alice');
    expect(runs(report)).toContain('requested: Runbook switch-provider asked for by alice');
    expect(runs(report).filter((line) => / runs the document/.test(line))).toHaveLength(1);
    expect(report.story.map(({ text }) => text)).toContain('alice asks for switch-provider');
  });

  test.each([
    ['switch-provder', "there is no runbook 'switch-provder' with an automation; did you mean 'switch-provider'?"],
    ['fail-over', "there is no runbook 'fail-over' with an automation; there are: switch-provider"],
  ])('name a runbook that the hub has, and not %s', async (name, problem) => {
    await expect(night(Automation.ssmDocument('Acme-SwitchProvider'), `at 8m run ${name} by alice`)).rejects.toThrow(
      `night.scenario:3: ${problem}`,
    );
  });
});
