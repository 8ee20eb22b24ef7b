import type { SloExclusion } from '../../../lib/core/slo/definition';
import { endedBy, leaveNothing } from '../../../lib/core/slo/exclusion-coverage';

const exclusion = (expression: string, duration: string, more: object = {}): SloExclusion => ({
  schedule: { expression, duration, ...more },
  reason: expression,
});

test.each<[string, boolean, readonly SloExclusion[]]>([
  ['no exclusion', false, []],
  ['a weekly hour', false, [exclusion('cron(0 2 * * 0)', 'PT1H')]],
  ['every day for 24 hours', true, [exclusion('cron(0 0 * * *)', 'P1D')]],
  [
    'every day for 24 hours, by a clock with summer time',
    true,
    [exclusion('cron(0 0 * * *)', 'PT24H', { timezone: 'Europe/Berlin' })],
  ],
  ['every day for 23 hours', false, [exclusion('cron(0 0 * * *)', 'PT23H')]],
  ['two halves of a day', true, [exclusion('cron(0 0 * * *)', 'PT12H'), exclusion('cron(0 12 * * *)', 'PT12H')]],
  ['half of a day', false, [exclusion('cron(0 0 * * *)', 'PT12H')]],
  ['every week for seven days', true, [exclusion('cron(0 0 * * 1)', 'P7D')]],
  ['all of January', false, [exclusion('cron(0 0 * 1 *)', 'P1D')]],
  ['every day until some day', false, [exclusion('cron(0 0 * * *)', 'P1D', { expireDate: '2030-01-01T00:00' })]],
  ['every day from some day on', false, [exclusion('cron(0 0 * * *)', 'P1D', { startDate: '2030-01-01T00:00' })]],
  ['once', false, [exclusion('at(2026-05-10T14:00)', 'P15D')]],
])('%s leaves nothing that counts: %p', (_, expected, exclusions) => {
  expect(leaveNothing(exclusions)).toBe(expected);
});

test('an exclusion has ended with its last window', () => {
  const once = exclusion('at(2026-05-10T14:00)', 'PT2H');
  const weekly = exclusion('cron(0 2 * * 0)', 'PT1H');
  const until = exclusion('cron(0 2 * * *)', 'PT1H', { expireDate: '2026-05-01T00:00' });
  expect(endedBy([once, weekly, until], Date.UTC(2026, 3, 1))).toEqual([]);
  expect(endedBy([once, weekly, until], Date.UTC(2026, 4, 10, 15, 59))).toEqual([until]);
  expect(endedBy([once, weekly, until], Date.UTC(2026, 4, 10, 16))).toEqual([once, until]);
});
