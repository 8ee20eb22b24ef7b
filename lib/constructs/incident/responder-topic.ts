import type { CfnSubscription, ITopicSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { demand } from '../check';
import { RESPONDERS_CHANNEL } from './channel';

/** Message attribute that names for whom a message is. Without it the message is for the channel. */
const RESPONDER_ATTRIBUTE = 'responder';

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_FILTER_POLICIES = 200;

interface Endpoint {
  readonly subscription: CfnSubscription;
  readonly readers: unknown[];
}

/**
 * Who gets what on the one topic of responders: a page for a person reaches their own endpoints only, a message of the
 * channel those of the channel. Without people nothing is filtered. An endpoint can be subscribed to a topic once, so
 * one that several share has one subscription that takes what is for any of them.
 */
export class ResponderTopic {
  private readonly endpoints = new Map<string, Endpoint>();
  private hasPeople = false;
  private made?: Topic;

  /** @param make the topic, when the first endpoint needs it */
  constructor(private readonly make: () => Topic) {}

  get topic(): Topic | undefined {
    return this.made;
  }

  addChannelAddress(address: string): void {
    this.add(`mailto:${address}`, [{ exists: false }, RESPONDERS_CHANNEL], new EmailSubscription(address));
  }

  /** Answers the topic. */
  addPerson(where: string, name: string, { email, sms }: { readonly email?: string; readonly sms?: string }): Topic {
    this.hasPeople = true;
    if (email !== undefined) this.add(`mailto:${email}`, [name], new EmailSubscription(email));
    if (sms !== undefined) this.add(`tel:${sms}`, [name], new SmsSubscription(sms));
    this.filter();
    demand(
      where,
      this.endpoints.size <= MAX_FILTER_POLICIES,
      `the addresses and numbers of a hub's people may be ${MAX_FILTER_POLICIES} at most (filter policies of a topic), ` +
        `got ${this.endpoints.size}; reach some people by a channel instead`,
    );
    return this.topicMade();
  }

  private add(id: string, readers: readonly unknown[], subscription: ITopicSubscription): void {
    const known = this.endpoints.get(id);
    if (known) known.readers.push(...readers);
    else {
      const made = this.topicMade().addSubscription(subscription);
      this.endpoints.set(id, { subscription: made.node.defaultChild as CfnSubscription, readers: [...readers] });
    }
  }

  private topicMade(): Topic {
    this.made ??= this.make();
    return this.made;
  }

  private filter(): void {
    if (!this.hasPeople) return;
    for (const { subscription, readers } of this.endpoints.values()) {
      subscription.filterPolicy = { [RESPONDER_ATTRIBUTE]: readers };
    }
  }
}
