import type { AdoptionRule } from '../incident/adopt';
import { ALARM_ROLES, SEVERITIES } from '../incident/severity';
import { timeZone } from '../time-zone';
import type { Fields } from './fields';
import { readListener, readSlackApp } from './read-listener';
import {
  type BusinessHours,
  type ChannelConfig,
  type HubConfig,
  PROVIDER_KINDS,
  type ServiceConfig,
  WEEKDAYS,
} from './types';
import { readEndOfRange, readLocalDate, readTimeOfDay } from './wall-clock';

/** Ten minutes: what comes and goes within less is flapping. */
export const SHORTEST_GROUPING_SECONDS = 600;

const CHANNEL_KINDS = ['topic', ...PROVIDER_KINDS] as const;

export function readHub(fields: Fields, schemaVersion: number): HubConfig {
  return {
    schemaVersion,
    kind: 'hub',
    hub: fields.text('hub'),
    channels: readChannels(fields),
    fallbackTopicArn: fields.text('fallbackTopicArn'),
    reopenWindowSeconds: fields.integer('reopenWindowSeconds', 0),
    ...fields.optional('stormPerMinute', (key) => fields.integer(key, 0)),
    ...fields.optional('groupingWindowSeconds', (key) => fields.integer(key, SHORTEST_GROUPING_SECONDS)),
    ...fields.optional('respondUrl', (key) => fields.text(key)),
    ...fields.optional('slackButtons', (key) => fields.flag(key)),
    ...fields.optional('adopt', (key) => fields.list(key, 1).map(readAdoption)),
    ...fields.optional('businessHours', (key) => readBusinessHours(fields.object(key))),
  };
}

export function readService(fields: Fields, schemaVersion: number): ServiceConfig {
  return {
    schemaVersion,
    kind: 'service',
    service: fields.text('service'),
    environment: fields.text('environment'),
    stackName: fields.text('stackName'),
    dashboardName: fields.text('dashboardName'),
    ...fields.optional('dependsOn', (key) => fields.texts(key)),
  };
}

/** A notification is owed to a channel by its name, so two of one name cannot both get it. */
function readChannels(fields: Fields): readonly ChannelConfig[] {
  const channels = fields.list('channels').map(readChannel);
  const names = channels.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return channels;
  throw fields.refused(
    `'channels' must have distinct names, got '${repeated}' twice; rename one channel of the IncidentResponse`,
  );
}

function readChannel(fields: Fields): ChannelConfig {
  // Before there were providers, a channel had no kind.
  const kind = fields.has('kind') ? fields.choice('kind', CHANNEL_KINDS) : 'topic';
  const base = {
    name: fields.text('name'),
    ...fields.optional('failover', (key) => fields.text(key)),
    ...readListener(fields, kind),
  };
  if (kind === 'topic') {
    return {
      ...base,
      kind,
      topicArn: fields.text('topicArn'),
      ...fields.optional('format', (key) => fields.choice(key, ['text', 'chat'])),
    };
  }
  return {
    ...base,
    kind,
    secretArn: fields.text('secretArn'),
    ...fields.optional('region', (key) => fields.choice(key, ['us', 'eu'])),
    ...readSlackApp(fields, kind),
  };
}

function readAdoption(fields: Fields): AdoptionRule {
  return {
    alarmName: fields.text('alarmName'),
    ...fields.optional('service', (key) => fields.text(key)),
    ...fields.optional('environment', (key) => fields.text(key)),
    severity: fields.choice('severity', SEVERITIES),
    role: fields.choice('role', ALARM_ROLES),
  };
}

function readBusinessHours(fields: Fields): BusinessHours {
  const hours = {
    timeZone: fields.formed('timeZone', timeZone),
    days: fields.choices('days', WEEKDAYS),
    from: fields.formed('from', readTimeOfDay),
    to: fields.formed('to', readEndOfRange),
    holidays: fields.texts('holidays', 0),
  };
  fields.holds('holidays', () => hours.holidays.forEach(readLocalDate));
  if (readTimeOfDay(hours.from) < readEndOfRange(hours.to)) return hours;
  throw fields.refused(
    `'to' must be later than 'from' (${hours.from}), got ${hours.to}; a day of work ends before midnight`,
  );
}
