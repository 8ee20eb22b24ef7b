import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { SYNTHETICS_CANARY } from '../../../lib/core/catalog/synthetics-canary';
import { thresholdsOf } from './sample-alarms';

const withSchedule = (Expression: unknown) =>
  thresholdsOf(SYNTHETICS_CANARY, { Schedule: { Expression }, RunConfig: { TimeoutInSeconds: 30 } });

test.each(['rate(1 minute)', 'rate(5 minutes)', ' rate( 3 minutes ) '])(
  '%j fills the periods of the alarms',
  (text) => {
    expect(withSchedule(text)).toEqual({ Unreachable: 50, Slow: 24_000 });
  },
);

test.each([
  ['more rarely', 'rate(6 minutes)'],
  ['each hour', 'rate(1 hour)'],
  ['once', 'rate(0 minutes)'],
  ['by cron', 'cron(0/5 * * * ? *)'],
  ['as only the deployment knows', { Ref: 'Rate' }],
  ['as nobody says', undefined],
  ['on what is no schedule', '__proto__'],
])('a canary that runs %s would leave periods empty, and has no alarms', (_, expression) => {
  expect(withSchedule(expression)).toEqual({});
});

test('an imported canary, whose schedule is not known, has the alarms that are given a threshold', () => {
  const resource = { label: 'Shop', namespace: 'S', facts: {}, dimensions: { default: { CanaryName: 'shop' } } };
  expect(resolveAlarms(SYNTHETICS_CANARY, resource)).toEqual([]);
  const [alarm] = resolveAlarms(SYNTHETICS_CANARY, resource, { Unreachable: { threshold: 50 } });
  expect(alarm).toMatchObject({ periodSeconds: 300, summary: 'SuccessPercent (Average) of Shop is below 50 %.' });
});
