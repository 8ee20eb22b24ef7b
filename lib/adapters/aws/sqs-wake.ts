import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type TimerRef, timerName, writeTimerRef } from '../../core/incident/timer';
import { wakeDelaySeconds } from '../../core/incident/wake-delay';
import type { LogPort, WakePort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface SqsWakeOptions {
  readonly queueUrl: string;
  /** Hears of wake-ups that were not sent; the sweep makes up for them. */
  readonly log: LogPort;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - a client with `clientOptions()` and two attempts: the sweep is behind it */
  readonly client?: SQSClient;
}

/** Wakes `escalate` by delayed messages of a queue. */
export class SqsWake implements WakePort {
  private readonly client: SQSClient;
  private readonly now: () => number;

  constructor(private readonly options: SqsWakeOptions) {
    this.client = options.client ?? new SQSClient(clientOptions({ maxAttempts: 2 }));
    this.now = options.now ?? Date.now;
  }

  async wake(ref: TimerRef, dueMs: number): Promise<void> {
    const DelaySeconds = wakeDelaySeconds(dueMs, this.now());
    if (DelaySeconds === undefined) return;
    const { queueUrl: QueueUrl, log } = this.options;
    try {
      await this.client.send(new SendMessageCommand({ QueueUrl, MessageBody: writeTimerRef(ref), DelaySeconds }));
    } catch (error) {
      log.warn('wake-up not sent, the sweep will find the timer', { timer: timerName(ref), error: String(error) });
    }
  }
}
