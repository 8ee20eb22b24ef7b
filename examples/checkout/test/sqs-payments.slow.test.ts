import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { sqsPayments } from '../adapters/sqs-payments';

const URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/Payments';
const client = new SQSClient({ region: 'eu-west-1' });
const sqs = mockClient(client);

beforeEach(() => sqs.reset());

test('sends the order id as the message', async () => {
  sqs.on(SendMessageCommand).resolves({ MessageId: 'message-1' });
  await sqsPayments(client, URL).send('order-1');
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({ QueueUrl: URL, MessageBody: 'order-1' });
});

test('throws when the queue did not take the message', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('unavailable'));
  await expect(sqsPayments(client, URL).send('order-1')).rejects.toThrow('unavailable');
});
