/** One outbox item from its lease to its end. */
import type { SightlineConfig } from '../../core/config';
import { audienceOf } from '../../core/config/check-audience';
import { PAGERS } from '../../core/config/types';
import { WORKFLOW_METRIC } from '../../core/conventions';
import type { Incident } from '../../core/incident/incident';
import { isForPagers, type OutboxItem, type OutboxRef, outboxKey } from '../../core/incident/notification';
import { isOpen } from '../../core/incident/transitions';
import { type NotificationContents, wordNotification, wordUndelivered } from '../../view/notification';
import type { ConfigPort, IncidentStore, LinkPort, MetricPort } from '../ports';
import { type Destination, destinationOf, failovers } from './destination';
import { runbookWords } from './runbook-words';
import { type SendPorts, send } from './send';

export interface DeliverPorts extends SendPorts {
  readonly store: IncidentStore;
  readonly config: ConfigPort;
  readonly metrics: MetricPort;
  /** @default - messages carry no links to act by */
  readonly links?: LinkPort;
  /** AWS Region, for links to the console. */
  readonly region: string;
}

/** Longer than all tries against a channel and its failovers together: a lease that runs out means its holder is gone. */
const LEASE_MS = 60_000;
/** When even the fallback topic refused: the sweeper comes back after this. */
const POSTPONE_MS = 60_000;

export async function deliver(ports: DeliverPorts, config: SightlineConfig, ref: OutboxRef): Promise<void> {
  const now = ports.clock.now();
  const item = await ports.store.lease(ref, now, now + LEASE_MS);
  if (!item) return;
  const incident = await ports.store.readIncident(item.incidentId);
  if (!incident) {
    // Written in one transaction with the item, so only a deleted table row explains it.
    await ports.store.settle(item, { status: 'dead', error: 'its incident is gone' });
    return;
  }
  const unneeded = isPager(destinationOf(config, item.channel)) ? whyNotForPager(item, incident) : undefined;
  if (unneeded !== undefined) {
    await ports.store.settle(item, { status: 'sent', providerId: `not needed: ${unneeded}` });
    return;
  }
  const contents = await contentsOf(ports, config, item, incident);
  let error = `channel '${item.channel}' is no longer configured`;
  for (const destination of failovers(config, item.channel)) {
    if (isPager(destination) && !isForPagers(item.kind)) continue;
    const delivery = await send(ports, destination, contents);
    if ('error' in delivery) {
      error = delivery.error;
      continue;
    }
    await settleSent(ports, config, item, destination, delivery.providerId, contents);
    return;
  }
  await fallBack(ports, config, item, contents, error);
}

function isPager(destination: Destination | undefined): boolean {
  return destination !== undefined && PAGERS.has(destination.config.kind);
}

/** A pager would open what nobody ever closes; a channel that people read says that the message is late. */
function whyNotForPager({ kind, generation }: OutboxItem, incident: Incident): string | undefined {
  if (!isForPagers(kind)) return 'pagers only wake people';
  const isCurrent = generation === incident.generation && isOpen(incident.status);
  return kind === 'resolved' || isCurrent ? undefined : 'it is over';
}

async function settleSent(
  ports: DeliverPorts,
  config: SightlineConfig,
  item: OutboxItem,
  { name }: Destination,
  providerId: string,
  contents: NotificationContents,
): Promise<void> {
  const via = name === item.channel ? undefined : name;
  if (item.kind === 'resolved' || item.kind === 'acknowledged') {
    await tellStandIns(ports, config, item, name, contents);
  }
  await ports.store.settle(item, { status: 'sent', providerId, via });
  ports.metrics.duration(WORKFLOW_METRIC.notifyLatency, Math.max(0, ports.clock.now() - item.causedMs));
  if (item.kind === 'page') ports.metrics.count(WORKFLOW_METRIC.pagesSent);
  ports.log.info(`${item.kind} sent`, { key: outboxKey(item), incidentId: item.incidentId, providerId, via });
}

/** Channels that took a message of this generation in place of this one have it open as well. */
async function tellStandIns(
  ports: DeliverPorts,
  config: SightlineConfig,
  item: OutboxItem,
  told: string,
  contents: NotificationContents,
): Promise<void> {
  // Only a channel that has a failover can have been stood in for.
  if (!destinationOf(config, item.channel)?.config.failover) return;
  const earlier = await ports.store.listOutbox(item.incidentId);
  const standIns = new Set(
    earlier
      .filter(({ channel, generation }) => channel === item.channel && generation === item.generation)
      .map(({ via }) => via),
  );
  for (const via of standIns) {
    const destination = via === undefined || via === told ? undefined : destinationOf(config, via);
    if (!destination) continue;
    const delivery = await send(ports, destination, contents);
    if (!('error' in delivery)) continue;
    // It still shows the incident as open: somebody must know, and close it there by hand.
    ports.metrics.count(WORKFLOW_METRIC.notificationDead);
    ports.log.error(`a stand-in was not told that it is ${item.kind}`, { key: outboxKey(item), via, ...delivery });
  }
}

async function contentsOf(
  ports: DeliverPorts,
  config: SightlineConfig,
  item: OutboxItem,
  incident: Incident,
): Promise<NotificationContents> {
  const timeline = await ports.store.readTimeline(item.incidentId);
  const known = config.services.find(
    ({ service, environment }) => service === incident.service && environment === incident.environment,
  );
  const asks = item.kind === 'page' || item.kind === 'notice' || item.kind === 'reminder';
  const current = incident.generation === item.generation && isOpen(incident.status);
  const responder = item.channel.replace(/^@/, '');
  const { respondUrl, slackButtons } = config.hub;
  const destination = destinationOf(config, item.channel);
  const answers = destination === undefined || audienceOf(destination.config) === 'responders';
  const acknowledgeUrl =
    asks && answers && current && respondUrl !== undefined
      ? await ports.links?.acknowledge(respondUrl, incident, responder, outboxKey(item))
      : undefined;
  return {
    item,
    incident,
    timeline,
    dashboardName: known?.dashboardName,
    region: ports.region,
    slackButtons,
    ...runbookWords(config, incident),
    onCallName: item.channel.startsWith('@') ? responder : undefined,
    reason: incident.plan.levels[item.level]?.name,
    ...(acknowledgeUrl === undefined ? {} : { acknowledgeUrl }),
  };
}

/** All channels are dead: the fallback topic gets the message, and a metric that a watchdog alarm watches says so. */
async function fallBack(
  ports: DeliverPorts,
  config: SightlineConfig,
  item: OutboxItem,
  contents: NotificationContents,
  error: string,
): Promise<void> {
  ports.metrics.count(WORKFLOW_METRIC.notificationDead);
  const message = wordUndelivered(wordNotification(contents), item.channel, error);
  try {
    await ports.topics.publish(config.hub.fallbackTopicArn, message);
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
