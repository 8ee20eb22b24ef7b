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
const hub = documentOf('hub', HUB);

function documentOf(name: string, content: unknown): ConfigDocument {
  return { name: `${configPath('sightline')}/${name}`, text: JSON.stringify(content) };
}

test('one hub and its services, in any order', () => {
  const refunds = { ...SERVICE, service: 'refunds' };
  const documents = [documentOf('a', SERVICE), hub, documentOf('b', refunds)];
  expect(parseConfig(documents)).toEqual({ hub: HUB, services: [SERVICE, refunds] });
  expect(parseConfig([hub])).toEqual({ hub: HUB, services: [] });
});

test('what this version does not know stays out', () => {
  const { hub: read } = parseConfig([documentOf('hub', { ...HUB, colour: 'red', __proto__: { evil: true } })]);
  expect(read).toEqual(HUB);
  expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(HUB)));
  expect(Object.keys(read)).toHaveLength(Object.keys(HUB).length);
});

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
    'an unknown kind',
    [hub, documentOf('x', { schemaVersion: 1, kind: 'schedule' })],
    "Sightline configuration '/sightline/sightline/x': 'kind' must be 'hub' or 'service', got 'schedule'",
  ],
  [
    'a list',
    [documentOf('hub', [HUB])],
    `Sightline configuration '/sightline/sightline/hub' must be a JSON object, got ${JSON.stringify([HUB])}`,
  ],
  [
    'null',
    [documentOf('hub', null)],
    "Sightline configuration '/sightline/sightline/hub' must be a JSON object, got null",
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
    /^Sightline configuration '\/sightline\/sightline\/hub' is not JSON \(.+\)$/,
  );
});

test.each([
  ...Object.keys(HUB).map((field) => ['hub', field, HUB] as const),
  ...Object.keys(SERVICE).map((field) => ['service', field, SERVICE] as const),
])('a %s document needs %s', (name, field, content) => {
  const without = documentOf(name, { ...content, [field]: undefined });
  const others = name === 'hub' ? [] : [hub];
  expect(() => parseConfig([...others, without])).toThrow(
    new RegExp(`^Sightline configuration '/sightline/sightline/${name}': '${field}' must be .*, got undefined$`),
  );
});

test('whatever the documents hold, they are read or refused with a message of ours', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(() => parseConfig([{ name: 'x', text }])).toThrow(/^Sightline configuration 'x' .+|: .+ must be /);
    }),
  );
});
