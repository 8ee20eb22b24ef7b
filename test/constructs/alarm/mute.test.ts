import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MuteWindow } from '../../../lib/constructs/alarm/mute-window';
import { type MuteOptions, renderMute } from '../../../lib/constructs/alarm/render-mute';
import { newStack, resources } from '../template';
import { contextOf, messageOf, only } from './support';

const NIGHT = MuteWindow.cron('0 22 * * MON-FRI', { duration: Duration.hours(8), timezone: 'Europe/Berlin' });
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `alarm-${index}` }));

function mute(options: Partial<MuteOptions>, scope = newStack()) {
  return renderMute(scope, 'Nights', { window: NIGHT, alarms: [{ name: 'a' }], ...options }, contextOf());
}

test('a mute rule has a schedule in a time zone and the names of its alarms', () => {
  const stack = newStack();
  expect(mute({ description: 'Batch jobs run.' }, stack).names).toEqual(['shop-test-Nights']);
  expect(only(stack, 'AWS::CloudWatch::AlarmMuteRule')).toEqual({
    Name: 'shop-test-Nights',
    Description: 'Batch jobs run.',
    Rule: { Schedule: { Expression: 'cron(0 22 * * MON-FRI)', Duration: 'PT8H', Timezone: 'Europe/Berlin' } },
    MuteTargets: { AlarmNames: ['a'] },
  });
});

test('it may be for once, and may start and expire', () => {
  const stack = newStack();
  mute({ window: MuteWindow.at('2026-05-10T14:00', { duration: Duration.days(2) }) }, stack);
  expect(only(stack, 'AWS::CloudWatch::AlarmMuteRule').Rule.Schedule).toEqual({
    Expression: 'at(2026-05-10T14:00)',
    Duration: 'P2D',
    Timezone: 'UTC',
  });
  const other = newStack();
  const window = MuteWindow.cron('0 2 * * *', {
    duration: Duration.minutes(90),
    start: '2026-05-01T00:00',
    expire: '2026-06-01T00:00',
  });
  mute({ window }, other);
  expect(only(other, 'AWS::CloudWatch::AlarmMuteRule')).toMatchObject({
    StartDate: '2026-05-01T00:00',
    ExpireDate: '2026-06-01T00:00',
    Rule: { Schedule: { Duration: 'PT1H30M' } },
  });
});

test('more than a hundred alarms are muted by several rules, each alarm by one', () => {
  const stack = newStack();
  const { names } = mute({ alarms: [...many(201), ...many(3)] }, stack);
  expect(names).toEqual(['shop-test-Nights', 'shop-test-Nights-2', 'shop-test-Nights-3']);
  const rules = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::AlarmMuteRule'));
  const targets = rules.map(({ MuteTargets }) => MuteTargets.AlarmNames);
  expect(targets.map((list) => list.length)).toEqual([100, 100, 1]);
  expect(new Set(targets.flat()).size).toBe(201);
});

test.each([
  [() => MuteWindow.cron('0 22 * *', { duration: Duration.hours(1) }), /MuteWindow.cron: .*has 4 fields/],
  [() => MuteWindow.cron('0 2 30 2 *', { duration: Duration.hours(1) }), /no calendar has a day/],
  [() => MuteWindow.at('2026-05-10', { duration: Duration.hours(1) }), /MuteWindow.at: .*is not a date and time/],
  [() => MuteWindow.at('2026-05-10T14:00', { duration: Duration.seconds(30) }), /is shorter than a minute/],
  [() => MuteWindow.at('2026-05-10T14:00', { duration: Duration.days(16) }), /is longer than 15 days/],
  [() => MuteWindow.at('2026-05-10T14:00', { duration: 'PT1H' as never }), /'duration' must be a Duration such as/],
  [
    () => MuteWindow.at('2026-05-10T14:00', { duration: Duration.hours(1), timezone: 'Berlin' }),
    /there is no time zone 'Berlin'/,
  ],
  [
    () => MuteWindow.at('2026-05-10T14:00', { duration: Duration.hours(1), expire: 'x' } as never),
    /there is no option 'expire'/,
  ],
  [
    () =>
      MuteWindow.cron('0 2 * * *', {
        duration: Duration.hours(1),
        start: '2026-06-01T00:00',
        expire: '2026-05-01T00:00',
      }),
    /it is not after the start date/,
  ],
  [() => mute({ alarms: [] }), /there is no alarm to mute; monitor first, or pass 'alarms'/],
  [() => mute({ window: 'cron(0 2 * * *)' as never }), /'window' must be made by MuteWindow/],
  [() => mute({ alarm: [] } as never), /did you mean 'alarms'/],
])('refuses what mutes nothing or never (%#)', (work, message) => {
  expect(messageOf(work)).toMatch(message);
});
