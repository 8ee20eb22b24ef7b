import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { SnsTopic } from '../../../lib/adapters/aws/sns-topic';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:oncall';
const message = {
  idempotencyKey: 'i-1/1/page/1/oncall',
  subject: 'SEV2 checkout/prod: checkout fails',
  body: 'checkout-faults is in ALARM',
  attributes: { kind: 'page', severity: 'high', service: 'checkout', environment: '' },
};
const client = new SNSClient({ region: 'eu-west-1' });
const sns = mockClient(client);
const topic = new SnsTopic({ client });
const published = () => sns.commandCalls(PublishCommand)[0]?.args[0].input;

beforeEach(() => {
  sns.reset();
  sns.on(PublishCommand).resolves({ MessageId: 'm-1' });
});

test('publishes the message with its attributes and idempotency key, and answers the message id', async () => {
  expect(await topic.publish(TOPIC, message)).toBe('m-1');
  expect(published()).toEqual({
    TopicArn: TOPIC,
    Subject: message.subject,
    Message: message.body,
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'page' },
      severity: { DataType: 'String', StringValue: 'high' },
      service: { DataType: 'String', StringValue: 'checkout' },
      idempotencyKey: { DataType: 'String', StringValue: 'i-1/1/page/1/oncall' },
    },
  });
});

test.each([
  ['line\nbreak\r\n and tab\t!', 'line break and tab !'],
  ['支付 🛒 broken', '?? ? broken'],
  ['  spaced  ', 'spaced'],
  ['x'.repeat(150), 'x'.repeat(99)],
  [' \n ', undefined],
])('makes a subject SNS takes out of %j', async (subject, expected) => {
  await topic.publish(TOPIC, { ...message, subject });
  expect(published()?.Subject).toBe(expected);
});

test('shortens a body that would not fit next to its attributes', async () => {
  await topic.publish(TOPIC, { ...message, body: '🛒'.repeat(100_000) });
  const { Message = '', MessageAttributes = {} } = published() ?? {};
  const attributes = Object.entries(MessageAttributes).map(
    ([name, value]) => name + value.DataType + value.StringValue,
  );
  const bytes = Buffer.byteLength(Message + attributes.join(''));
  expect(bytes).toBeLessThanOrEqual(262_144);
  expect(bytes).toBeGreaterThan(262_144 - 8);
  expect(Message).toMatch(/^(🛒)+\.\.\.$/u);
});

test('throws when SNS refuses the message or gives it no id', async () => {
  sns.on(PublishCommand).rejectsOnce(new Error('AuthorizationError')).resolves({});
  await expect(topic.publish(TOPIC, message)).rejects.toThrow('AuthorizationError');
  await expect(topic.publish(TOPIC, message)).rejects.toThrow(`SNS accepted a message for '${TOPIC}' without`);
});
