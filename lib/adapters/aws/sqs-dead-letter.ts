import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterPort } from '../../workflow/ports';
import { clientOptions } from './client-options';
import { acceptableText, truncateUtf8 } from './text-limits';

export interface SqsDeadLetterOptions {
  readonly queueUrl: string;
  /** @default - a client with `clientOptions()` */
  readonly client?: SQSClient;
}

/** Attributes count towards the message's size, so a reason must not keep the record out of the queue. */
const MAX_REASON_BYTES = 1_024;

/** Keeps what can never be handled in an SQS queue: the body as it came, the reason as message attribute `reason`. */
export class SqsDeadLetter implements DeadLetterPort {
  private readonly queueUrl: string;
  private readonly client: SQSClient;

  constructor(options: SqsDeadLetterOptions) {
    this.queueUrl = options.queueUrl;
    this.client = options.client ?? new SQSClient(clientOptions());
  }

  async send(body: string, reason: string): Promise<void> {
    const StringValue = truncateUtf8(acceptableText(reason), MAX_REASON_BYTES) || 'no reason given';
    const command = new SendMessageCommand({
      QueueUrl: this.queueUrl,
      MessageBody: body,
      MessageAttributes: { reason: { DataType: 'String', StringValue } },
    });
    await this.client.send(command);
  }
}
