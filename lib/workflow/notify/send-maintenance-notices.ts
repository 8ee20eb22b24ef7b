/**
 * Notices of maintenance: one for each channel that gets reports, also where it stands in for another; with the tries of
 * any message.
 */
import type { SightlineConfig } from '../../core/config';
import { WORKFLOW_METRIC } from '../../core/conventions';
import { takesReports } from '../../core/incident/channel-duties';
import { type MaintenanceEvent, readMaintenanceEvent } from '../../core/incident/maintenance-event';
import { maintenanceRequest, wordMaintenance } from '../../view/maintenance';
import { wordUndelivered } from '../../view/notification';
import type { IncidentStore, MetricPort } from '../ports';
import { failovers } from './destination';
import { type SendPorts, sendWorded, type Wording } from './send';

export interface MaintenanceNoticePorts extends SendPorts {
  readonly store: SendPorts['store'] & Pick<IncidentStore, 'isUsed' | 'commit'>;
  readonly metrics: MetricPort;
}

/** Longer than `escalate` goes on telling of it. */
const KEPT_MS = 3_600_000;

/**
 * Tells the channels that were not told yet, and notes that all were: until then the sweep of `escalate` tells of it again.
 * @throws UnreadableEvent where the detail is none; where neither a channel nor the fallback topic took it
 */
export async function sendMaintenanceNotices(
  ports: MaintenanceNoticePorts,
  config: SightlineConfig,
  detail: unknown,
): Promise<void> {
  const event = readMaintenanceEvent(detail);
  if (await ports.store.isUsed(event.eventId)) return;
  const outcomes = await Promise.allSettled(
    config.hub.channels.filter(takesReports).map(({ name }) => tellOnce(ports, config, name, event)),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
  await use(ports, event.eventId);
}

async function tellOnce(
  ports: MaintenanceNoticePorts,
  config: SightlineConfig,
  channel: string,
  event: MaintenanceEvent,
) {
  const key = `${event.eventId}|${channel}`;
  if (await ports.store.isUsed(key)) return;
  await deliver(ports, config, channel, event);
  await use(ports, key);
}

async function deliver(
  ports: MaintenanceNoticePorts,
  config: SightlineConfig,
  channel: string,
  event: MaintenanceEvent,
): Promise<void> {
  const [destination, ...standIns] = failovers(config, channel);
  if (!destination) return;
  const delivery = await sendWorded(ports, destination, wordingOf(event));
  const about = { key: event.eventId, channel };
  if (!('error' in delivery)) return ports.log.info('maintenance notice sent', about);
  const { error } = delivery;
  if (standIns.some((standIn) => takesReports(standIn.config))) {
    return ports.log.warn('maintenance notice not sent, the stand-in gets one of its own', { ...about, error });
  }
  ports.metrics.count(WORKFLOW_METRIC.notificationDead);
  ports.log.error('maintenance notice goes to the fallback topic', { ...about, error });
  await ports.topics.publish(
    config.hub.fallbackTopicArn,
    wordUndelivered(wordMaintenance('text', event), channel, error),
  );
}

function wordingOf(event: MaintenanceEvent): Wording {
  return {
    idempotencyKey: event.eventId,
    dedupKey: event.eventId,
    request: (kind) => maintenanceRequest(kind, event),
    message: (format) => wordMaintenance(format, event),
  };
}

async function use({ store, clock }: MaintenanceNoticePorts, id: string): Promise<void> {
  const nothing = { members: [], timeline: [], outbox: [], timers: [], doneTimers: [] };
  await store.commit({ ...nothing, once: { id, untilMs: clock.now() + KEPT_MS } });
}
