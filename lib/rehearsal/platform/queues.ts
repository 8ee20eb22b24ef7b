/** SQS: the queues of the templates, who polls them, and which are dead-letter queues. */
import { constructPath, type Resource } from '../templates';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import type { Functions } from './functions';
import { readEach } from './not-rehearsed';
import { Queue } from './queue';
import { QueuePoller } from './queue-poller';

const MINUTE_MS = 60_000;

export class Queues {
  private readonly queues = new Map<string, Queue>();
  /** Those that may have something to report; the others cost nothing. */
  private readonly active = new Set<Queue>();
  private sampling = false;
  /** The end of the minute is waited for; while no queue is active, it is not. */
  private awaiting = false;

  constructor(
    private readonly world: World,
    functions: Functions,
  ) {
    const { templates } = world;
    const surroundings = {
      byArn: (arn: string) => this.queues.get(arn),
      used: (queue: Queue) => {
        this.active.add(queue);
        this.awaitMinute();
      },
    };
    const queues = readEach(world, templates.ofType('AWS::SQS::Queue'), 'queue', (resource) => [
      new Queue(world, resource, surroundings),
    ]);
    for (const queue of queues) this.queues.set(queue.resource.arn, queue);
    readEach(world, templates.ofType('AWS::Lambda::EventSourceMapping'), 'event source mapping', (mapping) =>
      this.connect(mapping, functions),
    );
    destinationsOf(world).add('sqs', (arn, text) => this.queues.get(arn)?.send(text));
  }

  /** By ARN, name or URL. */
  byIdentity(identity: string): Queue | undefined {
    const resource = this.world.templates.byIdentity(identity, 'AWS::SQS::Queue');
    return resource && this.queues.get(resource.arn);
  }

  /** @throws where there is none of that id, or one that cannot be played */
  find(id: string): Queue {
    const resource = this.world.templates.find(id, 'AWS::SQS::Queue');
    const reason = this.world.notRehearsed.get(resource.path);
    if (reason) throw new Error(`${constructPath(resource.path)} is not rehearsed: ${reason}`);
    return this.queues.get(resource.arn) as Queue;
  }

  /**
   * A queue whose messages can be redriven.
   * @throws naming the dead-letter queues there are, where it is none
   */
  findDeadLetterQueue(id: string): Queue {
    const queue = this.find(id);
    const deadLetterQueues = new Set([...this.queues.values()].flatMap((source) => source.deadLetterQueue() ?? []));
    if (deadLetterQueues.has(queue)) return queue;
    const known = [...deadLetterQueues].map(({ resource }) => constructPath(resource.path)).sort();
    throw new Error(
      `${constructPath(queue.resource.path)} is the dead-letter queue of no other queue, so nothing can be redriven from ` +
        `it; dead-letter queues are: ${known.join(', ') || '(the templates have none)'}`,
    );
  }

  /** From now on the active queues are sampled at the end of each minute. */
  startSampling(): void {
    this.sampling = true;
    this.awaitMinute();
  }

  /** Samples depth and age of the active queues. */
  sample(): void {
    for (const queue of this.active) if (!queue.sample()) this.active.delete(queue);
  }

  private awaitMinute(): void {
    if (!this.sampling || this.awaiting || this.active.size === 0) return;
    this.awaiting = true;
    const { clock } = this.world;
    clock.at((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS, () => {
      this.awaiting = false;
      this.sample();
      this.awaitMinute();
    });
  }

  private connect(mapping: Resource, functions: Functions): never[] {
    const { templates, notRehearsed } = this.world;
    const { EventSourceArn, FunctionName, Enabled, FilterCriteria } = mapping.properties;
    if (Enabled === false) return [];
    const source = String(EventSourceArn ?? 'a self-managed source');
    const queue = this.queues.get(source);
    const target = templates.byIdentity(String(FunctionName), 'AWS::Lambda::Function');
    if (!queue) {
      // Streams of tables are the hub's.
      if (!source.includes(':dynamodb:')) notRehearsed.set(mapping.path, sourceRefusal(source));
    } else if (!target) {
      notRehearsed.set(mapping.path, `queue consumer ${String(FunctionName)}: not a function of the templates`);
    } else {
      if (FilterCriteria !== undefined) notRehearsed.set(mapping.path, 'filter of a queue: every message is delivered');
      new QueuePoller(this.world, functions, queue, target, mapping.properties).start();
    }
    return [];
  }
}

function sourceRefusal(source: string): string {
  return source.split(':')[2] === 'sqs'
    ? `event source ${source}: the templates do not have it`
    : `event source ${source}: only queues and DynamoDB streams are played`;
}

export const QUEUE_RULES = [
  {
    what: 'AWS/SQS depth and age',
    value:
      'sampled at the end of each minute while the queue has messages or a function polls it, and for 6 h after it was ' +
      'last used; an unused queue has no metrics. Age, delayed and in flight are reported only while there are such messages',
    source: 'docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
  },
  {
    what: 'SQS redrive',
    value: 'a message received maxReceiveCount times moves to the dead-letter queue when it would be received again',
    source: 'docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  },
  {
    what: 'SQS retention',
    value: 'a message is lost when it is older than the retention period of the queue it is in (4 days by default)',
    source: 'docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html',
  },
] as const;
