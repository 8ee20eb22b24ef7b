/** Each part of a hub breaks in turn: whoever gets the fallback hears of it, by a way that does not need what is broken. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlarmCondition, Channel, IncidentResponse, MetricsQueue, Observability } from '../../lib';
import { type Rehearsal, type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { ensureBundles, newFunction, newStack } from '../constructs/template';

jest.setTimeout(60_000);

let sound: Rehearsal;
let unscheduled: Rehearsal;
beforeAll(() => {
  ensureBundles();
  sound = rehearse(hub());
  unscheduled = rehearse(hub('/Sweep/Resource'));
});

/** Orders fail from 10m on, and nobody mends it. */
const FAILING = 'series Shop/Failures 0x10 9x35';

/** @param off end of the paths of schedules that are switched off */
function hub(off?: string) {
  const stack = newStack('Shop');
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf';
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [
      Channel.email('oncall@example.com'),
      Channel.pagerDuty('pager', { routingKey: Secret.fromSecretCompleteArn(stack, 'Key', arn) }),
    ],
    heartbeat: false,
  });
  const [alice, bob] = ['alice', 'bob'].map((name) => incidents.addPerson(name, { email: `${name}@example.com` }));
  if (alice && bob) incidents.addEscalation('default', { onCall: [alice, 'pager'], backup: bob });
  const metrics = new MetricsQueue(stack, 'Metrics', { alarmAction: new SnsAction(incidents.fallback) });
  metrics.grantPublish(newFunction(stack, 'Place', { functionName: 'place' }));
  const shop = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  const metric = new Metric({
    ...{ namespace: 'Shop', metricName: 'Failures', statistic: 'Sum', period: Duration.minutes(1) },
  });
  const condition = AlarmCondition.threshold({
    ...{ metric, comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 1 },
  });
  shop.addAlarm('Failures', condition, { severity: 'high', summary: 'Orders fail.' });
  for (const one of stack.node.findAll()) {
    if (off !== undefined && one instanceof CfnRule && one.node.path.endsWith(off)) one.state = 'DISABLED';
  }
  return stack;
}

function play(lines: string, rehearsal = sound): Promise<RehearsalReport> {
  const text = `scenario A part breaks\nstart 2026-01-05T22:00:00Z\n${lines}\nend 45m\n`;
  return rehearsal.playScenario(parseScenario(text, 'broken.scenario'));
}

/** Ids of the alarms that told the fallback topic of ALARM. */
function toldFallback({ alarms }: RehearsalReport): string[] {
  const told = alarms.filter(({ actionsRun = [] }) =>
    actionsRun.some(({ state, target }) => state === 'ALARM' && target.includes('Fallback')),
  );
  return told.map(({ name }) => name.replace(/^sightline-watchdog-|-[0-9a-f]{8}$/g, '')).sort();
}

test('nobody is told of a hub that is well, from its first minute on', async () => {
  const report = await play(FAILING);
  expect(toldFallback(report)).toEqual([]);
  expect(report).toHavePaged('@alice', { times: 1 });
});

test.each<[string, string, readonly string[]]>([
  [
    'handle-signal fails',
    'at 5m crash HandleSignal/Function',
    ['DeadSignals', 'HandleSignalErrors', 'OldestSignalAge'],
  ],
  ['notify fails', 'at 5m crash Notify/Function', ['DeadNotifications', 'NotifyErrors']],
  ['escalate fails', 'at 5m crash Escalate/Function', ['DeadWakeUps', 'EscalateErrors']],
  ['publish-incidents fails', 'at 5m crash PublishIncidents/Function', ['PublishIncidentsErrors']],
  [
    'escalations are overdue',
    'at 12m crash Escalate/Function\nat 20m heal Escalate/Function',
    ['EscalateErrors', 'EscalationOverdue'],
  ],
  ['a pager takes nothing', 'at 5m fail pager', ['NotificationDead']],
])('%s: the fallback hears of it', async (_, lines, alarms) => {
  const report = await play(`${FAILING}\n${lines}`);
  expect(toldFallback(report)).toEqual(expect.arrayContaining([...alarms]));
});

test('schedules that are switched off are heard by the silence of what they run', async () => {
  expect(toldFallback(await play('series Shop/Failures 0x45', unscheduled))).toEqual([
    'EscalateSilent',
    'NotifySilent',
  ]);
});

test.each([
  [
    'CloudWatch drops metrics of escalate',
    'series AWS/Logs/EMFValidationErrors:LogGroupName=@Escalate/Logs 0x5 1 0x10',
    'EscalateMetricsInvalid',
  ],
  [
    'it cannot read those of notify',
    'series AWS/Logs/EMFParsingErrors:LogGroupName=@Notify/Logs 0x5 1 0x10',
    'NotifyMetricsUnreadable',
  ],
  [
    'mail bounces',
    'series AWS/SNS/NumberOfNotificationsFailed:TopicName=@Responders 0x5 1 0x10',
    'RespondersUndelivered',
  ],
])('%s: the fallback hears of it', async (_, series, alarm) => {
  expect(toldFallback(await play(series))).toEqual([alarm]);
});

test('the fallback topic does not deliver: the workflow opens a ticket', async () => {
  const report = await play('series AWS/SNS/NumberOfNotificationsFailed:TopicName=@Fallback 0x5 1 0x10');
  expect(toldFallback(report)).toEqual([]);
  expect(report).toHaveNotified('notice', '@alice', { times: 1, within: '10m', of: '5m' });
  expect(report.incidents).toMatchObject([{ severity: 'medium', service: 'sightline' }]);
});

test("functions serve and publish no metrics: a dead man's switch tells", async () => {
  const serving = 'series AWS/Lambda/Invocations:FunctionName=place 20x45';
  const silent = ({ alarms }: RehearsalReport) => alarms.find(({ name }) => name.includes('Silence'));
  expect(silent(await play(serving))?.actionsRun?.map(({ state }) => state)).toEqual(['ALARM']);
  const published = 'series AWS/SQS/NumberOfMessagesSent:QueueName=@Metrics/Queue 1x45';
  expect(silent(await play(`${serving}\n${published}`))?.actionsRun).toEqual([]);
});
