/** SNS: every publish is recorded with the subscriptions that get it; queues and functions really do, nothing leaves the process. */
import type { MessageAttribute } from '../../core/signal/subscription-filter';
import { isPage } from '../../view/report/is-page';
import type { ReportNotification, StoryKind } from '../../view/report/model';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import { LATENCY } from './latency';
import { deliverTo, readSubscriptions, type Subscription } from './subscriptions';

export type PublishedMessage = Pick<ReportNotification, 'channel' | 'kind' | 'subject' | 'body'> & {
  /**
   * What subscribers that are programs get.
   * @default - the body
   */
  readonly payload?: string;
  /** Attributes of type String. @default - none */
  readonly attributes?: Readonly<Record<string, string>>;
};

/** The subject of mail for a message that has none. */
const NO_SUBJECT = 'AWS Notification Message';

export class Topics {
  private readonly subscriptions: readonly Subscription[];
  private serial = 0;

  constructor(private readonly world: World) {
    this.subscriptions = readSubscriptions(world);
    destinationsOf(world).add('sns', (arn, text) => {
      this.publish(arn, { channel: topicName(arn), kind: 'alarm-action', subject: NO_SUBJECT, body: text });
    });
  }

  publish(topicArn: string, message: PublishedMessage): string {
    this.serial += 1;
    const id = `message-${this.serial}`;
    this.world.clock.after(LATENCY.topicDelivery.ms, () => this.deliver(id, topicArn, message));
    return id;
  }

  private deliver(id: string, topicArn: string, message: PublishedMessage): void {
    const atMs = this.world.clock.now();
    const text = message.payload ?? message.body;
    const attributes = typed(message.attributes ?? {});
    const subscribed = this.subscriptions.filter((subscription) => subscription.topicArn === topicArn);
    const accepting = subscribed.filter(({ filter }) => filter?.accepts({ body: text, attributes }) ?? true);
    const recipients = accepting.map(({ endpoint }) => endpoint);
    const { channel, kind, subject, body } = message;
    this.world.recorder.notified({ channel, kind, subject, body, atMs, recipients });
    const nobody = subscribed.length > 0 ? ': no filter policy accepts it' : '';
    const whom = recipients.join(', ') || `topic ${topicName(topicArn)}${nobody}`;
    this.world.recorder.tell(atMs, storyKind(message), subject, whom);
    for (const subscription of accepting) {
      deliverTo(this.world, subscription, { id, topicArn, subject, text, atMs, attributes });
    }
  }
}

/** An alarm's own actions say in the subject which state it went to. */
export function storyKind({ kind, subject }: Pick<PublishedMessage, 'kind' | 'subject'>): StoryKind {
  if (isPage({ kind, subject })) return 'page';
  return kind === 'resolved' || (kind === 'alarm-action' && subject.startsWith('OK')) ? 'resolved' : 'notice';
}

function typed(attributes: Readonly<Record<string, string>>): Record<string, MessageAttribute> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { type: 'String', value }]));
}

function topicName(arn: string): string {
  return arn.split(':').at(-1) as string;
}
