/** SNS subscriptions of the templates: who they are, which messages they accept, and what queues and functions get. */
import {
  compileSubscriptionFilter,
  type FilterPolicyScope,
  type MessageAttribute,
  type SubscriptionFilter,
} from '../../core/signal/subscription-filter';
import type { Resource } from '../templates';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import { readEach } from './not-rehearsed';

export interface Subscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
  /** @default - every message is accepted */
  readonly filter?: SubscriptionFilter;
}

/** A published message as SNS sends it on. */
export interface TopicMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string;
  readonly text: string;
  readonly atMs: number;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

export function readSubscriptions(world: World): Subscription[] {
  const { templates } = world;
  return [
    ...readEach(world, templates.ofType('AWS::SNS::Subscription'), 'subscription', (resource) => [
      readSubscription(world, resource, String(resource.properties.TopicArn), resource.properties),
    ]),
    ...readEach(world, templates.ofType('AWS::SNS::Topic'), 'topic', (topic) =>
      ((topic.properties.Subscription ?? []) as readonly Record<string, unknown>[]).map((inline) =>
        readSubscription(world, topic, topic.arn, inline),
      ),
    ),
  ];
}

function readSubscription(
  world: World,
  resource: Resource,
  topicArn: string,
  properties: Readonly<Record<string, unknown>>,
): Subscription {
  const { Protocol, Endpoint, RawMessageDelivery } = properties;
  const [protocol, endpoint] = [String(Protocol), String(Endpoint)];
  if (protocol === 'sqs' || protocol === 'lambda') {
    const refusal = destinationsOf(world).refusal(endpoint, [protocol]);
    if (refusal) world.notRehearsed.set(`${resource.path} endpoint`, `subscriber ${refusal}`);
  }
  return {
    topicArn,
    protocol,
    endpoint,
    raw: RawMessageDelivery === true || RawMessageDelivery === 'true',
    filter: readFilter(world, resource, properties),
  };
}

/** Without a readable policy the subscription is shown to get every message, and that is said. */
function readFilter(
  world: World,
  { path }: Resource,
  { FilterPolicy, FilterPolicyScope }: Readonly<Record<string, unknown>>,
): SubscriptionFilter | undefined {
  if (FilterPolicy === undefined) return undefined;
  try {
    const policy: unknown = typeof FilterPolicy === 'string' ? JSON.parse(FilterPolicy) : FilterPolicy;
    return compileSubscriptionFilter(policy, (FilterPolicyScope ?? 'MessageAttributes') as FilterPolicyScope);
  } catch (error) {
    world.notRehearsed.set(path, `${(error as Error).message}; every message is shown as delivered`);
    return undefined;
  }
}

/** Hands a message to a subscribed queue or function; mail, SMS and the like are only recorded. */
export function deliverTo(world: World, subscription: Subscription, message: TopicMessage): void {
  const { protocol, endpoint, raw } = subscription;
  const destinations = destinationsOf(world);
  if (protocol === 'lambda') destinations.deliver(endpoint, JSON.stringify(lambdaEvent(subscription, message)));
  if (protocol === 'sqs') destinations.deliver(endpoint, raw ? message.text : JSON.stringify(envelope(message, 'URL')));
}

/**
 * The JSON that queues and HTTP endpoints get. Lambda writes `Url` where the others have `URL`.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
function envelope(
  { id, topicArn, subject, text, atMs, attributes }: TopicMessage,
  url: 'URL' | 'Url',
): Record<string, unknown> {
  const typed = Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]);
  const hasAttributes = typed.length > 0 || url === 'Url';
  return {
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    Subject: subject,
    Message: text,
    Timestamp: new Date(atMs).toISOString(),
    SignatureVersion: '1',
    Signature: 'rehearsal',
    [`SigningCert${url}`]: 'https://sns.amazonaws.com/rehearsal.pem',
    [`Unsubscribe${url}`]: 'https://sns.amazonaws.com/?Action=Unsubscribe',
    ...(hasAttributes && { MessageAttributes: Object.fromEntries(typed) }),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function lambdaEvent({ topicArn }: Subscription, message: TopicMessage): Record<string, unknown> {
  const record = {
    EventVersion: '1.0',
    EventSubscriptionArn: `${topicArn}:rehearsal`,
    EventSource: 'aws:sns',
    Sns: envelope(message, 'Url'),
  };
  return { Records: [record] };
}
