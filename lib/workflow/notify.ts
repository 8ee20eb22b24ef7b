/**
 * `notify`: sends what the outbox owes. Woken by the table's stream for each new outbox item, and by a schedule every
 * minute for whatever was left behind (a crash, a provider that was down).
 *
 * Each item is sent at least once, and a second time only if the sender died between the provider's answer and the note
 * of it; the message then carries the same idempotency key.
 */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, EventBridgeEvent } from 'aws-lambda';
import type { ChannelConfig, SightlineConfig } from '../core/config';
import { WORKFLOW_METRIC } from '../core/conventions';
import type { Incident, OutboxItem, OutboxRef, TimelineEntry } from '../core/incident/incident';
import { outboxKey } from '../core/incident/incident';
import { readOutboxRef } from '../core/incident/table';
import { wordNotification, wordUndelivered } from '../view/notification';
import type { Clock, ConfigPort, IncidentStore, LogPort, MetricPort, OutgoingMessage, TopicPort } from './ports';

export interface NotifyPorts {
  readonly store: IncidentStore;
  readonly topics: TopicPort;
  readonly config: ConfigPort;
  readonly metrics: MetricPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** AWS Region, for links to the console. */
  readonly region: string;
}

/** Tries against one channel before the fallback topic gets the message. */
const MAX_TRIES = 3;
/** Pauses between tries: 1 s, then 2 s. With 3 s timeouts a dead channel is given up after 12 s. */
const BACKOFF_MS = [1_000, 2_000];
/** Longer than all tries together: a lease that runs out means its holder is gone. */
const LEASE_MS = 60_000;
/** When even the fallback topic refused: the sweeper comes back after this. */
const POSTPONE_MS = 60_000;
const SWEEP_LIMIT = 100;

export type NotifyEvent = DynamoDBStreamEvent | EventBridgeEvent<'Scheduled Event', unknown>;

/** Sends what a stream batch names, or, on a schedule event, everything that is due. */
export function notify(ports: NotifyPorts): (event: NotifyEvent) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    if (!('Records' in event)) {
      const due = await ports.store.listDue(ports.clock.now(), SWEEP_LIMIT);
      const results = await Promise.allSettled(due.map((item) => deliver(ports, config, item)));
      const failures = results.filter((result) => result.status === 'rejected');
      if (failures.length > 0)
        throw new Error(`${failures.length} of ${due.length} due notifications failed: ${failures[0]?.reason}`);
      return { batchItemFailures: [] };
    }
    const failed = await Promise.all(
      event.Records.map(async (record) => {
        try {
          const { pk, sk } = record.dynamodb?.Keys ?? {};
          const ref = readOutboxRef(pk?.S ?? '', sk?.S ?? '');
          if (ref) await deliver(ports, config, ref);
          return undefined;
        } catch (error) {
          ports.log.error('notification not sent, the stream will deliver it again', { error: String(error) });
          return record.dynamodb?.SequenceNumber ?? '';
        }
      }),
    );
    return { batchItemFailures: failed.filter((id) => id !== undefined).map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function deliver(ports: NotifyPorts, config: SightlineConfig, ref: OutboxRef): Promise<void> {
  const now = ports.clock.now();
  const item = await ports.store.lease(ref, now, now + LEASE_MS);
  if (!item) return;
  const incident = await ports.store.readIncident(item.incidentId);
  if (!incident) {
    // Written in one transaction with the item, so only a deleted table row explains it.
    await ports.store.settle(item, { status: 'dead', error: 'its incident is gone' });
    return;
  }
  const timeline = await ports.store.readTimeline(item.incidentId);
  const channel = config.hub.channels.find(({ name }) => name === item.channel);
  const message = word(ports, config, item, incident, timeline);
  const sent = channel
    ? await trySending(ports, channel, message)
    : { error: `channel '${item.channel}' is no longer configured` };
  if ('providerId' in sent) {
    await ports.store.settle(item, { status: 'sent', providerId: sent.providerId });
    ports.metrics.duration(WORKFLOW_METRIC.notifyLatency, Math.max(0, ports.clock.now() - item.causedMs));
    ports.log.info(`${item.kind} sent`, { key: outboxKey(item), incidentId: incident.id, providerId: sent.providerId });
    return;
  }
  await fallBack(ports, config, item, message, sent.error);
}

function word(
  ports: NotifyPorts,
  config: SightlineConfig,
  item: OutboxItem,
  incident: Incident,
  timeline: readonly TimelineEntry[],
): OutgoingMessage {
  const known = config.services.find(
    ({ service, environment }) => service === incident.service && environment === incident.environment,
  );
  return wordNotification({ item, incident, timeline, dashboardName: known?.dashboardName, region: ports.region });
}

async function trySending(
  ports: NotifyPorts,
  channel: ChannelConfig,
  message: OutgoingMessage,
): Promise<{ readonly providerId: string } | { readonly error: string }> {
  let error = '';
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await ports.clock.sleep(BACKOFF_MS[tries - 1] as number);
    try {
      return { providerId: await ports.topics.publish(channel.topicArn, message) };
    } catch (failure) {
      error = String(failure);
      ports.log.warn('channel refused a notification', { channel: channel.name, key: message.idempotencyKey, error });
    }
  }
  return { error };
}

/** The channel is dead: the fallback topic gets the message, and a metric that a watchdog alarm watches says so. */
async function fallBack(
  ports: NotifyPorts,
  config: SightlineConfig,
  item: OutboxItem,
  message: OutgoingMessage,
  error: string,
): Promise<void> {
  ports.metrics.count(WORKFLOW_METRIC.notificationDead);
  try {
    await ports.topics.publish(config.hub.fallbackTopicArn, wordUndelivered(message, item.channel, error));
  } catch (failure) {
    await ports.store.settle(item, {
      status: 'pending',
      dueMs: ports.clock.now() + POSTPONE_MS,
      error: `${error}; fallback: ${String(failure)}`,
    });
    ports.log.error('notification postponed: the channel and the fallback topic both refused it', {
      key: outboxKey(item),
      error,
    });
    return;
  }
  await ports.store.settle(item, { status: 'dead', error });
  ports.log.error('notification went to the fallback topic', { key: outboxKey(item), error });
}
