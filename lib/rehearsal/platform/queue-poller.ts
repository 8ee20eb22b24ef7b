/** Lambda's polling of queues: batches, concurrency, partial batch responses. */
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Functions } from './functions';
import { LATENCY } from './latency';
import type { Message, Queue } from './queue';

/** Lambda starts with five concurrent batches for a queue. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_BATCH = 10;

/** Lambda's poller of one queue. */
export class QueuePoller {
  private running = 0;
  private readonly batchSize: number;
  private readonly concurrency: number;
  private readonly partial: boolean;

  constructor(
    private readonly world: World,
    private readonly functions: Functions,
    private readonly queue: Queue,
    private readonly target: Resource,
    settings: Readonly<Record<string, unknown>>,
  ) {
    const scaling = settings.ScalingConfig as { MaximumConcurrency?: number } | undefined;
    this.batchSize = Number(settings.BatchSize ?? DEFAULT_BATCH);
    this.concurrency = Number(scaling?.MaximumConcurrency ?? DEFAULT_CONCURRENCY);
    this.partial = ((settings.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');
  }

  start(): void {
    this.queue.onAvailable(() => this.world.clock.after(LATENCY.queuePoll.ms, () => this.poll()));
  }

  private poll(): void {
    if (this.running >= this.concurrency || !this.functions.isBound(this.target)) return;
    const batch = this.queue.receive(this.batchSize);
    if (batch.length === 0) return;
    this.running += 1;
    this.handle(batch)
      .catch(this.world.fail)
      .finally(() => {
        this.running -= 1;
        if (this.queue.hasVisible()) this.poll();
      });
  }

  private async handle(batch: readonly Message[]): Promise<void> {
    const { region } = this.world.templates.assembly.stacks[0]?.environment ?? { region: '' };
    const event = { Records: batch.map((message) => toRecord(message, this.queue.resource, region)) };
    const result = await this.functions.invoke(this.target, event);
    if (!result.ok) return;
    const failed = this.partial ? failedIds(result.value) : new Set<string>();
    for (const message of batch) if (!failed.has(message.id)) this.queue.delete(message);
  }
}

function failedIds(response: unknown): Set<string> {
  const failures = (response as { batchItemFailures?: { itemIdentifier: string }[] } | undefined)?.batchItemFailures;
  return new Set((failures ?? []).map(({ itemIdentifier }) => itemIdentifier));
}

function toRecord(message: Message, queue: Resource, region: string): Record<string, unknown> {
  return {
    messageId: message.id,
    receiptHandle: message.id,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(message.sentMs),
      SenderId: 'rehearsal',
      ApproximateFirstReceiveTimestamp: String(message.sentMs),
      ...(message.traceHeader && { AWSTraceHeader: message.traceHeader }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [name, { stringValue: value, dataType: 'String' }]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
