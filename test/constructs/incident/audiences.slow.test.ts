import { Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel, type EscalationOptions, type IncidentResponseProps, type SlackAppOptions } from '../../../lib';
import { checkConfig } from '../../../lib/core/config';
import { ensureBundles, newStack } from '../template';
import { configOf, hubTemplate, newHub, templateWith } from './hub-template';

beforeAll(ensureBundles);

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:hooks/slack-AbCdEf';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:team';

test('channels for others, Slack apps and regions end in the configuration as the functions read it', () => {
  const stack = newStack('Hub');
  const secret = Secret.fromSecretCompleteArn(stack, 'Imported', ARN);
  const topic = Topic.fromTopicArn(stack, 'Topic', TOPIC);
  const template = hubTemplate(
    {
      channels: [
        Channel.topic('support', topic, { audience: 'stakeholders' }),
        Channel.chat('execs', topic, { audience: 'stakeholders', from: 'critical' }),
        Channel.slackApp('chat', { secret, channel: 'C0123456789', incidentChannels: 'high', failover: 'pager' }),
        Channel.slackApp('defaults', { secret, channel: 'incidents' }),
        Channel.slackApp('quiet', { secret, channel: 'incidents', incidentChannels: false }),
        Channel.slackApp('others', { secret, channel: 'status', audience: 'stakeholders' }),
        Channel.pagerDuty('pager', { routingKey: secret, region: 'eu' }),
        Channel.webhook('page', { secret, audience: 'customers' }),
      ],
    },
    stack,
  );
  const app = { kind: 'slack-app', secretArn: ARN } as const;
  const config = configOf(template);
  expect(config.hub.channels).toEqual([
    { kind: 'topic', name: 'support', topicArn: TOPIC, audience: 'stakeholders' },
    { kind: 'topic', name: 'execs', topicArn: TOPIC, format: 'chat', audience: 'stakeholders', from: 'critical' },
    { ...app, name: 'chat', channel: 'C0123456789', incidentChannels: 'high', failover: 'pager' },
    { ...app, name: 'defaults', channel: 'incidents', incidentChannels: 'critical' },
    { ...app, name: 'quiet', channel: 'incidents' },
    { ...app, name: 'others', channel: 'status', audience: 'stakeholders' },
    { kind: 'pagerduty', name: 'pager', secretArn: ARN, region: 'eu' },
    { kind: 'webhook', name: 'page', secretArn: ARN, audience: 'customers' },
  ]);
  expect(checkConfig(config)).toEqual([]);
});

test.each<[string, Partial<SlackAppOptions> & Record<string, unknown>, string]>([
  [
    "'from' without an audience",
    { from: 'high' },
    "The channel 'chat': 'from' is for channels of stakeholders, got audience 'responders': stakeholders alone hear " +
      "of incidents by themselves; add audience: 'stakeholders', or leave it out",
  ],
  [
    "'from' of customers",
    { from: 'high', audience: 'customers' },
    "The channel 'chat': 'from' is for channels of stakeholders, got audience 'customers': stakeholders alone hear " +
      "of incidents by themselves; add audience: 'stakeholders', or leave it out",
  ],
  [
    'an audience that there is not',
    { audience: 'customer' as never },
    "The channel 'chat': 'audience' must be one of responders, stakeholders, customers; got 'customer', did you mean 'customers'?",
  ],
  [
    'no channel of Slack',
    { channel: 'a channel' },
    "Channel.slackApp: 'channel' must be the id or the name of a channel in Slack, got 'a channel'",
  ],
  [
    'a severity that there is not',
    { incidentChannels: 'sev1' as never },
    "Channel.slackApp: 'incidentChannels' must be one of critical, high, medium, low; got 'sev1'",
  ],
  ['an option that there is not', { token: 'x' }, "'token'"],
])('%s is refused', (_, options, message) => {
  const secret = Secret.fromSecretCompleteArn(newStack('Hub'), 'Imported', ARN);
  expect(() => Channel.slackApp('chat', { secret, channel: 'incidents', ...options })).toThrow(message);
});

test('a pager is for responders only, in a region that there is', () => {
  const routingKey = Secret.fromSecretCompleteArn(newStack('Hub'), 'Imported', ARN);
  const pager = (options: Record<string, unknown>) => () => Channel.pagerDuty('pager', { routingKey, ...options });
  expect(pager({ audience: 'customers' })).toThrow("'audience'");
  expect(pager({ region: 'de' })).toThrow("Channel.pagerDuty: 'region' must be one of us, eu; got 'de'");
});

describe('how often a status update is due', () => {
  const minutesOf = (updateEvery?: EscalationOptions['updateEvery']) => {
    const template = templateWith((hub) => {
      hub.addEscalation('default', { onCall: 'oncall', ...(updateEvery && { updateEvery }) });
    });
    return configOf(template).policies[0]?.updateMinutes;
  };

  test('is that of the severities, but for what is said', () => {
    expect(minutesOf()).toBeUndefined();
    expect(minutesOf({})).toEqual({ critical: 30, high: 60 });
    expect(minutesOf({ critical: Duration.minutes(15), high: false, low: Duration.days(1) })).toEqual({
      critical: 15,
      low: 1_440,
    });
  });

  test.each([
    [{ critical: Duration.seconds(90) }, "'critical' must be whole minutes, got 1 minute 30 seconds"],
    [{ critical: Duration.seconds(0) }, "'critical' must be whole seconds from"],
    [{ sev1: Duration.minutes(5) }, "'sev1'"],
    [{ high: true }, "'high' must be a Duration"],
  ])('%p is refused', (updateEvery, message) => {
    expect(() => minutesOf(updateEvery as never)).toThrow(message);
  });
});

describe('alarms that the hub takes on', () => {
  const adoptionOf = (adopt: IncidentResponseProps['adopt']) => configOf(hubTemplate({ adopt })).hub.adopt;

  test('are named in its configuration, in their order', () => {
    const rules = [
      { alarmName: 'billing-*', service: 'billing', environment: 'prod', severity: 'high', role: 'page' },
      { alarmName: '*', severity: 'low', role: 'signal' },
    ] as const;
    expect(adoptionOf(rules)).toEqual(rules);
    expect(adoptionOf(undefined)).toBeUndefined();
  });

  test.each([
    [[], "'adopt' must have at least one rule, or be left out"],
    [
      [{ alarmName: '', severity: 'high', role: 'page' }],
      "adopt[0]: 'alarmName' must be a text of 1 to 255 characters",
    ],
    [[{ alarmName: 'a', severity: 'sev2', role: 'page' }], "adopt[0]: 'severity' must be one of critical, high"],
    [[{ alarmName: 'a', severity: 'high', role: 'pager' }], "did you mean 'page'?"],
    [[{ alarmName: 'a', severity: 'high', role: 'page', team: 'x' }], "'team'"],
  ])('%p is refused', (adopt, message) => {
    expect(() => newHub({ adopt: adopt as never })).toThrow(message);
  });
});
