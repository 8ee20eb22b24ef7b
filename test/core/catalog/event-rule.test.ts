import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { EVENT_BUS_RULE, EVENT_RULE } from '../../../lib/core/catalog/event-rule';
import { SCHEDULE } from '../../../lib/core/catalog/event-scheduler';
import { readProperties } from '../../../lib/core/catalog/properties';
import { SNS_SUBSCRIPTION } from '../../../lib/core/catalog/sns-topic';
import { sampleAlarms } from './sample';

const takes = <Facts>(entry: CatalogEntry<Facts>, properties: unknown) =>
  entry.resource?.when?.(readProperties(properties));

test.each([
  ['no bus', {}, true],
  ['the default bus by name', { EventBusName: 'default' }, true],
  ['the default bus by ARN', { EventBusName: 'arn:aws:events:us-east-1:123456789012:event-bus/default' }, true],
  ['a bus of the app', { EventBusName: { Ref: 'Bus' } }, false],
  ['a bus by name', { EventBusName: 'orders' }, false],
  ['a partner bus', { EventBusName: 'aws.partner/shop.com/default' }, false],
])('a rule of %s publishes on its name alone: %#', (_, properties, onDefault) => {
  expect(takes(EVENT_RULE, properties)).toBe(onDefault);
  expect(takes(EVENT_BUS_RULE, properties)).toBe(!onDefault);
});

test('an imported rule is not guessed: its bus is unknown', () => {
  expect(takes(EVENT_RULE, undefined)).toBe(false);
  expect(takes(EVENT_BUS_RULE, undefined)).toBe(false);
});

const KEPT = { Id: 'a', Arn: 'arn', DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } };
const LOST = { Id: 'b', Arn: 'arn' };

test.each([
  ['targets not known', {}, ['FailedInvocations', 'Retries']],
  ['no dead-letter queue', { Targets: [LOST] }, ['FailedInvocations', 'Retries']],
  ['dead-letter queues for all', { Targets: [KEPT, KEPT] }, ['DeadLetters', 'DeadLetterErrors', 'Retries']],
  ['one for some', { Targets: [KEPT, LOST] }, ['FailedInvocations', 'DeadLetters', 'DeadLetterErrors', 'Retries']],
])('a rule has the alarms of what becomes of its events: %s', (_, properties, ids) => {
  expect(sampleAlarms(EVENT_RULE, properties).map(({ id }) => id)).toEqual(ids);
});

test('a schedule is of the default group unless it names another', () => {
  expect(takes(SCHEDULE, {})).toBe(true);
  expect(takes(SCHEDULE, { GroupName: 'default' })).toBe(true);
  expect(takes(SCHEDULE, { GroupName: 'reports' })).toBe(false);
  expect(takes(SCHEDULE, { GroupName: { Ref: 'Group' } })).toBe(false);
});

test('a subscription without a dead-letter queue has nothing of its own', () => {
  expect(takes(SNS_SUBSCRIPTION, { TopicArn: { Ref: 'Topic' } })).toBe(false);
});
