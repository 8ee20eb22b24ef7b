/** PagerDuty Events API v2: https://developer.pagerduty.com/docs/send-alert-event */
import type { NotificationKind } from '../../core/incident/notification';
import type { Severity } from '../../core/incident/severity';
import { type Brief, briefOf, type Fact } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import { cut, jsonBytes, withDetailsThatFit } from './limits';
import type { WordedRequest } from './worded-request';

/** Characters, and bytes of the whole event; that of `source` and `component` is not documented. */
const MAX = { summary: 1_024, name: 255, bytes: 512_000 };

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

/** A reminder or an update is one more event of the open alert: PagerDuty has no way to only say something. */
const OPERATIONS: Readonly<Record<NotificationKind, WordedRequest['operation']>> = {
  page: 'open',
  notice: 'open',
  reminder: 'open',
  update: 'open',
  'update-due': 'open',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};

/** Without the routing key, the action and the dedup key. */
export function wordForPagerDuty(contents: NotificationContents): WordedRequest {
  const operation = OPERATIONS[contents.item.kind];
  // PagerDuty reads no more of the other two than which incident they are about.
  return { operation, body: operation === 'open' ? alertOf(contents) : {} };
}

function alertOf(contents: NotificationContents): Readonly<Record<string, unknown>> {
  const { incident } = contents;
  const brief = briefOf(contents);
  const incidentUrl = brief.links.find(({ name }) => name === 'Incident')?.url;
  const build = (details: readonly Detail[]) => ({
    client: 'Sightline',
    ...(incidentUrl === undefined ? {} : { client_url: incidentUrl }),
    links: brief.links.map(({ name, url }) => ({ href: url, text: name })),
    payload: {
      summary: cut(brief.summary, MAX.summary),
      source: cut(factOf(brief, 'Service') ?? 'unknown service', MAX.name),
      severity: SEVERITIES[incident.severity],
      timestamp: new Date(incident.beganMs).toISOString(),
      group: cut(factOf(brief, 'Environment') ?? 'unknown environment', MAX.name),
      class: 'incident',
      custom_details: Object.fromEntries(details),
    },
  });
  return withDetailsThatFit(detailsOf(brief, incident.id), build, (event) => jsonBytes(event) <= MAX.bytes);
}

type Detail = readonly [name: string, value: string | readonly string[]];

function detailsOf({ firstStep, standing, cause, storyTitle, story }: Brief, incidentId: string): Detail[] {
  const details: [string, string | readonly string[] | undefined][] = [
    ['first step', firstStep],
    ['incident', incidentId],
    ['standing', standing],
    ['cause', cause],
    [storyTitle.toLowerCase(), story.length > 0 ? story : undefined],
  ];
  return details.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

function factOf({ facts }: Brief, name: Fact['name']): string | undefined {
  return facts.find((fact) => fact.name === name)?.value;
}
