import { describeAlarm } from '../../../lib/core/alarm/description';
import {
  type PlannedAlarm,
  plannedAlarms,
  planSloAlarms,
  type SloAlarmOptions,
} from '../../../lib/core/slo/alarm-plan';
import { burnRateReason } from '../../../lib/core/slo/burn-rate-reason';
import { type BurnRateRule, WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import type { SloDefinition } from '../../../lib/core/slo/definition';

function alarm(id: string, more: Partial<SloDefinition> = {}, options: SloAlarmOptions = {}): PlannedAlarm {
  const definition: SloDefinition = {
    ...{ schemaVersion: 1, name: 'Handlers', service: 'shop', environment: 'prod', kind: 'availability' },
    ...{ description: '99.5 % of the requests of shop succeed.', objective: '99.5', window: '30d' },
    ...{ alertThresholdPercent: 80, exclusions: [], namespace: 'Sightline', tier: 2, minTotal: 1, minBad: 1 },
    indicator: {
      budgeting: 'events',
      queries: ['total', 'bad'].map((name) => ({
        ...{ id: name, metric: { namespace: 'Shop', name, dimensions: {} }, statistic: 'Sum' },
      })),
    },
    rules: WORKBOOK_RULES,
    ...more,
  };
  return plannedAlarms(planSloAlarms(definition, options)).find((one) => one.id === id) as PlannedAlarm;
}

function described({ summary, reason, severity, role }: PlannedAlarm): string {
  const site = { service: 'shop', environment: 'prod', timeToDetectSeconds: 60 };
  return describeAlarm({ summary, reason, severity, role, runbook: 'Roll back.', ...site });
}

const causedBy = (part: string, state = 'ALARM') =>
  `arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-prod-Handlers-${part}-9405756b transitioned to ${state} at ` +
  'Monday 05 January, 2026 09:11:10 UTC';

const crossed = (value: number, threshold: number) =>
  `Threshold Crossed: 1 out of the last 1 datapoints [${value} (05/01/26 09:00:00)] was greater than the threshold ` +
  `(${threshold}) (minimum 1 datapoint for OK -> ALARM transition).`;

test('a page and a ticket say which rule fired, its burn rate, and what of the budget goes', () => {
  const page = { state: 'ALARM', description: described(alarm('Page')) };
  expect(burnRateReason({ ...page, reason: causedBy('page_slow_short') })).toBe(
    'burn rate above 6 x: more than 3 % bad over 6 h and over 30 min; 5 % of the 30-day budget goes in 6 h (rule page_slow)',
  );
  expect(burnRateReason({ ...page, reason: causedBy('page_fast_long') })).toContain(
    'above 14.4 x: more than 7.2 % bad',
  );
  const ticket = { state: 'ALARM', description: described(alarm('Ticket')) };
  expect(burnRateReason({ ...ticket, reason: causedBy('ticket_fast_long') })).toContain(
    'over 1 day and over 2 h; 10 %',
  );
});

test('of rules whose names end alike the one that is named is told', () => {
  const rule = (id: string, factor: string): BurnRateRule => ({
    ...{ id, severity: 'page', long: '1h', short: '5m', factor },
  });
  const description = described(alarm('Page', { rules: [rule('slow', '2'), rule('very-slow', '3')] }));
  const told = (part: string) => burnRateReason({ state: 'ALARM', description, reason: causedBy(part) });
  expect(told('very-slow_long')).toContain('(rule very-slow)');
  expect(told('slow_long')).toContain('(rule slow)');
});

test('a window says what was measured, as a share and as a burn rate', () => {
  const part = { state: 'ALARM', description: described(alarm('page_slow_long')) };
  expect(burnRateReason({ ...part, reason: crossed(0.0625, 0.03) })).toBe(
    '6.25 % bad over 6 h, a burn rate of 12.5 x (rule page_slow fires above 6 x)',
  );
});

test('a window that is judged by the published burn rate says that alone', () => {
  const published = alarm('ticket_slow_long', {}, { longWindowSource: 'published' });
  expect(burnRateReason({ state: 'ALARM', description: described(published), reason: crossed(1.25, 1) })).toBe(
    'burn rate of 1.25 x over 3 days (rule ticket_slow fires above 1 x)',
  );
});

test.each([
  ['the end of a page', 'OK', described(alarm('Page')), causedBy('page_slow_short', 'OK')],
  ['a page whose rule the description does not name', 'ALARM', described(alarm('Page')), causedBy('page_other_long')],
  ['a description that is cut', 'ALARM', described(alarm('Page')).slice(0, 120), causedBy('page_slow_short')],
  ['an alarm of a resource', 'ALARM', 'Orders fail.', crossed(0.5, 0.05)],
  ['a window without data', 'OK', described(alarm('page_slow_long')), 'Insufficient Data: 1 datapoint was unknown.'],
])('nothing is made up of %s', (_, state, description, reason) => {
  expect(burnRateReason({ state, description, reason })).toBeUndefined();
});
