/** An SQS queue with its Lambda function: batches, a visibility timeout, dead letters that somebody sends again. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { VirtualTime } from './virtual-time';

interface Message {
  readonly id: string;
  readonly body: string;
  /** How often it was delivered. */
  received: number;
}

/** As the hub's queues have them: lib/constructs/incident/signals.ts. */
const BATCH = 10;
const MOST_AT_ONCE = 5;
const VISIBILITY_MS = 180_000;
const MOST_RECEIVES = 5;
/** Of a poll that finds something. */
const POLL_MS = 100;
/** Somebody hears the watchdog's alarm, and moves the dead letters back. */
const REDRIVE_MS = 3_600_000;

export class Queue {
  redriven = 0;
  private readonly waiting: Message[] = [];
  private running = 0;
  private polling = false;
  private sent = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly handle: (records: SQSRecord[]) => Promise<SQSBatchResponse>,
  ) {}

  send(body: string): void {
    this.sent += 1;
    this.arrive({ id: String(this.sent), body, received: 0 });
  }

  private arrive(message: Message): void {
    this.waiting.push(message);
    this.pollSoon();
  }

  private pollSoon(): void {
    if (this.polling || this.waiting.length === 0) return;
    this.polling = true;
    this.time.after(POLL_MS, () => {
      this.polling = false;
      while (this.running < MOST_AT_ONCE && this.waiting.length > 0) void this.deliver(this.waiting.splice(0, BATCH));
    });
  }

  private async deliver(batch: readonly Message[]): Promise<void> {
    this.running += 1;
    const records = batch.map(({ id, body }) => ({ messageId: id, body }) as SQSRecord);
    const failed = await this.handle(records).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(batch.map(({ id }) => id)),
    );
    this.running -= 1;
    for (const message of batch) if (failed.has(message.id)) this.comeBack(message);
    this.pollSoon();
  }

  private comeBack(message: Message): void {
    const received = message.received + 1;
    const isDead = received >= MOST_RECEIVES;
    if (isDead) this.redriven += 1;
    this.time.after(isDead ? REDRIVE_MS : VISIBILITY_MS, () =>
      this.arrive({ ...message, received: isDead ? 0 : received }),
    );
  }
}
