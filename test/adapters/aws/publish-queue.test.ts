import { gzipSync } from 'node:zlib';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { SqsPublishQueue } from '../../../lib/adapters/aws/publish-queue';

const client = new SQSClient({ region: 'eu-west-1' });
const sqs = mockClient(client);
const queue = new SqsPublishQueue({ queueUrl: 'https://sqs.example/publish', client });

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm-1' });
});

test('sends a body as it is', async () => {
  await queue.send('body');
  const input = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input;
  expect(input).toEqual({ QueueUrl: 'https://sqs.example/publish', MessageBody: 'body' });
});

test('throws when the queue does not take it', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('QueueDoesNotExist'));
  await expect(queue.send('body')).rejects.toThrow('QueueDoesNotExist');
});

test('packs a text to a body that SQS takes, and back', async () => {
  const text = `{"größe":"${'支'.repeat(100_000)}"}`;
  const body = await queue.pack(text);
  expect(body).toMatch(/^[\w+/]+=*$/);
  expect(body.length).toBeLessThan(5_000);
  expect(await queue.unpack(body)).toBe(text);
});

test.each([
  ['no base64', '{"a":1}'],
  ['nothing', ''],
  ['what unpacks to far more than a message', gzipSync(Buffer.alloc(5_000_000)).toString('base64')],
])('refuses %s', async (_, body) => {
  await expect(queue.unpack(body)).rejects.toThrow();
});
