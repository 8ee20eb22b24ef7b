import type { ChannelConfig } from '../../core/config';
import { shown } from '../check';
import { Channel, EmailChannel, ProviderChannel, RESPONDERS_CHANNEL, TopicChannel } from './channel';

/** The channels of a hub, by what they need. */
export interface ChannelSet {
  /** Each once. */
  readonly addresses: readonly string[];
  readonly topics: readonly TopicChannel[];
  readonly providers: readonly ProviderChannel[];
}

/** The hub's document is one standard parameter of 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_CHANNELS = 10;

/** Sorts channels by kind. Throws for what is no channel, and where two cannot be told apart. */
export function channelSet(channels: readonly Channel[]): ChannelSet {
  checkChannels(channels);
  if (channels.length === 0) {
    throw new Error("'channels' must name at least one channel, got none; pass Channel.email('oncall@example.com')");
  }
  const named = channels.filter((channel) => !(channel instanceof EmailChannel));
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`'channels' has two channels named '${twice}'; give each its own name`);
  if (named.length > MAX_CHANNELS) {
    throw new Error(`'channels' may have ${MAX_CHANNELS} channels beside e-mail at most, got ${named.length}`);
  }
  const addresses = channels.flatMap((channel) => (channel instanceof EmailChannel ? channel.addresses : []));
  return {
    addresses: [...new Set(addresses)],
    topics: named.filter((channel) => channel instanceof TopicChannel),
    providers: named.filter((channel) => channel instanceof ProviderChannel),
  };
}

function checkChannels(channels: readonly unknown[]): void {
  const example = "[Channel.email('oncall@example.com')]";
  if (!Array.isArray(channels)) throw new Error(`'channels' must be a list such as ${example}, got ${shown(channels)}`);
  for (const channel of channels) {
    if (channel instanceof Channel) continue;
    const isAddress = typeof channel === 'string' && /^[^\s@]+@[^\s@]+$/.test(channel);
    const todo = isAddress ? `write Channel.email('${channel}')` : `pass channels such as ${example}`;
    throw new Error(`'channels' must be a list of channels, got ${shown(channel)} in it; ${todo}`);
  }
}

/** As the functions read them. */
export function channelConfigs(set: ChannelSet, respondersArn: string | undefined): ChannelConfig[] {
  const mail: ChannelConfig[] =
    set.addresses.length > 0 && respondersArn !== undefined
      ? [{ kind: 'topic', name: RESPONDERS_CHANNEL, topicArn: respondersArn }]
      : [];
  const topics = set.topics.map(
    ({ name, topic, format, failover, listener }): ChannelConfig => ({
      kind: 'topic',
      name,
      topicArn: topic.topicArn,
      ...(format === 'chat' && { format }),
      ...(failover !== undefined && { failover }),
      ...listener,
    }),
  );
  const providers = set.providers.map(
    ({ kind, name, secret, region, failover, listener, chat }): ChannelConfig => ({
      kind,
      name,
      secretArn: secret.secretArn,
      ...(region !== undefined && { region }),
      ...(failover !== undefined && { failover }),
      ...listener,
      ...chat,
    }),
  );
  return [...mail, ...topics, ...providers];
}
