import fc from 'fast-check';
import { type ConfigDocument, parseConfig } from '../../lib/core/config';
import { configPath, SCHEMA_VERSION } from '../../lib/core/conventions';

const HUB = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'hub',
  hub: 'sightline',
  channels: [
    { name: 'oncall', topicArn: 'arn:aws:sns:eu-west-1:111122223333:oncall' },
    { name: 'team', topicArn: 'arn:aws:sns:eu-west-1:111122223333:team' },
  ],
  fallbackTopicArn: 'arn:aws:sns:eu-west-1:111122223333:fallback',
  reopenWindowSeconds: 300,
};
const SERVICE = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'service',
  service: 'checkout',
  environment: 'prod',
  stackName: 'CheckoutProd',
  dashboardName: 'checkout-prod',
};
/** As it is read: before there were providers, channels had no kind. */
const READ_HUB = { ...HUB, channels: HUB.channels.map((channel) => ({ kind: 'topic', ...channel })) };
const NOTHING_ELSE = { services: [], people: [], schedules: [], policies: [], routes: [], maintenance: [] };
const hub = documentOf('hub', HUB);

function documentOf(name: string, content: unknown): ConfigDocument {
  return { name: `${configPath('sightline')}/${name}`, text: JSON.stringify(content) };
}

test('one hub and its services, in any order', () => {
  const refunds = { ...SERVICE, service: 'refunds' };
  const documents = [documentOf('a', SERVICE), hub, documentOf('b', refunds)];
  expect(parseConfig(documents)).toStrictEqual({ ...NOTHING_ELSE, hub: READ_HUB, services: [SERVICE, refunds] });
  expect(parseConfig([hub])).toStrictEqual({ ...NOTHING_ELSE, hub: READ_HUB });
});

test('what this version does not know stays out', () => {
  const text = JSON.stringify({ ...HUB, colour: 'red' }).replace('{', '{"__proto__":{"evil":true},');
  expect(parseConfig([{ name: 'hub', text }]).hub).toStrictEqual(READ_HUB);
});

const HOURS = { timeZone: 'Europe/Berlin', days: ['mon'], from: '09:00', to: '17:00', holidays: [] };
const NO_HUB =
  'Sightline configuration needs exactly one hub document, got 0 in 1 document(s) (/sightline/sightline/hub); deploy the IncidentResponse stack again';

test.each<[string, ConfigDocument[], string]>([
  [
    'no document',
    [],
    'Sightline configuration needs exactly one hub document, got 0 in 0 document(s) (none); deploy the IncidentResponse stack again',
  ],
  [
    'a service without its hub',
    [documentOf('service', SERVICE)],
    'Sightline configuration needs exactly one hub document, got 0 in 1 document(s) (/sightline/sightline/service); deploy the IncidentResponse stack again',
  ],
  [
    'two hubs',
    [hub, documentOf('other', HUB)],
    'Sightline configuration needs exactly one hub document, got 2 in 2 document(s) (/sightline/sightline/hub, /sightline/sightline/other); deploy the IncidentResponse stack again',
  ],
  [
    'a newer schema',
    [documentOf('hub', { ...HUB, schemaVersion: SCHEMA_VERSION + 1, channels: 'of a new kind' })],
    `Sightline configuration '/sightline/sightline/hub' has schemaVersion ${SCHEMA_VERSION + 1}, this code reads up to ${SCHEMA_VERSION}; deploy the IncidentResponse stack with the newer Sightline first`,
  ],
  [
    'a list',
    [documentOf('hub', [HUB])],
    `${NO_HUB}. Sightline configuration '/sightline/sightline/hub' must be a JSON object, got ${JSON.stringify([HUB])}`,
  ],
  [
    'null',
    [documentOf('hub', null)],
    `${NO_HUB}. Sightline configuration '/sightline/sightline/hub' must be a JSON object, got null`,
  ],
  [
    'a channel that is no object',
    [documentOf('hub', { ...HUB, channels: [HUB.channels[0], 'team'] })],
    `Sightline configuration '/sightline/sightline/hub channels[1]' must be a JSON object, got "team"`,
  ],
  [
    'a channel without a topic',
    [documentOf('hub', { ...HUB, channels: [{ name: 'oncall' }] })],
    "Sightline configuration '/sightline/sightline/hub channels[0]': 'topicArn' must be a non-empty text, got undefined",
  ],
  [
    'channels that are no list',
    [documentOf('hub', { ...HUB, channels: {} })],
    "Sightline configuration '/sightline/sightline/hub': 'channels' must be a list, got {}",
  ],
  [
    'a channel of an unknown kind',
    [documentOf('hub', { ...HUB, channels: [{ kind: 'fax', name: 'a', secretArn: 'b' }] })],
    "Sightline configuration '/sightline/sightline/hub channels[0]': 'kind' must be one of 'topic', 'slack', 'slack-app', 'teams', 'pagerduty', 'opsgenie', 'jira', 'webhook', got \"fax\"",
  ],
  [
    'a provider without its secret',
    [documentOf('hub', { ...HUB, channels: [{ kind: 'slack', name: 'a', topicArn: 'b' }] })],
    "Sightline configuration '/sightline/sightline/hub channels[0]': 'secretArn' must be a non-empty text, got undefined",
  ],
  [
    'hours of work over midnight',
    [documentOf('hub', { ...HUB, businessHours: { ...HOURS, from: '22:00', to: '06:00' } })],
    "Sightline configuration '/sightline/sightline/hub businessHours': 'to' must be later than 'from' (22:00), got 06:00; a day of work ends before midnight",
  ],
  [
    'a holiday that no year has',
    [documentOf('hub', { ...HUB, businessHours: { ...HOURS, holidays: ['2026-12-25', '2026-02-29'] } })],
    "Sightline configuration '/sightline/sightline/hub businessHours': 'holidays' is not valid: '2026-02-29' is not a date; write one such as 2026-12-25",
  ],
  [
    'two channels of one name',
    [documentOf('hub', { ...HUB, channels: [HUB.channels[0], HUB.channels[0]] })],
    "Sightline configuration '/sightline/sightline/hub': 'channels' must have distinct names, got 'oncall' twice; rename one channel of the IncidentResponse",
  ],
  [
    'a window that is a text',
    [documentOf('hub', { ...HUB, reopenWindowSeconds: '300' })],
    `Sightline configuration '/sightline/sightline/hub': 'reopenWindowSeconds' must be an integer of at least 0, got "300"`,
  ],
  [
    'a window below zero',
    [documentOf('hub', { ...HUB, reopenWindowSeconds: -1 })],
    "Sightline configuration '/sightline/sightline/hub': 'reopenWindowSeconds' must be an integer of at least 0, got -1",
  ],
])('%s is refused', (_, documents, message) => {
  expect(() => parseConfig(documents)).toThrow(new Error(message));
});

test('text that is not JSON is refused by the name of its document', () => {
  const broken = { name: '/sightline/sightline/hub', text: '{"kind":' };
  expect(() => parseConfig([broken])).toThrow(
    /needs exactly one hub document.*\. Sightline configuration '\/sightline\/sightline\/hub' is not JSON \(.+\)$/,
  );
});

test.each(Object.keys(HUB))('a hub document needs %s', (field) => {
  const without = documentOf('hub', { ...HUB, [field]: undefined });
  expect(() => parseConfig([without])).toThrow(
    new RegExp(`Sightline configuration '/sightline/sightline/hub': '${field}' must be .*, got undefined$`),
  );
});

test('all that a hub may say is read', () => {
  const whole = {
    ...HUB,
    channels: [
      { kind: 'topic', name: 'chat', topicArn: 'arn', format: 'chat', failover: 'pager' },
      { kind: 'opsgenie', name: 'pager', secretArn: 'arn', region: 'eu', failover: 'hook' },
      { kind: 'webhook', name: 'hook', secretArn: 'arn' },
    ],
    respondUrl: 'https://example.com/',
    businessHours: { ...HOURS, to: '24:00', holidays: ['2026-12-25'] },
  };
  expect(parseConfig([documentOf('hub', whole)]).hub).toStrictEqual(whole);
});

test('whatever the documents hold, they are read or refused with a message of ours', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(() => parseConfig([{ name: 'x', text }])).toThrow(
        /^Sightline configuration needs exactly one hub document.*\. Sightline configuration 'x'/s,
      );
      expect(parseConfig([hub, { name: 'x', text }])).toStrictEqual({
        ...NOTHING_ELSE,
        hub: READ_HUB,
        problems: [expect.stringMatching(/^Sightline configuration 'x'.+/)],
      });
    }),
  );
});
