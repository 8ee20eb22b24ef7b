import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmAction, actionArns, actionsBySeverity } from '../../../lib/constructs/alarm/action';
import { refuseUndeliverableTopic } from '../../../lib/constructs/alarm/topic-check';
import { newApp, newFunction, newStack } from '../template';
import { messageOf, only } from './support';

describe('actions', () => {
  test('tell a topic of ALARM and of OK, and OpsCenter of ALARM', () => {
    const stack = newStack();
    const topic = new Topic(stack, 'Topic');
    const actions = [AlarmAction.topic(topic), AlarmAction.opsItem({ severity: 2, category: 'Availability' })];
    const { alarm, ok } = stack.resolve(actionArns(stack, actions, 'here'));
    const ref = { Ref: expect.stringMatching(/^Topic/) };
    expect(ok).toEqual([ref]);
    expect(alarm).toEqual([
      ref,
      {
        'Fn::Join': [
          '',
          [
            ...['arn:', { Ref: 'AWS::Partition' }, ':ssm:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }],
            ':opsitem:2#CATEGORY=Availability',
          ],
        ],
      },
    ]);
  });

  test('let the alarms of the account invoke a function, by one permission for all of them', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'OnAlarm');
    actionArns(stack, [AlarmAction.lambda(fn)], 'here');
    const { alarm, ok } = actionArns(stack, [AlarmAction.lambda(fn)], 'there');
    expect([...alarm, ...ok]).toEqual([fn.functionArn, fn.functionArn]);
    expect(only(stack, 'AWS::Lambda::Permission')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Join': ['', expect.arrayContaining([':alarm:*'])] },
    });
  });

  test('go by severity, those left out telling nobody', () => {
    const stack = newStack();
    const [pager, chat] = [new Topic(stack, 'Pager'), new Topic(stack, 'Chat')];
    const actionsFor = actionsBySeverity(
      stack,
      { critical: [AlarmAction.topic(pager), AlarmAction.topic(chat)], medium: [AlarmAction.none()] },
      "'actions'",
    );
    expect(actionsFor('critical').alarm).toEqual([pager.topicArn, chat.topicArn]);
    expect(actionsFor('medium')).toEqual({ alarm: [], ok: [] });
    expect(actionsFor('low')).toEqual({ alarm: [], ok: [] });
  });

  test('are five at most for a state, the same one counting once', () => {
    const stack = newStack();
    const topics = Array.from({ length: 6 }, (_, index) => AlarmAction.topic(new Topic(stack, `T${index}`)));
    expect(messageOf(() => actionArns(stack, topics, 'here'))).toBe(
      'here: an alarm has at most 5 actions for a state, got 6; subscribe several to one topic',
    );
    const [first] = topics as [AlarmAction];
    expect(actionArns(stack, [...topics.slice(1), topics[1] as AlarmAction], 'here').alarm).toHaveLength(5);
    expect(actionArns(stack, Array(6).fill(first), 'here').alarm).toHaveLength(1);
  });

  test('refuse what makes no sense', () => {
    const stack = newStack();
    const topic = AlarmAction.topic(new Topic(stack, 'Topic'));
    expect(messageOf(() => actionArns(stack, [topic, AlarmAction.none()], 'here'))).toMatch(
      /none\(\) stands beside other/,
    );
    expect(messageOf(() => actionArns(stack, ['arn:...' as never], 'here'))).toMatch(
      /are made by AlarmAction, got 'arn/,
    );
    expect(messageOf(() => actionsBySeverity(stack, { hihg: [] } as never, 'here'))).toMatch(/did you mean 'high'/);
    expect(messageOf(() => AlarmAction.opsItem({ severity: 5 as never }))).toMatch(
      /'severity' must be a whole number from 1 to 4/,
    );
    expect(messageOf(() => AlarmAction.opsItem({ severity: 1, category: 'Costs' as never }))).toMatch(
      /did you mean 'Cost'/,
    );
    expect(messageOf(() => AlarmAction.topic('arn' as never))).toMatch(/pass a topic, got 'arn'/);
    expect(messageOf(() => AlarmAction.lambda(undefined as never))).toMatch(
      /pass a function, alias or version, got undefined/,
    );
  });
});

describe('a topic', () => {
  const check = (topic: Topic, scope = topic.stack) => refuseUndeliverableTopic(topic, scope);

  test('without encryption is fine', () => {
    expect(() => check(new Topic(newStack(), 'Topic'))).not.toThrow();
  });

  test.each<[string, (stack: Stack) => Topic]>([
    [
      'as an imported alias',
      (stack) => new Topic(stack, 'T', { masterKey: Alias.fromAliasName(stack, 'Sns', 'alias/aws/sns') }),
    ],
    [
      'set on the template resource',
      (stack) => {
        const topic = new Topic(stack, 'T');
        (topic.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
        return topic;
      },
    ],
  ])('with the AWS-managed key, %s, is refused', (_, make) => {
    const stack = newStack();
    expect(messageOf(() => check(make(stack)))).toMatch(
      /topic 'Checkout\/T' is encrypted with the AWS-managed key 'alias\/aws\/sns', .* use a customer-managed key .*kms:Decrypt and kms:GenerateDataKey\*/,
    );
  });

  test.each<[string, (key: Key) => Key | Alias]>([
    ['a key', (key) => key],
    ['an alias of a key', (key) => key.addAlias('alias/mine')],
  ])('with %s of the app lets the key admit alarms and events, once', (_, make) => {
    const stack = newStack();
    const masterKey = make(new Key(stack, 'Key'));
    const topics = ['A', 'B'].map((id) => new Topic(stack, id, { masterKey }));
    for (const topic of topics) check(topic);
    const statements = only(stack, 'AWS::KMS::Key').KeyPolicy.Statement;
    expect(statements.slice(1)).toEqual([
      expect.objectContaining({
        Sid: 'SightlineAlarms',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
      }),
    ]);
  });

  test('with an imported key brings a warning that says what its policy needs', () => {
    const stack = newStack();
    const masterKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234');
    check(new Topic(stack, 'Topic', { masterKey }));
    Annotations.fromStack(stack).hasWarning(
      '/Checkout/Topic',
      Match.stringLikeRegexp('its policy must allow cloudwatch'),
    );
    const aliased = newStack('Aliased');
    const alias = Alias.fromAliasName(aliased, 'Key', 'alias/ours');
    check(new Topic(aliased, 'Topic', { masterKey: alias }));
    Annotations.fromStack(aliased).hasWarning('/Aliased/Topic', Match.stringLikeRegexp('sightline:topicKeyOutOfReach'));
  });

  test('of another Region or account is refused', () => {
    const stack = new Stack(newApp(), 'Alarms', { env: { account: '111122223333', region: 'eu-west-1' } });
    const far = Topic.fromTopicArn(stack, 'Far', 'arn:aws:sns:us-east-1:111122223333:far');
    expect(messageOf(() => refuseUndeliverableTopic(far, stack))).toMatch(
      /topic 'Alarms\/Far' is of the Region 'us-east-1', the alarm of 'eu-west-1'/,
    );
    const foreign = Topic.fromTopicArn(stack, 'Foreign', 'arn:aws:sns:eu-west-1:999988887777:theirs');
    expect(messageOf(() => refuseUndeliverableTopic(foreign, stack))).toMatch(/of the account '999988887777'/);
  });
});
