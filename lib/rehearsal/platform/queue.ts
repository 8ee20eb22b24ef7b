/**
 * One SQS queue: delays, visibility timeouts, redrive to a dead-letter queue, retention, metrics.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
import type { Resource } from '../templates';
import type { World } from '../world';
import { runningTraceHeader } from './output-capture';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** When it came into this queue: its age is counted from here. */
  readonly sentMs: number;
  /** When it was first sent, to whatever queue. */
  readonly originMs: number;
  readonly deadLetteredFrom?: Queue;
  /** The sender's trace. */
  readonly traceHeader?: string;
  receives: number;
  visibleMs: number;
}

/** What a queue knows of the others. */
export interface Surroundings {
  readonly byArn: (arn: string) => Queue | undefined;
  /** Something touched the queue. */
  readonly used: (queue: Queue) => void;
}

const MINUTE_MS = 60_000;
/** A queue is active while it has messages and for six hours after it was last used; only then it reports metrics. */
const ACTIVE_MS = 6 * 60 * MINUTE_MS;
const DEFAULT_RETENTION_SECONDS = 4 * 86_400;

export class Queue {
  private messages: Message[] = [];
  private serial = 0;
  private usedMs = Number.NEGATIVE_INFINITY;
  private readonly listeners: (() => void)[] = [];
  private readonly settings: Settings;

  constructor(
    private readonly world: World,
    readonly resource: Resource,
    private readonly surroundings: Surroundings,
  ) {
    this.settings = readSettings(resource);
  }

  /** `delaySeconds` replaces the queue's own delay. */
  send(body: string, attributes: Readonly<Record<string, string>> = {}, delaySeconds?: number): void {
    const delayMs = (delaySeconds ?? this.settings.delaySeconds) * 1000;
    this.add({ body, attributes, originMs: this.world.clock.now(), traceHeader: runningTraceHeader() }, delayMs);
    this.emit('NumberOfMessagesSent', 1);
  }

  /** Up to `limit` visible messages, now invisible for the visibility timeout; those received too often move on. */
  receive(limit: number): readonly Message[] {
    this.touch();
    const now = this.world.clock.now();
    const redrive = this.redrivePolicy();
    const received: Message[] = [];
    for (const message of this.messages.filter((candidate) => candidate.visibleMs <= now)) {
      if (received.length === limit) break;
      if (redrive && message.receives >= redrive.maxReceiveCount) {
        this.remove(message);
        redrive.target.add(message, 0, this);
        continue;
      }
      message.receives += 1;
      message.visibleMs = now + this.settings.visibilityMs;
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

  /** Where messages go that were received too often. */
  deadLetterQueue(): Queue | undefined {
    return this.redrivePolicy()?.target;
  }

  /** What StartMessageMoveTask does: every dead letter goes back to the queue it came from, as a new message. */
  redrive(): number {
    const moved = this.messages.filter((message) => message.deadLetteredFrom);
    for (const message of moved) {
      this.remove(message);
      message.deadLetteredFrom?.add({ ...message, originMs: this.world.clock.now() }, 0);
    }
    return moved.length;
  }

  hasVisible(): boolean {
    return this.messages.some((message) => message.visibleMs <= this.world.clock.now());
  }

  /** Calls back whenever a message may have become visible. */
  onAvailable(listener: () => void): void {
    this.listeners.push(listener);
    this.touch();
  }

  /** Reports depth and age for the minute that ends now; answers whether the queue is active. */
  sample(): boolean {
    this.expire();
    const now = this.world.clock.now();
    const isActive = this.messages.length > 0 || this.listeners.length > 0 || now - this.usedMs <= ACTIVE_MS;
    if (!isActive) return false;
    const atMs = now - MINUTE_MS;
    const visible = this.messages.filter((message) => message.visibleMs <= now).length;
    const delayed = this.messages.filter((message) => message.visibleMs > now && message.receives === 0).length;
    const inFlight = this.messages.length - visible - delayed;
    this.emit('ApproximateNumberOfMessagesVisible', visible, atMs);
    if (delayed > 0) this.emit('ApproximateNumberOfMessagesDelayed', delayed, atMs);
    if (inFlight > 0) this.emit('ApproximateNumberOfMessagesNotVisible', inFlight, atMs);
    // Messages are kept in the order they were sent.
    const [oldest] = this.messages;
    if (oldest) this.emit('ApproximateAgeOfOldestMessage', Math.round((now - oldest.sentMs) / 1000), atMs);
    return true;
  }

  private add(
    { body, attributes, originMs, traceHeader }: Pick<Message, 'body' | 'attributes' | 'originMs' | 'traceHeader'>,
    delayMs: number,
    deadLetteredFrom?: Queue,
  ): void {
    const now = this.world.clock.now();
    this.touch();
    this.serial += 1;
    const id = `${this.resource.logicalId}-${this.serial}`;
    const visibleMs = now + delayMs;
    const arrived = { id, body, attributes, originMs, traceHeader, sentMs: now, deadLetteredFrom };
    this.messages.push({ ...arrived, receives: 0, visibleMs });
    this.world.clock.after(delayMs, () => this.announce());
  }

  private remove(message: Message): void {
    this.touch();
    this.messages = this.messages.filter((kept) => kept !== message);
  }

  private touch(): void {
    this.usedMs = this.world.clock.now();
    this.surroundings.used(this);
  }

  /** Retention counts from when a message was first sent, in a dead-letter queue too. */
  private expire(): void {
    const oldestMs = this.world.clock.now() - this.settings.retentionMs;
    if (!this.messages.some(({ originMs }) => originMs < oldestMs)) return;
    this.messages = this.messages.filter(({ originMs }) => originMs >= oldestMs);
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }

  private redrivePolicy(): { readonly target: Queue; readonly maxReceiveCount: number } | undefined {
    const { deadLetterArn, maxReceiveCount } = this.settings;
    const target = deadLetterArn === undefined ? undefined : this.surroundings.byArn(deadLetterArn);
    return target && { target, maxReceiveCount };
  }

  private emit(name: string, value: number, atMs = this.world.clock.now()): void {
    this.world.metrics.put({ namespace: 'AWS/SQS', name, dimensions: { QueueName: this.resource.name } }, value, atMs);
  }
}

interface Settings {
  readonly delaySeconds: number;
  readonly visibilityMs: number;
  readonly retentionMs: number;
  readonly deadLetterArn?: string;
  readonly maxReceiveCount: number;
}

function readSettings({ properties }: Resource): Settings {
  const { DelaySeconds = 0, VisibilityTimeout = 30, MessageRetentionPeriod = DEFAULT_RETENTION_SECONDS } = properties;
  const policy = properties.RedrivePolicy;
  const { deadLetterTargetArn, maxReceiveCount } = (
    typeof policy === 'string' ? JSON.parse(policy) : (policy ?? {})
  ) as {
    deadLetterTargetArn?: string;
    maxReceiveCount?: number | string;
  };
  return {
    delaySeconds: Number(DelaySeconds),
    visibilityMs: Number(VisibilityTimeout) * 1000,
    retentionMs: Number(MessageRetentionPeriod) * 1000,
    deadLetterArn: deadLetterTargetArn,
    maxReceiveCount: Number(maxReceiveCount),
  };
}
