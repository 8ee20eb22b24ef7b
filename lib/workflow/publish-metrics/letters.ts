import type { SQSRecord } from 'aws-lambda';
import { type PublishMessage, readMessage } from '../../core/signal/aggregate/publish-message';
import type { DeadLetterPort, LogPort, PublishQueuePort } from '../ports';

/** A message with the records of the batch that carry it: the queue may deliver it twice. */
export interface Letter extends PublishMessage {
  readonly recordIds: string[];
}

export interface Letters {
  readonly letters: readonly Letter[];
  /** Records to be delivered again: neither readable nor set aside. */
  readonly failed: readonly string[];
}

interface Ports {
  readonly queue: PublishQueuePort;
  readonly deadLetters: DeadLetterPort;
  readonly log: LogPort;
}

/** Reads a batch. A record that nobody can ever read goes to the dead letters with the reason. */
export async function readLetters(ports: Ports, records: readonly SQSRecord[]): Promise<Letters> {
  const letters = new Map<string, Letter>();
  const failed: string[] = [];
  const messages = await Promise.all(records.map(({ body }) => read(ports, body)));
  for (const [index, message] of messages.entries()) {
    const { messageId, body } = records[index] as SQSRecord;
    if (message instanceof Error) {
      if (!(await setAside(ports, messageId, body, message))) failed.push(messageId);
      continue;
    }
    const known = letters.get(message.id);
    if (known) known.recordIds.push(messageId);
    else letters.set(message.id, { ...message, recordIds: [messageId] });
  }
  return { letters: [...letters.values()], failed };
}

async function read({ queue }: Ports, body: string): Promise<PublishMessage | Error> {
  try {
    return readMessage(await queue.unpack(body));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function setAside(ports: Ports, messageId: string, body: string, error: Error): Promise<boolean> {
  const reason = `not a message of MetricsPublisher: ${error.message}`;
  try {
    await ports.deadLetters.send(body, reason);
    ports.log.error('unreadable message set aside in the dead-letter queue', { messageId, reason });
    return true;
  } catch (failure) {
    ports.log.error('the dead-letter queue took no message', { messageId, reason, error: String(failure) });
    return false;
  }
}
