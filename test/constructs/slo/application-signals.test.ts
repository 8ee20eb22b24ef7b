import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { MuteWindow, Observability, Sli, Slo, SloEvaluation, type SloOptions } from '../../../lib';
import { newStack, type Properties, resources } from '../template';

const count = (metricName: string) => new Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
const EVENTS = Sli.events({ total: count('Orders'), bad: count('Refused') });

function native(slo: Slo, id = 'Orders'): Properties[] {
  const stack = newStack();
  const slos = SloEvaluation.fromEvaluationName('shared');
  const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', slos });
  obs.slo(id, slo);
  return Object.values(resources(Template.fromStack(stack), 'AWS::ApplicationSignals::ServiceLevelObjective'));
}

const orders = (more: Partial<SloOptions> = {}) =>
  Slo.quality(EVENTS, { objective: '99.5', applicationSignals: true, ...more });

test('an objective is none of Application Signals unless that is asked for', () => {
  expect(native(orders({ applicationSignals: false }))).toEqual([]);
  expect(native(orders())).toHaveLength(1);
});

test('it counts the same events against the same goal, and warns by what is left, not by what is used', () => {
  const [slo] = native(orders({ alertThreshold: 70 }));
  expect(slo).toMatchObject({
    Name: 'checkout-prod-Orders',
    Goal: {
      AttainmentGoal: 99.5,
      WarningThreshold: 30,
      Interval: { RollingInterval: { Duration: 30, DurationUnit: 'DAY' } },
    },
  });
  const { TotalRequestCountMetric: total, MonitoredRequestCountMetric: monitored } =
    slo?.RequestBasedSli.RequestBasedSliMetric ?? {};
  const read = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: true,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
  });
  expect(total).toMatchObject([read('total', 'Orders')]);
  expect(monitored).toMatchObject({ BadCountMetric: [read('bad', 'Refused')] });
  expect(slo?.BurnRateConfigurations.map((one: Properties) => one.LookBackWindowMinutes)).toEqual([
    5, 30, 60, 120, 360, 1_440, 4_320,
  ]);
});

test('a calendar window begins on the clock of its time zone', () => {
  const intervalOf = (window: string) => native(orders({ window, timezone: 'Europe/Berlin' }))[0]?.Goal.Interval;
  expect(intervalOf('calendar week')).toEqual({
    CalendarInterval: { Duration: 7, DurationUnit: 'DAY', StartTime: Date.parse('2026-01-04T23:00:00Z') / 1_000 },
  });
  expect(intervalOf('calendar month')).toEqual({
    CalendarInterval: { Duration: 1, DurationUnit: 'MONTH', StartTime: Date.parse('2025-12-31T23:00:00Z') / 1_000 },
  });
});

test.each([
  [
    'exclusions, which it would not know',
    { exclusions: [{ window: MuteWindow.cron('0 2 * * SUN', { duration: Duration.hours(1) }), reason: 'Backup' }] },
    /'exclusions' are not taken over/,
  ],
  ['windows that are no whole days', { window: '36h' }, /'window' must be whole days, got 2160 minutes/],
])('refuses %s', (_, more, message) => {
  expect(() => native(orders(more))).toThrow(message);
});

test('refuses a name that is too long, with the limit', () => {
  const stack = newStack();
  const obs = new Observability(stack, 'Obs', { service: 's'.repeat(64), environment: 'prod', slos: false });
  expect(() => obs.slo('o'.repeat(64), orders())).toThrow(/may have 127 characters/);
});
