import { Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { checkName } from '../names';

/** Name of the channel that all e-mail addresses share. */
export const RESPONDERS_CHANNEL = 'oncall';

/** Where people are told of incidents. */
export abstract class Channel {
  /** As incidents and the hub's configuration name it. */
  abstract readonly name: string;

  /**
   * Mail to these addresses, all on the channel `oncall`. Each gets a mail with a link to confirm the subscription at
   * the first deployment, and is subscribed to the fallback topic as well.
   */
  static email(...addresses: readonly string[]): Channel {
    if (addresses.length === 0) throw new Error('Channel.email needs at least one address, got none');
    for (const address of addresses) {
      if (!Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+$/.test(address)) {
        throw new Error(`Channel.email got ${JSON.stringify(address)}; pass an address such as 'oncall@example.com'`);
      }
    }
    return new EmailChannel(addresses);
  }

  /**
   * Messages to a topic of yours, with kind, severity, service and environment as message attributes for subscription
   * filters. If the key of an encrypted topic is imported, its policy must let the account use it.
   * @param name unique in the hub: 1 to 64 letters, digits, `.`, `_`, `-`
   */
  static topic(name: string, topic: ITopic): Channel {
    checkName('name of the channel', name);
    if (name === RESPONDERS_CHANNEL) {
      throw new Error(`Channel.topic: the name '${RESPONDERS_CHANNEL}' is that of the e-mail channel; choose another`);
    }
    return new TopicChannel(name, topic);
  }
}

/** Addresses on the topic of responders. */
export class EmailChannel extends Channel {
  readonly name = RESPONDERS_CHANNEL;

  constructor(readonly addresses: readonly string[]) {
    super();
  }
}

/** A topic that others own. */
export class TopicChannel extends Channel {
  constructor(
    readonly name: string,
    readonly topic: ITopic,
  ) {
    super();
  }
}
