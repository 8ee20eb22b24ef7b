import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { SqsWake } from '../../../lib/adapters/aws/sqs-wake';
import { wakeDelaySeconds } from '../../../lib/core/incident/wake-delay';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const ref = { kind: 'escalate', incidentId: 'i-1', generation: 2, level: 1 } as const;
const sqs = mockClient(SQSClient);
const warned: string[] = [];
const log = { info: () => undefined, error: () => undefined, warn: (message: string) => void warned.push(message) };
const wakes = () =>
  new SqsWake({ queueUrl: 'https://sqs/wakes', log, now: () => NOW, client: sqs as unknown as SQSClient });

beforeEach(() => {
  sqs.reset();
  warned.length = 0;
});

test.each([
  ['overdue', -5 * MINUTE, 0],
  ['due now', 0, 0],
  ['due in a moment: never early', 1, 1],
  ['due in five minutes', 5 * MINUTE, 300],
  ['due after the longest delay of a queue', 30 * MINUTE, 900],
  ['due in an hour', 60 * MINUTE, 900],
])('a timer that is %s', async (_, leftMs, seconds) => {
  await wakes().wake({ ...ref, dueMs: NOW } as typeof ref, NOW + leftMs);
  const [call] = sqs.commandCalls(SendMessageCommand);
  expect(call?.args[0].input).toEqual({
    QueueUrl: 'https://sqs/wakes',
    MessageBody: JSON.stringify(ref),
    DelaySeconds: seconds,
  });
});

test('one that is further off is left to the sweep', async () => {
  expect(wakeDelaySeconds(NOW + 60 * MINUTE + 1, NOW)).toBeUndefined();
  await wakes().wake(ref, NOW + 48 * 60 * MINUTE);
  expect(sqs.calls()).toHaveLength(0);
});

test('a queue that does not take it costs a line in the log and nothing else', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('AccessDenied'));
  await expect(wakes().wake(ref, NOW)).resolves.toBeUndefined();
  expect(warned).toEqual(['wake-up not sent, the sweep will find the timer']);
});
