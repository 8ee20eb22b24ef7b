import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { OutgoingMessage, TopicPort } from '../../workflow/ports';
import { clientOptions } from './client-options';
import { acceptableText, truncateUtf8 } from './text-limits';

export interface SnsTopicOptions {
  /**
   * @default - a client with `clientOptions()` and two attempts: the second heals a connection that died while the
   * function was frozen; more tries, pauses between them and the fallback are the outbox's decision
   */
  readonly client?: SNSClient;
}

/** A message with its attributes, in bytes: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_MESSAGE_BYTES = 262_144;
/** "Less than 100 characters long", same page. */
const MAX_SUBJECT = 99;

/**
 * Publishes messages to SNS topics. A publish whose answer was lost is repeated, so a message may arrive twice; the
 * attribute `idempotencyKey` tells.
 */
export class SnsTopic implements TopicPort {
  private readonly client: SNSClient;

  constructor(options: SnsTopicOptions = {}) {
    this.client = options.client ?? new SNSClient(clientOptions({ maxAttempts: 2 }));
  }

  async publish(topicArn: string, message: OutgoingMessage): Promise<string> {
    const attributes = attributesOf({ ...message.attributes, idempotencyKey: message.idempotencyKey });
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subjectOf(message.subject),
      Message: truncateUtf8(acceptableText(message.body), MAX_MESSAGE_BYTES - bytesOf(attributes)),
      MessageAttributes: attributes,
    });
    const { MessageId } = await this.client.send(command);
    if (!MessageId) throw new Error(`SNS accepted a message for '${topicArn}' without a message id`);
    return MessageId;
  }
}

/** SNS refuses empty values, so an attribute without one is left out. */
function attributesOf(attributes: Readonly<Record<string, string>>): Record<string, MessageAttributeValue> {
  const filled = Object.entries(attributes).filter(([, value]) => value !== '');
  return Object.fromEntries(
    filled.map(([name, value]) => [name, { DataType: 'String', StringValue: acceptableText(value) }]),
  );
}

/** A topic refuses a subject it does not like, and the page with it: better a `?` in the subject. */
function subjectOf(text: string): string | undefined {
  const ascii = text.replace(/\s+/g, ' ').replace(/[^\u{20}-\u{7E}]/gu, '?');
  return ascii.trim().slice(0, MAX_SUBJECT).trim() || undefined;
}

function bytesOf(attributes: Record<string, MessageAttributeValue>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '' }]) => sum + Buffer.byteLength(name + DataType + StringValue),
    0,
  );
}
