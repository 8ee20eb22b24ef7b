/**
 * `notify`: sends what the outbox owes. Woken by the table's stream for each new outbox item, and by a schedule every
 * minute for whatever was left behind (a crash, a provider that was down).
 *
 * Each item is sent at least once, and a second time only if the sender died between the provider's answer and the note
 * of it; the message then carries the same idempotency key.
 *
 * Every five minutes it sends heartbeats to the pagers, in an invocation of its own that keeps no page waiting: so they
 * prove what pages need, this function's secrets and its way to the network included.
 */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, EventBridgeEvent } from 'aws-lambda';
import type { SightlineConfig } from '../core/config';
import { EVENT } from '../core/conventions';
import { readOutboxRef } from '../core/incident/table';
import { type DeliverPorts, deliver } from './notify/deliver';
import { type HeartbeatEvent, type HeartbeatPorts, sendHeartbeats } from './notify/heartbeat';
import { sendMaintenanceNotices } from './notify/send-maintenance-notices';

export type NotifyPorts = DeliverPorts & HeartbeatPorts;
export type NotifyEvent =
  | DynamoDBStreamEvent
  | EventBridgeEvent<'Scheduled Event', unknown>
  | EventBridgeEvent<typeof EVENT.maintenance, unknown>
  | HeartbeatEvent;

const SWEEP_LIMIT = 100;

/**
 * Sends what a stream batch names, or, on a schedule event, everything that is due; of an event of maintenance it tells
 * the channels.
 */
export function notify(ports: NotifyPorts): (event: NotifyEvent) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    if ('Records' in event) return { batchItemFailures: await sendOwed(ports, config, event) };
    if ('heartbeat' in event) await sendHeartbeats(ports, config, event);
    else if (event['detail-type'] === EVENT.maintenance) await sendMaintenanceNotices(ports, config, event.detail);
    else await sendDue(ports, config);
    return { batchItemFailures: [] };
  };
}

/** Answers what the stream is to deliver again. */
async function sendOwed(ports: NotifyPorts, config: SightlineConfig, { Records }: DynamoDBStreamEvent) {
  const failed = await Promise.all(
    Records.map(async ({ dynamodb }) => {
      try {
        const { pk, sk } = dynamodb?.Keys ?? {};
        const ref = readOutboxRef(pk?.S ?? '', sk?.S ?? '');
        if (ref) await deliver(ports, config, ref);
        return [];
      } catch (error) {
        ports.log.error('notification not sent, the stream will deliver it again', { error: String(error) });
        return [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }];
      }
    }),
  );
  return failed.flat();
}

/** What fails stays due. */
async function sendDue(ports: NotifyPorts, config: SightlineConfig): Promise<void> {
  const due = await ports.store.listDue(ports.clock.now(), SWEEP_LIMIT);
  const results = await Promise.allSettled(due.map((item) => deliver(ports, config, item)));
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${due.length} due notifications failed: ${failures[0]?.reason}`);
  }
}
