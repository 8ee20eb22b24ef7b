import type { ChannelConfig, SightlineConfig } from '../../core/config';
import { audienceOf } from '../../core/config/check-audience';

/** Where a message for a channel, or for somebody by name, goes. */
export type Destination =
  | { readonly name: string; readonly config: ChannelConfig; readonly responder?: undefined }
  /** Their addresses are subscriptions of the topic, filtered by the attribute `responder`. */
  | { readonly name: string; readonly config: ChannelConfig & { readonly kind: 'topic' }; readonly responder: string };

/** `@<name>` is a person, anything else a channel. `undefined`: it is no longer configured. */
export function destinationOf(config: SightlineConfig, name: string): Destination | undefined {
  if (!name.startsWith('@')) {
    const channel = config.hub.channels.find((each) => each.name === name);
    return channel && { name, config: channel };
  }
  const person = config.people.find((each) => `@${each.name}` === name);
  return (
    person && { name, responder: person.name, config: { kind: 'topic', name: person.name, topicArn: person.topicArn } }
  );
}

/** The destination and, where it is dead, those that take over, each once: only for the same audience. */
export function failovers(config: SightlineConfig, name: string): Destination[] {
  const chain: Destination[] = [];
  for (let next = destinationOf(config, name); next && !chain.some((each) => each.name === next?.name); ) {
    chain.push(next);
    const { failover } = next.config;
    const standIn = failover === undefined ? undefined : destinationOf(config, failover);
    next = standIn && audienceOf(standIn.config) === audienceOf(next.config) ? standIn : undefined;
  }
  return chain;
}
