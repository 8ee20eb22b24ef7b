/**
 * Opsgenie's alerts: https://docs.opsgenie.com/docs/alert-api and, for the limits,
 * https://docs.opsgenie.com/docs/alerts-and-alert-fields. Atlassian ends the API on 2027-04-05; Jira Service Management
 * takes the same alerts.
 */
import type { NotificationKind } from '../../core/incident/notification';
import type { Severity } from '../../core/incident/severity';
import { type Brief, briefOf } from '../notification/brief';
import type { NotificationContents } from '../notification/contents';
import { cut, withDetailsThatFit } from './limits';
import type { WordedRequest } from './worded-request';

/** Characters; `details`: of all names and values together. */
const MAX = { message: 130, description: 15_000, tag: 50, entity: 512, note: 25_000, details: 8_000 };

const PRIORITIES: Readonly<Record<Severity, string>> = { critical: 'P1', high: 'P2', medium: 'P3', low: 'P4' };

const OPERATIONS: Readonly<Record<NotificationKind, WordedRequest['operation']>> = {
  page: 'open',
  notice: 'open',
  reminder: 'say',
  update: 'say',
  'update-due': 'say',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};

const SOURCE = 'Sightline';

/** Without the alias. */
export function wordForOpsgenie(contents: NotificationContents): WordedRequest {
  const operation = OPERATIONS[contents.item.kind];
  const brief = briefOf(contents);
  if (operation === 'open') return { operation, body: alertOf(contents, brief) };
  return { operation, body: { source: SOURCE, note: shown([brief.headline, ...brief.standing].join('\n'), MAX.note) } };
}

function alertOf({ incident }: NotificationContents, brief: Brief): Readonly<Record<string, unknown>> {
  const details: [string, string][] = [
    ['Incident id', incident.id],
    ...brief.links.map(({ name, url }): [string, string] => [name, url]),
    ...brief.facts.map(({ name, value }): [string, string] => [name, shown(value, MAX.details)]),
  ];
  const tags = ['sightline', incident.severity, ...brief.facts.filter(isPlace).map(({ value }) => value)];
  return {
    message: shown(brief.summary, MAX.message),
    description: shown(descriptionOf(brief), MAX.description),
    priority: PRIORITIES[incident.severity],
    source: SOURCE,
    entity: shown(brief.facts.find(isPlace)?.value ?? 'unknown service', MAX.entity),
    tags: tags.map((tag) => shown(tag, MAX.tag)),
    details: withDetailsThatFit(details, Object.fromEntries<string>, (chosen) => charactersOf(chosen) <= MAX.details),
  };
}

function descriptionOf({ headline, firstStep, standing, cause, storyTitle, story, links }: Brief): string {
  return [
    headline,
    ...(firstStep === undefined ? [] : [`First: ${firstStep}`]),
    ...links.map(({ name, url }) => `${name}: ${url}`),
    ...standing,
    ...(cause === undefined ? [] : [cause]),
    ...(story.length === 0 ? [] : [`${storyTitle}:`, ...story]),
  ].join('\n');
}

/** Opsgenie reads HTML in its texts: a word joiner, which nobody sees, keeps a tag from being one. */
function shown(text: string, max: number): string {
  return cut(text.replace(/<(?=[a-z/!?])/gi, '<\u2060'), max);
}

function isPlace({ name }: Brief['facts'][number]): boolean {
  return name === 'Service' || name === 'Environment';
}

function charactersOf(details: Readonly<Record<string, string>>): number {
  return Object.entries(details).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}
