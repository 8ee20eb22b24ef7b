/** Reports and heartbeats of a hub in a rehearsal: their metrics are real, and nobody gets a message. */
import type { SightlineConfig } from '../../core/config';
import { DEFAULT_NAMESPACE, DIMENSION, HUB_ENV, PAGER_HEARTBEAT } from '../../core/conventions';
import type { HeartbeatPorts } from '../../workflow/notify/heartbeat';
import type { GaugePort, ProviderPort, TopicPort } from '../../workflow/ports';
import type { World } from '../world';
import type { HubParts, Variables } from './hub';

/** A pager that a scenario fails takes no heartbeats either. */
export function heartbeatsOf(world: World, parts: HubParts, variables: Variables): HeartbeatPorts['heartbeats'] {
  return {
    port: {
      beat: async ({ channel }) => {
        try {
          await parts.dependencies.port(channel).call(() => undefined);
          return { status: 'sent', providerId: 'heartbeat' };
        } catch (error) {
          return { status: 'failed', reason: String(error) };
        }
      },
      // Nobody is outside.
      ping: async () => ({ status: 'sent', providerId: 'heartbeat' }),
    },
    metrics: {
      heartbeat: (channel, taken) =>
        put(world, variables, PAGER_HEARTBEAT, taken ? 1 : 0, { [DIMENSION.channel]: channel }),
    },
  };
}

export function gaugesOf(world: World, variables: Variables): GaugePort {
  return { gauge: (name, value) => put(world, variables, name, value) };
}

/** A report is a remark of the story: expectations about messages are about incidents. */
export function reportReaders(
  { clock, recorder }: World,
  { hub }: SightlineConfig,
): { readonly topics: TopicPort; readonly providers: ProviderPort } {
  const tell = (channel: string, subject: string) => recorder.tell(clock.now(), 'remark', subject, channel);
  return {
    topics: {
      publish: async (topicArn, { subject, idempotencyKey }) => {
        const channel = hub.channels.find((each) => each.kind === 'topic' && each.topicArn === topicArn);
        tell(channel?.name ?? topicArn, subject);
        return idempotencyKey;
      },
    },
    providers: {
      send: async ({ channel, idempotencyKey, inWords }) => {
        tell(channel, inWords.subject);
        return { status: 'sent', providerId: idempotencyKey };
      },
    },
  };
}

function put(
  { metrics, clock }: World,
  variables: Variables,
  name: string,
  value: number,
  more: Readonly<Record<string, string>> = {},
): void {
  const dimensions = { [DIMENSION.hub]: String(variables[HUB_ENV.hub]), ...more };
  metrics.put({ namespace: DEFAULT_NAMESPACE, name, dimensions }, value, clock.now());
}
