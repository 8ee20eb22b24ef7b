import { readTarget } from './target';
import type { ChannelConfig, SightlineConfig } from './types';

/**
 * Stakeholders and customers must neither be paged nor read what is meant for responders, nor the other way round: at
 * run time what names them as a target, or as a stand-in, is passed over, and somebody would miss it.
 */
export function audienceProblems({ hub, policies, routes }: SightlineConfig): string[] {
  const others = new Map(hub.channels.filter((channel) => audienceOf(channel) !== 'responders').map(withName));
  const targets: (readonly [where: string, targets: readonly string[]])[] = [
    ...policies.flatMap(({ name, levels }) =>
      levels.map((level) => [`policy '${name}', level '${level.name}'`, level.targets] as const),
    ),
    ...routes.map(({ name, targets: named = [] }) => [`route '${name}'`, named] as const),
  ];
  const nobody = hub.channels.length > 0 && others.size === hub.channels.length && policies.length === 0;
  return [
    ...(nobody ? [`the hub '${hub.hub}' has no channel for responders, so that nobody would be paged; add one`] : []),
    ...hub.channels.flatMap((channel) => standInProblems(channel, hub.channels)),
    ...targets.flatMap(([where, named]) =>
      named.flatMap((text) => {
        const target = readTarget(text);
        const channel = target?.kind === 'channel' ? others.get(target.name) : undefined;
        return channel
          ? [`${where} tells the channel '${channel.name}', which is for ${audienceOf(channel)}: they are not paged`]
          : [];
      }),
    ),
  ];
}

function standInProblems(channel: ChannelConfig, channels: readonly ChannelConfig[]): string[] {
  const standIn = channels.find(({ name }) => name === channel.failover);
  if (!standIn || audienceOf(standIn) === audienceOf(channel)) return [];
  return [
    `channel '${channel.name}' is for ${audienceOf(channel)} and fails over to '${standIn.name}', which is for ` +
      `${audienceOf(standIn)}; choose a channel of the same audience, or leave 'failover' out`,
  ];
}

export function audienceOf({ audience = 'responders' }: Pick<ChannelConfig, 'audience'>) {
  return audience;
}

function withName(channel: ChannelConfig): [string, ChannelConfig] {
  return [channel.name, channel];
}
