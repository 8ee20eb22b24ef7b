import { parseConfig } from '../../lib/core/config';
import { configOf } from './incident/hub-config';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x';
const POLICY = {
  schemaVersion: 1,
  kind: 'policy',
  name: 'default',
  levels: [{ name: 'on-call', afterMinutes: 0, targets: ['channel:oncall'] }],
  reach: { critical: 1, high: 1, medium: 1, low: 1 },
  respondWithin: { critical: { minutes: 1 }, high: { minutes: 1 }, medium: { minutes: 1 }, low: { minutes: 1 } },
  acksNeeded: 1,
};

const parse = (channel: object, policy: object = POLICY) =>
  parseConfig([
    { name: 'hub', text: JSON.stringify({ ...configOf().hub, channels: [channel] }) },
    { name: 'policy', text: JSON.stringify(policy) },
  ]);
const channelOf = (channel: object) => parse(channel).hub.channels[0];

test.each([
  { kind: 'topic', name: 'a', topicArn: 'arn', audience: 'stakeholders', from: 'medium' },
  { kind: 'webhook', name: 'a', secretArn, audience: 'customers' },
  { kind: 'slack-app', name: 'a', secretArn, channel: 'C01', incidentChannels: 'high' },
])('a channel is read as it was written: %j', (channel) => {
  expect(channelOf(channel)).toEqual(channel);
});

test('a pager has no audience, and no other channel posts to one of Slack', () => {
  const given = { secretArn, name: 'a', audience: 'customers', from: 'low', channel: 'C01', incidentChannels: 'low' };
  expect(channelOf({ ...given, kind: 'pagerduty' })).toEqual({ kind: 'pagerduty', name: 'a', secretArn });
  expect(channelOf({ ...given, kind: 'slack' })).toEqual({
    kind: 'slack',
    name: 'a',
    secretArn,
    audience: 'customers',
    from: 'low',
  });
});

test.each([
  [{ audience: 'everybody' }, "'audience' must be one of 'responders', 'stakeholders', 'customers', got \"everybody\""],
  [{ from: 'sev1' }, "'from' must be one of 'critical', 'high', 'medium', 'low', got \"sev1\""],
  [{ kind: 'slack-app' }, "'channel' must be a non-empty text, got undefined"],
  [{ kind: 'slack-app', channel: 'c', incidentChannels: false }, "'incidentChannels' must be one of"],
])('%j is refused', (more, message) => {
  expect(() => channelOf({ kind: 'slack', name: 'a', secretArn, ...more })).toThrow(message);
});

test('a policy says how often updates are due, of some severities', () => {
  const channel = { kind: 'topic', name: 'oncall', topicArn: 'arn' };
  const minutesOf = (updateMinutes: unknown) => parse(channel, { ...POLICY, updateMinutes });
  expect(minutesOf({ critical: 5, high: 1, __proto__: { low: 1 } }).policies[0]?.updateMinutes).toEqual({
    critical: 5,
    high: 1,
  });
  expect(minutesOf({}).policies[0]?.updateMinutes).toEqual({});
  expect(minutesOf(undefined).policies[0]).not.toHaveProperty('updateMinutes');
  for (const wrong of [{ high: 0 }, { high: 1.5 }, { high: '5' }, [], 'often']) {
    expect(minutesOf(wrong)).toMatchObject({
      policies: [],
      problems: [expect.stringContaining("configuration 'policy")],
    });
  }
});
