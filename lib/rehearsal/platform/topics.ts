import type { ReportNotification } from '../../view/report/model';
import type { World } from '../world';
import { LATENCY } from './latency';

/** SNS: every publish is recorded with the subscriptions that would get it; nothing leaves the process. */
export class Topics {
  private serial = 0;

  constructor(private readonly world: World) {
    for (const subscription of world.templates.ofType('AWS::SNS::Subscription')) {
      if (subscription.properties.FilterPolicy !== undefined) {
        world.notRehearsed.set(subscription.path, 'subscription filter policy: the message is shown as delivered');
      }
    }
  }

  publish(topicArn: string, message: Pick<ReportNotification, 'channel' | 'kind' | 'subject' | 'body'>): string {
    const recipients = this.subscriptions(topicArn);
    this.world.clock.after(LATENCY.topicDelivery.ms, () => {
      const atMs = this.world.clock.now();
      this.world.recorder.notified({ ...message, atMs, recipients });
      const kind = message.kind === 'resolved' ? 'resolved' : message.kind === 'notice' ? 'notice' : 'page';
      this.world.recorder.tell(
        atMs,
        kind,
        message.subject,
        recipients.join(', ') || `topic ${topicArn.split(':').at(-1)}`,
      );
    });
    this.serial += 1;
    return `message-${this.serial}`;
  }

  private subscriptions(topicArn: string): string[] {
    const own = this.world.templates
      .ofType('AWS::SNS::Subscription')
      .filter(({ properties }) => properties.TopicArn === topicArn)
      .map(({ properties }) => String(properties.Endpoint));
    const topic = this.world.templates.byIdentity(topicArn, 'AWS::SNS::Topic');
    const inline = (topic?.properties.Subscription ?? []) as readonly { Endpoint?: string }[];
    return [...own, ...inline.map(({ Endpoint }) => String(Endpoint))];
  }
}
