import type { ChannelConfig, SightlineConfig } from '../../core/config';
import { canTakeReports, takesReports } from '../../core/incident/channel-duties';
import { type DigestMessage, digestMail, digestRequest } from '../../view/digest/word-digest';
import type { Clock, LogPort, OutgoingMessage, ProviderPort, SendOutcome, TopicPort } from '../ports';

export interface TellPorts {
  readonly topics: TopicPort;
  readonly providers: ProviderPort;
  readonly clock: Clock;
  readonly log: LogPort;
}

/** A summary is not urgent: pauses are as long as a provider asks for, within this. */
const PAUSES_MS = [1_000, 4_000] as const;
const LONGEST_PAUSE_MS = 10_000;

/** The channels of a report: those named, or all that responders read. One that is gone, or is a pager, is left out. */
export function readersOf({ hub }: SightlineConfig, names: readonly string[] | undefined): ChannelConfig[] {
  return hub.channels.filter((channel) =>
    names ? names.includes(channel.name) && canTakeReports(channel) : takesReports(channel),
  );
}

/** Sends it, with its tries. Neither a stand-in nor the fallback topic gets what a channel does not take. */
export async function tell(ports: TellPorts, channel: ChannelConfig, message: DigestMessage): Promise<SendOutcome> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await tellOnce(ports, channel, message);
    const pauseMs = PAUSES_MS[tries];
    if (outcome.status !== 'failed' || pauseMs === undefined) return outcome;
    ports.log.warn('channel refused a report', { channel: channel.name, id: message.id, error: outcome.reason });
    await ports.clock.sleep(Math.min(LONGEST_PAUSE_MS, Math.max(pauseMs, outcome.retryAfterMs ?? 0)));
  }
}

async function tellOnce(
  { topics, providers }: TellPorts,
  channel: ChannelConfig,
  message: DigestMessage,
): Promise<SendOutcome> {
  const attributes = { kind: 'report', report: message.report };
  const words: OutgoingMessage = { idempotencyKey: message.id, attributes, ...digestMail('text', message) };
  if (channel.kind === 'topic') {
    const mail = { ...words, ...digestMail(channel.format ?? 'text', message) };
    try {
      return { status: 'sent', providerId: await topics.publish(channel.topicArn, mail) };
    } catch (error) {
      return { status: 'failed', reason: String(error) };
    }
  }
  const body = digestRequest(channel.kind, message);
  if (!body) return { status: 'refused', reason: `a ${channel.kind} channel is no place to read a report` };
  return providers.send({
    channel: channel.name,
    provider: channel.kind,
    region: channel.region,
    secret: channel.secretArn,
    ...(channel.channel !== undefined && { chat: { channel: channel.channel } }),
    operation: 'say',
    dedupKey: message.id,
    idempotencyKey: message.id,
    body,
    inWords: words,
  });
}
