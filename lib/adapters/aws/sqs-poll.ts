import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RunRef } from '../../core/runbook/run';
import type { PollPort } from '../../workflow/ports/automation';
import { clientOptions } from './client-options';

export interface SqsPollOptions {
  readonly queueUrl: string;
  /** @default - a client with `clientOptions()` */
  readonly client?: SQSClient;
}

/** Looks at runs again by delayed messages of a queue. */
export class SqsPoll implements PollPort {
  private readonly client: SQSClient;

  constructor(private readonly options: SqsPollOptions) {
    this.client = options.client ?? new SQSClient(clientOptions());
  }

  async poll({ incidentId, generation, runbook }: RunRef, afterSeconds: number): Promise<void> {
    const MessageBody = JSON.stringify({ incidentId, generation, runbook });
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.options.queueUrl, MessageBody, DelaySeconds: afterSeconds }),
    );
  }
}
