import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AnomalyQueuePort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface SqsAnomalyQueueOptions {
  readonly queueUrl: string;
  /** @default - a client with `clientOptions()` */
  readonly client?: SQSClient;
}

/** Hands series to the workers of `detect-anomalies`. */
export class SqsAnomalyQueue implements AnomalyQueuePort {
  private readonly client: SQSClient;

  constructor(private readonly options: SqsAnomalyQueueOptions) {
    this.client = options.client ?? new SQSClient(clientOptions());
  }

  async send(MessageBody: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.options.queueUrl, MessageBody }));
  }
}
