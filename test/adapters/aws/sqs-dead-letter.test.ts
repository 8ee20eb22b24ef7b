import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { SqsDeadLetter } from '../../../lib/adapters/aws/sqs-dead-letter';

const client = new SQSClient({ region: 'eu-west-1' });
const sqs = mockClient(client);
const deadLetter = new SqsDeadLetter({ queueUrl: 'https://sqs.example/dead', client });
const sent = () => sqs.commandCalls(SendMessageCommand).at(-1)?.args[0].input;

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm-1' });
});

test('keeps the body as it came and says why in an attribute', async () => {
  await deadLetter.send('{"half":', 'not JSON');
  expect(sent()).toEqual({
    QueueUrl: 'https://sqs.example/dead',
    MessageBody: '{"half":',
    MessageAttributes: { reason: { DataType: 'String', StringValue: 'not JSON' } },
  });
});

test.each([
  ['cut by bytes, between characters', '支'.repeat(1_000), `${'支'.repeat(340)}...`],
  [
    'cleaned of characters SQS refuses',
    'bad \u0000\u001b[31m \ud800 \ufffe text',
    'bad \ufffd\ufffd[31m \ufffd \ufffd text',
  ],
  ['never empty', '', 'no reason given'],
])('sends a reason that is %s', async (_, reason, expected) => {
  await deadLetter.send('{}', reason);
  expect(sent()?.MessageAttributes?.reason?.StringValue).toBe(expected);
});

test('throws when the queue does not take it', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('QueueDoesNotExist'));
  await expect(deadLetter.send('{}', 'why')).rejects.toThrow('QueueDoesNotExist');
});
