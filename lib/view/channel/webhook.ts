/** The generic webhook: everything a receiver needs to act, as data, under a version of its own. */
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import { outboxKey } from '../../core/incident/notification';
import { plain } from '../escape';
import { briefOf } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import { jsonBytes, withDetailsThatFit } from './limits';
import type { WordedRequest } from './worded-request';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const WEBHOOK_SCHEMA_VERSION = 1;

/** Our promise to receivers, in bytes of UTF-8. */
const MAX_BYTES = 64_000;
const MAX_TEXT = 500;
const MAX_NAME = 100;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;
const MAX_LISTED = 20;

export function wordForWebhook(contents: NotificationContents): WordedRequest {
  const { item, incident, timeline, reason, onCallName } = contents;
  const brief = briefOf(contents);
  const build = (newest: readonly TimelineEntry[]) => ({
    schemaVersion: WEBHOOK_SCHEMA_VERSION,
    /** The same for each try. */
    id: outboxKey(item),
    kind: item.kind,
    text: [brief.headline, ...brief.standing].join('\n'),
    level: item.level,
    ...optional('reason', reason, MAX_NAME),
    ...optional('for', onCallName, MAX_NAME),
    incident: incidentOf(incident, item.generation),
    /** Newest first. */
    timeline: newest.map(({ atMs, kind, text }) => ({ at: iso(atMs), kind, text: plain(text, MAX_TEXT) })),
    links: Object.fromEntries(brief.links.map(({ name, url }) => [name.toLowerCase(), url])),
  });
  return {
    operation: 'say',
    body: withDetailsThatFit(
      timeline.slice(-MAX_LISTED).reverse(),
      build,
      (payload) => jsonBytes(payload) <= MAX_BYTES,
    ),
  };
}

function incidentOf(incident: Incident, generation: number): Readonly<Record<string, unknown>> {
  return {
    id: incident.id,
    generation,
    status: incident.status,
    severity: incident.severity,
    service: plain(incident.service, MAX_NAME),
    environment: plain(incident.environment, MAX_NAME),
    ...optional('team', incident.team, MAX_NAME),
    title: plain(incident.title, MAX_TEXT),
    ...optional('firstStep', incident.firstStep, MAX_TEXT),
    flapping: incident.flapping,
    openedAt: iso(incident.openedMs),
    beganAt: iso(incident.beganMs),
    ...(incident.resolvedMs === undefined ? {} : { resolvedAt: iso(incident.resolvedMs) }),
    acknowledgements: incident.acknowledgements
      .slice(0, MAX_LISTED)
      .map(({ by, atMs }) => ({ by: plain(by, MAX_NAME), at: iso(atMs) })),
    ...optional('assignee', incident.assignee, MAX_NAME),
    alarms: incident.alarms.slice(0, MAX_LISTED).map((name) => plain(name, MAX_ALARM_NAME)),
    affected: incident.affected.slice(0, MAX_LISTED).map((name) => plain(name, MAX_NAME)),
  };
}

function optional(name: string, text: string | undefined, max: number): Readonly<Record<string, string>> {
  return text === undefined ? {} : { [name]: plain(text, max) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
