/**
 * Signs of life to pagers, so that one that takes no pages is noticed before it has to. They neither read nor set the
 * circuit breakers: one try without repeats says too little to turn pages away, and what pages learn is theirs to tell.
 */
import type { SightlineConfig } from '../../core/config';
import { canTakeHeartbeats } from '../../core/incident/channel-duties';
import { heartbeatBody } from '../../view/channel/heartbeat';
import type { Clock, HeartbeatMetricPort, HeartbeatPort, LogPort, SendOutcome } from '../ports';

export interface HeartbeatPorts {
  readonly heartbeats?: {
    readonly port: HeartbeatPort;
    readonly metrics: HeartbeatMetricPort;
  };
  readonly clock: Clock;
  readonly log: LogPort;
}

export interface HeartbeatEvent {
  readonly heartbeat: {
    /** Names of channels. */
    readonly channels: readonly string[];
    /** ARN of a secret with an address outside, called where all pagers took theirs. @default - nobody outside */
    readonly url?: string;
  };
}

/**
 * Each pager gets one, at the same time; what became of it is a metric. The address outside is called only where all
 * took theirs: whoever listens there hears of a hub that cannot page as of one that is dead.
 */
export async function sendHeartbeats(
  ports: HeartbeatPorts,
  config: SightlineConfig,
  { heartbeat: { channels, url } }: HeartbeatEvent,
): Promise<void> {
  const { heartbeats, log } = ports;
  if (!heartbeats) throw new Error('this function sends no heartbeats; deploy the IncidentResponse stack again');
  const results = await Promise.all(channels.map((name) => beat(ports, heartbeats.port, config, name)));
  results.forEach((outcome, index) => {
    const channel = channels[index] as string;
    heartbeats.metrics.heartbeat(channel, outcome.status === 'sent');
    if (outcome.status !== 'sent') log.warn('pager refused a heartbeat', { channel, error: outcome.reason });
  });
  if (url === undefined || results.some(({ status }) => status !== 'sent')) return;
  const outcome = await heartbeats.port.ping(url);
  if (outcome.status !== 'sent') log.warn('nobody outside heard that the hub lives', { error: outcome.reason });
}

/** A channel that is gone takes nothing: its alarm says so until the stack that has it is deployed again. */
async function beat(
  { clock }: HeartbeatPorts,
  port: HeartbeatPort,
  { hub }: SightlineConfig,
  name: string,
): Promise<SendOutcome> {
  const channel = hub.channels.find((each) => each.name === name);
  if (!channel || channel.kind === 'topic' || !canTakeHeartbeats(channel)) {
    return { status: 'refused', reason: `there is no pager '${name.slice(0, 64)}'` };
  }
  const nowMs = clock.now();
  return port.beat({
    name: `sightline-${hub.hub}`,
    channel: name,
    provider: channel.kind,
    region: channel.region,
    secret: channel.secretArn,
    idempotencyKey: `heartbeat/${hub.hub}/${nowMs}`,
    body: heartbeatBody(hub.hub, nowMs),
  });
}
