/** A long incident, and what people outside hear of it. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlarmCondition, Channel, IncidentResponse, Observability } from '../../lib';
import { type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { summarize } from '../../lib/view/report/summary';
import { tellStory } from '../../lib/view/timeline';
import { ensureBundles, newStack } from '../constructs/template';

jest.setTimeout(60_000);
beforeAll(ensureBundles);

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf';

function shop() {
  const stack = newStack('Shop');
  const secret = Secret.fromSecretCompleteArn(stack, 'Key', ARN);
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [
      Channel.slackApp('chat', { secret, channel: 'incidents' }),
      Channel.slack('support', { webhookUrl: secret, audience: 'stakeholders' }),
      Channel.webhook('page', { secret, audience: 'customers' }),
    ],
  });
  const alice = incidents.addPerson('alice', { email: 'alice@example.com' });
  incidents.addEscalation('default', { onCall: [alice, 'chat'], updateEvery: { high: Duration.minutes(20) } });
  const metric = new Metric({
    namespace: 'Shop',
    metricName: 'Failures',
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  const alarm = { metric, comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 1 } as const;
  new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents }).addAlarm(
    'Failures',
    AlarmCondition.threshold(alarm),
    { severity: 'high', summary: 'ChargePayment fails.' },
  );
  return stack;
}

const NIGHT = `
scenario Orders fail for an hour
series   Shop/Failures 0x5 9x60 0x10
at 9m    acknowledge by alice
at 30m   update stakeholders by alice We roll back the last deploy.
at 31m   update customers by alice Some orders fail. We are on it.
at 45m   note by alise It looks better.
end      1h15m
expect incidents 1
expect page @alice 1 within 10s of 6m10s
expect page chat 1 within 10s of 6m10s
expect acknowledged chat 1
expect notice support 1 within 10s of 6m10s
expect update-due @alice 2
expect update @alice 2
expect update chat 2
expect update support 1 within 10s of 30m
expect update page 1 within 10s of 31m
expect resolved @alice 1
expect resolved chat 1
expect resolved support 1
expect resolved page 1
`;

let night: RehearsalReport;
beforeAll(async () => {
  night = await rehearse(shop()).playScenario(parseScenario(NIGHT.trim(), 'night.scenario'));
});

test('stakeholders hear of it at once, customers when somebody tells them, and both of its end', () => {
  expect(night.expectations.filter(({ passed }) => !passed)).toEqual([]);
  expect(night.notRehearsed).toEqual([]);
});

test('the report shows what each of them read', () => {
  const read = (channel: string) =>
    night.notifications.filter((message) => message.channel === channel).map(({ body }) => body.split('\n')[0]);
  expect(read('support')).toEqual([
    'We are looking into a problem with shop.',
    'We roll back the last deploy.',
    'The problem with shop is over.',
  ]);
  expect(read('page')).toEqual(['Some orders fail. We are on it.', 'The problem with shop is over.']);
  const outside = night.notifications.filter(({ channel }) => channel === 'support' || channel === 'page');
  expect(JSON.stringify(outside)).not.toMatch(/ChargePayment|Threshold|arn:/);
});

test('the story marks as pages what the summary counts as pages, and nothing else', () => {
  const marked = night.story.filter(({ kind }) => kind === 'page').map(({ text }) => text);
  const pages = night.notifications.filter(({ kind }) => kind === 'page').map(({ subject }) => subject);
  expect(marked).toEqual(pages);
  expect(summarize(night)).toMatch(/1 incident, 2 pages, the first 1 s after its alarm/);
  expect(summarize(night)).toContain('6 status updates and 2 requests for a status update');
  expect(tellStory(night, { paint: (_style, text) => text, width: 100 }).match(/☎ PAGE/g)).toHaveLength(2);
});

test('somebody whom the hub does not know acts all the same, with a remark', () => {
  const remarks = night.story.filter(({ kind }) => kind === 'remark').map(({ text }) => text);
  expect(remarks).toContain("alise is none of the hub's people; did you mean alice? Known are: alice");
  expect(remarks.filter((text) => /none of the hub/.test(text))).toHaveLength(1);
  expect(night.incidents[0]?.timeline).toContainEqual(expect.objectContaining({ kind: 'noted' }));
});

test('who is asked, and when', () => {
  const asked = night.notifications.filter(({ kind }) => kind === 'update-due');
  const minutes = asked.map(({ atMs }) => Math.round((atMs - night.startMs) / 60_000));
  // Twenty minutes after it began, and twenty after the last word.
  expect(minutes).toEqual([26, 51]);
});

test('a scene that names nobody, or an audience that there is not, is refused', () => {
  const scene = (line: string) => () => parseScenario(`scenario x\nend 5m\nat 1m ${line}`, 'a.scenario');
  expect(scene('update everybody by alice x')).toThrow(
    "'everybody' is not known here. Allowed are: by, stakeholders, customers",
  );
  expect(scene('update stakeholder by alice x')).toThrow("did you mean 'stakeholders'?");
  expect(scene('update customers alice x')).toThrow("'by' belongs here, got 'alice'");
  expect(scene('update by alice')).toThrow('the line ends where what is told belongs');
  expect(scene('update')).toThrow('the line ends where one of by, stakeholders, customers belongs');
});
