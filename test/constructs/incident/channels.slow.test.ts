import { SecretValue, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel } from '../../../lib';
import { ensureBundles, newStack } from '../template';
import { configOf, hubTemplate, newHub, permissions } from './hub-template';

beforeAll(ensureBundles);

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:hooks/slack-AbCdEf';

test('of every kind end in the configuration as the functions read it', () => {
  const stack = newStack('Hub');
  const secret = Secret.fromSecretCompleteArn(stack, 'Imported', ARN);
  const topic = Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:111122223333:team');
  const template = hubTemplate(
    {
      channels: [
        Channel.email('a@example.com'),
        Channel.topic('team', topic),
        Channel.chat('room', topic, { failover: 'team' }),
        Channel.slack('slack', { webhookUrl: secret, failover: 'oncall' }),
        Channel.teams('teams', { webhookUrl: secret }),
        Channel.pagerDuty('pager', { routingKey: secret, failover: 'slack' }),
        Channel.opsgenie('opsgenie', { apiKey: secret, region: 'eu' }),
        Channel.jiraServiceManagement('jira', { apiKey: secret }),
        Channel.webhook('hook', { secret }),
      ],
    },
    stack,
  );
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:team';
  expect(configOf(template).hub.channels).toEqual([
    { kind: 'topic', name: 'oncall', topicArn: 'Responders' },
    { kind: 'topic', name: 'team', topicArn },
    { kind: 'topic', name: 'room', topicArn, format: 'chat', failover: 'team' },
    { kind: 'slack', name: 'slack', secretArn: ARN, failover: 'oncall' },
    { kind: 'teams', name: 'teams', secretArn: ARN },
    { kind: 'pagerduty', name: 'pager', secretArn: ARN, failover: 'slack' },
    { kind: 'opsgenie', name: 'opsgenie', secretArn: ARN, region: 'eu' },
    { kind: 'jira', name: 'jira', secretArn: ARN },
    { kind: 'webhook', name: 'hook', secretArn: ARN },
  ]);
});

describe('the function that notifies', () => {
  test('may read exactly the secrets of the channels and the signing key', () => {
    const stack = newStack('Hub');
    const byName = Secret.fromSecretNameV2(stack, 'Named', 'hooks/teams');
    const channels = [
      Channel.slack('slack', { webhookUrl: Secret.fromSecretCompleteArn(stack, 'Imported', ARN) }),
      Channel.teams('teams', { webhookUrl: byName }),
      Channel.webhook('own', { secret: new Secret(stack, 'Own') }),
    ];
    const granted = permissions(hubTemplate({ channels }, stack), 'Notify');
    expect(granted['secretsmanager:GetSecretValue']).toEqual([
      ARN,
      'arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:hooks/teams-??????',
      expect.stringMatching(/^Own[0-9A-F]{8}$/),
      'RespondSigningKey',
    ]);
    expect(Object.keys(granted).filter((action) => action.startsWith('secretsmanager:'))).toHaveLength(1);
  });

  test('may decrypt with the key of a secret that has one', () => {
    const stack = newStack('Hub');
    const secret = new Secret(stack, 'Own', { encryptionKey: new Key(stack, 'TheirKey') });
    const granted = permissions(
      hubTemplate({ channels: [Channel.pagerDuty('pager', { routingKey: secret })] }, stack),
      'Notify',
    );
    expect(granted['kms:Decrypt']).toEqual(['Key.Arn', expect.stringMatching(/^TheirKey[0-9A-F]{8}\.Arn$/)]);
    expect(granted['kms:GenerateDataKey']).toEqual(['Key.Arn']);
  });
});

test('no other function may read the secrets of channels', () => {
  const stack = newStack('Hub');
  const channels = [Channel.slack('slack', { webhookUrl: Secret.fromSecretCompleteArn(stack, 'Imported', ARN) })];
  const template = hubTemplate({ channels }, stack);
  for (const role of ['HandleSignal', 'Escalate', 'Operators']) {
    expect(permissions(template, role)['secretsmanager:GetSecretValue']).toBeUndefined();
  }
  expect(permissions(template, 'Links')['secretsmanager:GetSecretValue']).toEqual(['RespondSigningKey']);
});

test('Opsgenie is warned of: its APIs end', () => {
  const stack = newStack('Hub');
  newHub({ channels: [Channel.opsgenie('genie', { apiKey: new Secret(stack, 'Key') })] }, stack);
  Annotations.fromStack(stack).hasWarning('/Hub/Incidents', Match.stringLikeRegexp('sightline:opsgenieEnds'));
  Annotations.fromStack(stack).hasWarning('/Hub/Incidents', Match.stringLikeRegexp("'genie' uses, end on 2027-04-05"));
});

describe('failovers', () => {
  const chat = (name: string, failover?: string) => (stack: Stack) =>
    Channel.chat(name, Topic.fromTopicArn(stack, name, 'arn:aws:sns:eu-central-1:111122223333:room'), { failover });

  test.each<[string, ((stack: Stack) => Channel)[], RegExp]>([
    ['to a channel that is not there', [chat('a', 'b')], /channel 'a' fails over to .*'b'/s],
    ['to itself', [chat('a', 'a')], /in a circle \(a -> a\)/],
    ['in a circle', [chat('a', 'b'), chat('b', 'c'), chat('c', 'a')], /in a circle \(a -> b -> c -> a\)/],
  ])('%s are refused at synth', (_, make, message) => {
    const stack = newStack('Hub');
    newHub({ channels: make.map((one) => one(stack)) }, stack);
    expect(() => Template.fromStack(stack)).toThrow(message);
  });

  test('in a chain are fine', () => {
    const stack = newStack('Hub');
    newHub(
      { channels: [chat('a', 'b'), chat('b', 'oncall')].map((one) => one(stack)).concat(Channel.email('a@b.c')) },
      stack,
    );
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('mistakes', () => {
  test.each([
    [() => Channel.slack('oncall', { webhookUrl: {} as never }), "Channel.slack: the name 'oncall' is that of"],
    [() => Channel.slack('a b', { webhookUrl: {} as never }), "'name of the channel' must be 1 to 64 letters"],
    [
      () => Channel.slack('a', { webhookURL: {} } as never),
      "there is no option 'webhookURL'; did you mean 'webhookUrl'?",
    ],
    [() => Channel.slack('a', undefined as never), 'Channel.slack: pass an object of options, got undefined'],
    [() => Channel.pagerDuty('a', {} as never), "'routingKey' must be a secret of Secrets Manager, got undefined"],
    [
      () => Channel.webhook('a', { secret: {} as never }),
      "'secret' must be a secret of Secrets Manager, got an object",
    ],
    [() => Channel.opsgenie('a', { apiKey: {} as never, region: 'de' as never }), "'region' must be one of us, eu"],
    [() => Channel.webhook('a', { secret: {} as never, failover: 'b c' }), "'failover' must be 1 to 64 letters"],
  ])('%s', (make, message) => {
    expect(make).toThrow(message);
  });

  test('a secret that is written into the code is not repeated in the error', () => {
    const text = '0123456789abcdef0123456789abcdef';
    for (const routingKey of [text, SecretValue.unsafePlainText(text)]) {
      expect(() => Channel.pagerDuty('pager', { routingKey: routingKey as never })).toThrow(/^((?!0123456789).)*$/);
    }
  });

  test('more channels than a document holds are refused', () => {
    const stack = newStack('Hub');
    const secret = new Secret(stack, 'Secret');
    const channels = Array.from({ length: 11 }, (_, index) => Channel.webhook(`hook${index}`, { secret }));
    expect(() => newHub({ channels }, stack)).toThrow("'channels' may have 10 channels beside e-mail at most, got 11");
  });
});
