/**
 * SQS: visibility timeouts, delays, redrive to a dead-letter queue, polling by Lambda with partial batch responses.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Functions } from './functions';
import { LATENCY } from './latency';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentMs: number;
  readonly deadLetteredFrom?: Queue;
  receives: number;
  visibleMs: number;
}

const MINUTE_MS = 60_000;
/** A queue reports metrics for up to six hours after it was last used. */
const ACTIVE_MS = 6 * 60 * MINUTE_MS;
/** Lambda starts with five concurrent batches for a queue. */
const DEFAULT_CONCURRENCY = 5;
const DEFAULT_BATCH = 10;

export class Queues {
  private readonly queues = new Map<string, Queue>();

  constructor(
    private readonly world: World,
    functions: Functions,
  ) {
    for (const resource of world.templates.ofType('AWS::SQS::Queue')) {
      this.queues.set(resource.arn, new Queue(world, resource, (arn) => this.queues.get(arn)));
    }
    for (const mapping of world.templates.ofType('AWS::Lambda::EventSourceMapping')) this.connect(mapping, functions);
  }

  /** By ARN, name or URL. */
  byIdentity(identity: string): Queue | undefined {
    const resource = this.world.templates.byIdentity(identity, 'AWS::SQS::Queue');
    return resource && this.queues.get(resource.arn);
  }

  find(id: string): Queue {
    return this.queues.get(this.world.templates.find(id, 'AWS::SQS::Queue').arn) as Queue;
  }

  private connect(mapping: Resource, functions: Functions): void {
    const { templates, notRehearsed } = this.world;
    const { EventSourceArn, FunctionName, Enabled, FilterCriteria } = mapping.properties;
    const queue = this.queues.get(String(EventSourceArn));
    if (!queue || Enabled === false) return;
    const target = templates.byIdentity(String(FunctionName), 'AWS::Lambda::Function');
    if (FilterCriteria !== undefined) notRehearsed.set(mapping.path, 'filter of a queue: every message is delivered');
    if (!target)
      notRehearsed.set(mapping.path, `queue consumer ${String(FunctionName)}: not a function of the templates`);
    else new Poller(this.world, functions, queue, target, mapping.properties).start();
  }

  /** Samples the queues' depth and age; called at the end of each minute. */
  sample(): void {
    for (const queue of this.queues.values()) queue.sample();
  }
}

export const QUEUE_RULES = [
  {
    what: 'AWS/SQS depth and age',
    value: 'sampled at the end of each minute, for 6 h after the queue was last used or while a function polls it',
    source: 'docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
  },
  {
    what: 'SQS redrive',
    value: 'a message received maxReceiveCount times moves to the dead-letter queue when it would be received again',
    source: 'docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  },
] as const;

export class Queue {
  private messages: Message[] = [];
  private serial = 0;
  private usedMs = Number.NEGATIVE_INFINITY;
  private readonly listeners: (() => void)[] = [];
  private polled = false;

  constructor(
    private readonly world: World,
    readonly resource: Resource,
    private readonly byArn: (arn: string) => Queue | undefined,
  ) {}

  send(body: string, attributes: Readonly<Record<string, string>> = {}): void {
    const delayMs = Number(this.resource.properties.DelaySeconds ?? 0) * 1000;
    this.add(body, attributes, delayMs);
    this.emit('NumberOfMessagesSent', 1);
  }

  /** Up to `limit` visible messages, now invisible for the visibility timeout; those received too often move on. */
  receive(limit: number): readonly Message[] {
    const now = this.world.clock.now();
    const redrive = this.redrivePolicy();
    const received: Message[] = [];
    for (const message of this.messages.filter((candidate) => candidate.visibleMs <= now)) {
      if (received.length === limit) break;
      if (redrive && message.receives >= redrive.maxReceiveCount) {
        this.remove(message);
        redrive.target.add(message.body, message.attributes, 0, this);
        continue;
      }
      message.receives += 1;
      message.visibleMs = now + this.visibilityMs();
      this.world.clock.at(message.visibleMs, () => this.announce());
      received.push(message);
    }
    if (received.length > 0) this.emit('NumberOfMessagesReceived', received.length);
    return received;
  }

  delete(message: Message): void {
    this.remove(message);
    this.emit('NumberOfMessagesDeleted', 1);
  }

  /** What StartMessageMoveTask does: every dead letter goes back to the queue it came from, as a new message. */
  redrive(): number {
    const moved = this.messages.filter((message) => message.deadLetteredFrom);
    for (const message of moved) {
      this.remove(message);
      message.deadLetteredFrom?.add(message.body, message.attributes, 0);
    }
    return moved.length;
  }

  hasVisible(): boolean {
    return this.messages.some((message) => message.visibleMs <= this.world.clock.now());
  }

  /** Calls back whenever a message may have become visible. */
  onAvailable(listener: () => void): void {
    this.polled = true;
    this.listeners.push(listener);
  }

  sample(): void {
    const now = this.world.clock.now();
    if (!this.polled && now - this.usedMs > ACTIVE_MS) return;
    const atMs = now - MINUTE_MS;
    const visible = this.messages.filter((message) => message.visibleMs <= now).length;
    const delayed = this.messages.filter((message) => message.visibleMs > now && message.receives === 0).length;
    // Messages are kept in the order they were sent.
    const oldestMs = this.messages[0]?.sentMs ?? now;
    this.emit('ApproximateNumberOfMessagesVisible', visible, atMs);
    this.emit('ApproximateNumberOfMessagesDelayed', delayed, atMs);
    this.emit('ApproximateNumberOfMessagesNotVisible', this.messages.length - visible - delayed, atMs);
    this.emit('ApproximateAgeOfOldestMessage', Math.round((now - oldestMs) / 1000), atMs);
  }

  private add(
    body: string,
    attributes: Readonly<Record<string, string>>,
    delayMs: number,
    deadLetteredFrom?: Queue,
  ): void {
    const now = this.world.clock.now();
    this.usedMs = now;
    this.serial += 1;
    const id = `${this.resource.logicalId}-${this.serial}`;
    this.messages.push({ id, body, attributes, sentMs: now, deadLetteredFrom, receives: 0, visibleMs: now + delayMs });
    this.world.clock.after(delayMs, () => this.announce());
  }

  private remove(message: Message): void {
    this.usedMs = this.world.clock.now();
    this.messages = this.messages.filter((kept) => kept !== message);
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }

  private redrivePolicy(): { readonly target: Queue; readonly maxReceiveCount: number } | undefined {
    const policy = this.resource.properties.RedrivePolicy as
      | { deadLetterTargetArn?: string; maxReceiveCount?: number }
      | undefined;
    const target = policy?.deadLetterTargetArn === undefined ? undefined : this.byArn(policy.deadLetterTargetArn);
    return target && { target, maxReceiveCount: Number(policy?.maxReceiveCount) };
  }

  private visibilityMs(): number {
    return Number(this.resource.properties.VisibilityTimeout ?? 30) * 1000;
  }

  private emit(name: string, value: number, atMs = this.world.clock.now()): void {
    this.world.metrics.put({ namespace: 'AWS/SQS', name, dimensions: { QueueName: this.resource.name } }, value, atMs);
  }
}

/** Lambda's poller of one queue. */
class Poller {
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
