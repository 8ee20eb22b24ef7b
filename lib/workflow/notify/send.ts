/** Gives one message to one destination, with its tries, pauses and circuit breaker. */
import type { ProviderKind } from '../../core/config';
import { audienceOf } from '../../core/config/check-audience';
import { PAGERS } from '../../core/config/types';
import { outboxKey } from '../../core/incident/notification';
import { noticeFor, noticeForTopic } from '../../view/channel/notice-for';
import { type TopicFormat, wordFor } from '../../view/channel/word-for';
import type { WordedRequest } from '../../view/channel/worded-request';
import type { NotificationContents, WordedMessage } from '../../view/notification';
import type { ChatTarget, Clock, IncidentStore, LogPort, ProviderPort, SendOutcome, TopicPort } from '../ports';
import { chatPlaceOf } from './chat-place';
import type { Destination } from './destination';

export interface SendPorts {
  readonly store: Pick<IncidentStore, 'readBreaker' | 'writeBreaker' | 'listOutbox'>;
  readonly topics: TopicPort;
  readonly providers: ProviderPort;
  readonly clock: Clock;
  readonly log: LogPort;
}

/** Tries against one destination before the next one gets the message. */
const MAX_TRIES = 3;
/** Pauses between tries: 1 s, then 2 s. With 3 s timeouts a dead channel is given up after 12 s. */
const BACKOFF_MS = [1_000, 2_000] as const;
/** A provider that asks for a longer pause than this is given up at once: people wait for the message. */
const LONGEST_PAUSE_MS = 4_000;
/** So many messages in a row that a provider did not take open its breaker for a minute. */
const BREAKER_FAILURES = 2;
const BREAKER_MS = 60_000;

export type Delivery = { readonly providerId: string } | { readonly error: string };

/** A message in the words of each kind of channel. */
export interface Wording {
  /** The same for each try. */
  readonly idempotencyKey: string;
  /** Names what it is about at a provider. */
  readonly dedupKey: string;
  request(kind: ProviderKind): WordedRequest;
  message(format: TopicFormat): WordedMessage;
  /** Where in a chat app's channel. @default - by itself */
  readonly chat?: Omit<ChatTarget, 'channel'>;
}

/** A notification of an incident, in the words of whoever listens there. */
export async function send(
  ports: SendPorts,
  destination: Destination,
  contents: NotificationContents,
): Promise<Delivery> {
  const { item } = contents;
  const { config } = destination;
  const audience = audienceOf(config);
  if (audience !== 'responders' && PAGERS.has(config.kind)) return { error: `a pager has no words for ${audience}` };
  return sendWorded(ports, destination, {
    idempotencyKey: outboxKey(item),
    dedupKey: `${item.incidentId}/${item.generation}`,
    ...(audience === 'responders'
      ? {
          request: (kind: ProviderKind) => wordFor(kind, contents),
          message: (format: TopicFormat) => wordFor(format, contents),
        }
      : {
          request: (kind: ProviderKind) => noticeFor(kind, contents),
          message: (format: TopicFormat) => noticeForTopic(format, contents),
        }),
    chat: await chatPlaceOf(ports.store, destination, contents),
  });
}

export async function sendWorded(ports: SendPorts, destination: Destination, wording: Wording): Promise<Delivery> {
  const breaker = isProvider(destination) ? await ports.store.readBreaker(destination.name) : undefined;
  if (breaker && breaker.openUntilMs > ports.clock.now()) {
    return { error: `it failed ${breaker.failures} times in a row and is left alone until it has rested` };
  }
  const delivery = await trySending(ports, destination, wording);
  if (!isProvider(destination)) return delivery;
  if ('error' in delivery) {
    const failures = (breaker?.failures ?? 0) + 1;
    const openUntilMs = failures < BREAKER_FAILURES ? 0 : ports.clock.now() + BREAKER_MS;
    await ports.store.writeBreaker(destination.name, { failures, openUntilMs });
  } else if (breaker) await ports.store.writeBreaker(destination.name, undefined);
  return delivery;
}

/** SNS needs none: it is where everything else falls back to. */
function isProvider({ config }: Destination): boolean {
  return config.kind !== 'topic';
}

async function trySending(ports: SendPorts, destination: Destination, wording: Wording): Promise<Delivery> {
  let error = '';
  let pauseMs = 0;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (pauseMs > LONGEST_PAUSE_MS) break;
    if (tries > 0) await ports.clock.sleep(pauseMs);
    const outcome = await sendOnce(ports, destination, wording);
    if (outcome.status === 'sent') {
      const { providerId, remark } = outcome;
      if (remark !== undefined) ports.log.warn(remark, { channel: destination.name, key: wording.idempotencyKey });
      return { providerId };
    }
    error = outcome.reason;
    ports.log.warn('channel refused a notification', {
      channel: destination.name,
      key: wording.idempotencyKey,
      error,
    });
    if (outcome.status === 'refused') break;
    pauseMs = Math.max(BACKOFF_MS[tries] ?? 0, outcome.retryAfterMs ?? 0);
  }
  return { error };
}

async function sendOnce(
  { topics, providers }: SendPorts,
  { name, config, responder }: Destination,
  { idempotencyKey, dedupKey, request, message, chat }: Wording,
): Promise<SendOutcome> {
  if (config.kind !== 'topic') {
    const { operation, body } = request(config.kind);
    return providers.send({
      channel: name,
      provider: config.kind,
      region: config.region,
      ...(config.channel !== undefined && { chat: { ...chat, channel: config.channel } }),
      secret: config.secretArn,
      operation,
      dedupKey,
      idempotencyKey,
      body,
      inWords: message('text'),
    });
  }
  const worded = message(config.format ?? 'text');
  const attributes = responder === undefined ? worded.attributes : { ...worded.attributes, responder };
  try {
    return { status: 'sent', providerId: await topics.publish(config.topicArn, { ...worded, attributes }) };
  } catch (error) {
    return { status: 'failed', reason: String(error) };
  }
}
