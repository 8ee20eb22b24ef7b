/**
 * Subscription filters: matching log events go to a function, compressed and in batches.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { gzipSync } from 'node:zlib';
import { compileFilterPattern, type FilterPattern } from '../../core/signal/filter-pattern';
import type { Resource } from '../templates';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import { LATENCY } from './latency';
import { readEach } from './not-rehearsed';

interface LogEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

interface Subscription {
  readonly name: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly pattern: FilterPattern;
  readonly destination: string;
  readonly waiting: LogEvent[];
}

export class LogSubscriptions {
  private readonly byGroup = new Map<string, Subscription[]>();
  private serial = 0;

  constructor(private readonly world: World) {
    const resources = world.templates.ofType('AWS::Logs::SubscriptionFilter');
    for (const found of readEach(world, resources, 'log subscription', (resource) => [this.read(resource)])) {
      this.byGroup.set(found.logGroup, [...(this.byGroup.get(found.logGroup) ?? []), found]);
    }
  }

  /** A log event as it is written; what matches within the platform's delay goes out together. */
  take(logGroup: string, message: string): void {
    for (const subscription of this.byGroup.get(logGroup) ?? []) {
      if (subscription.pattern.match(message) === undefined) continue;
      this.serial += 1;
      const { clock } = this.world;
      if (subscription.waiting.length === 0) clock.after(LATENCY.logToMetric.ms, () => this.send(subscription));
      subscription.waiting.push({ id: `log-event-${this.serial}`, timestamp: clock.now(), message });
    }
  }

  private send({ name, owner, logGroup, destination, waiting }: Subscription): void {
    const logEvents = waiting.splice(0);
    const content = {
      messageType: 'DATA_MESSAGE',
      owner,
      logGroup,
      logStream: 'rehearsal',
      subscriptionFilters: [name],
      logEvents,
    };
    const data = gzipSync(JSON.stringify(content)).toString('base64');
    destinationsOf(this.world).deliver(destination, JSON.stringify({ awslogs: { data } }));
  }

  private read({ properties, name, arn }: Resource): Subscription {
    const { LogGroupName, FilterPattern: pattern, DestinationArn, FilterName, ApplyOnTransformedLogs } = properties;
    if (ApplyOnTransformedLogs === true) throw new Error('ApplyOnTransformedLogs is not played');
    const destination = String(DestinationArn);
    const refusal = destinationsOf(this.world).refusal(destination, ['lambda']);
    if (refusal) throw new Error(refusal);
    return {
      name: String(FilterName ?? name),
      owner: arn.split(':')[4] ?? '',
      logGroup: String(LogGroupName),
      pattern: compileFilterPattern(String(pattern ?? '')),
      destination,
      waiting: [],
    };
  }
}
