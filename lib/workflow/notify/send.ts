/** Gives one message to one destination, with its tries, pauses and circuit breaker. */
import { outboxKey } from '../../core/incident/notification';
import { wordFor } from '../../view/channel/word-for';
import { type NotificationContents, wordNotification } from '../../view/notification';
import type { Clock, IncidentStore, LogPort, ProviderPort, SendOutcome, TopicPort } from '../ports';
import type { Destination } from './destination';

export interface SendPorts {
  readonly store: Pick<IncidentStore, 'readBreaker' | 'writeBreaker'>;
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

export async function send(
  ports: SendPorts,
  destination: Destination,
  contents: NotificationContents,
): Promise<Delivery> {
  const breaker = isProvider(destination) ? await ports.store.readBreaker(destination.name) : undefined;
  if (breaker && breaker.openUntilMs > ports.clock.now()) {
    return { error: `it failed ${breaker.failures} times in a row and is left alone until it has rested` };
  }
  const delivery = await trySending(ports, destination, contents);
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

async function trySending(
  ports: SendPorts,
  destination: Destination,
  contents: NotificationContents,
): Promise<Delivery> {
  let error = '';
  let pauseMs = 0;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (pauseMs > LONGEST_PAUSE_MS) break;
    if (tries > 0) await ports.clock.sleep(pauseMs);
    const outcome = await sendOnce(ports, destination, contents);
    if (outcome.status === 'sent') return outcome;
    error = outcome.reason;
    ports.log.warn('channel refused a notification', {
      channel: destination.name,
      key: outboxKey(contents.item),
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
  contents: NotificationContents,
): Promise<SendOutcome> {
  const { item } = contents;
  const idempotencyKey = outboxKey(item);
  if (config.kind !== 'topic') {
    const { operation, body } = wordFor(config.kind, contents);
    return providers.send({
      channel: name,
      provider: config.kind,
      region: config.region,
      secret: config.secretArn,
      operation,
      dedupKey: `${item.incidentId}/${item.generation}`,
      idempotencyKey,
      body,
      inWords: wordNotification(contents),
    });
  }
  const message = wordFor(config.format ?? 'text', contents);
  const attributes = responder === undefined ? message.attributes : { ...message.attributes, responder };
  try {
    return { status: 'sent', providerId: await topics.publish(config.topicArn, { ...message, attributes }) };
  } catch (error) {
    return { status: 'failed', reason: String(error) };
  }
}
