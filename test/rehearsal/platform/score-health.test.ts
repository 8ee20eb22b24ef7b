import { describeAlarm } from '../../../lib/core/alarm/description';
import { planHealthInputs } from '../../../lib/core/health/plan-inputs';
import { metricKey } from '../../../lib/core/signal/metric';
import { arn, closeWorlds, type GivenResources, lambda, MINUTE_MS, openPlatform, START_MS } from '../support';

afterEach(closeWorlds);

const OWN = { service: 'checkout', environment: 'prod' };
const ABOUT = { schemaVersion: 1, ...OWN, namespace: 'Shop' };
const { inputs } = planHealthInputs({
  ...ABOUT,
  ...{ objectives: [], resources: [], dependsOn: [], dependencies: [], handlers: true },
});

const SHOP: GivenResources = {
  Score: {
    ...lambda({ FunctionName: 'score', Timeout: 60, Environment: { Variables: { SIGHTLINE_HEALTH_SCORING: 'shop' } } }),
    Metadata: { 'sightline:function': 'score-health' },
  },
  Every5: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'rate(5 minutes)', Targets: [{ Id: 'Score', Arn: arn('Score') }] },
  },
  Errors: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/sightline-health/shop/checkout/prod/errors', Value: JSON.stringify({ ...ABOUT, inputs }) },
  },
  Broken: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/sightline-health/shop/b/prod/errors', Value: '{' } },
  FaultRate: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'checkout-prod-FaultRate',
      AlarmDescription: describeAlarm({
        ...OWN,
        summary: 'It fails.',
        timeToDetectSeconds: 60,
        severity: 'high',
        role: 'page',
      }),
      Namespace: 'Shop',
      MetricName: 'Faults',
      Dimensions: Object.entries(OWN).map(([Name, Value]) => ({ Name, Value })),
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    },
  },
};

function open() {
  const { world, platform } = openPlatform(SHOP);
  platform.start(START_MS);
  const put = (name: string, value: number, minute: number) =>
    world.metrics.put({ namespace: 'Shop', name, dimensions: OWN }, value, START_MS + minute * MINUTE_MS);
  return {
    world,
    traffic: (from: number, to: number, fault: number) => {
      for (let minute = from; minute < to; minute += 1) {
        put('Requests', 1, minute);
        put('Faults', fault, minute);
      }
    },
    scoreAt: (minute: number, dimensions: Readonly<Record<string, string>> = OWN, namespace = 'Shop') => {
      const key = metricKey({ namespace, name: 'ServiceHealth', dimensions });
      const atMs = START_MS + minute * MINUTE_MS;
      return world.metrics.statistic(key, 'Average', atMs, atMs + MINUTE_MS);
    },
    run: (minutes: number) => world.clock.runUntil(START_MS + minutes * MINUTE_MS),
  };
}

test('a service that begins to fail loses its points within minutes, and its alarm takes more', async () => {
  const { world, traffic, scoreAt, run } = open();
  traffic(0, 60, 0);
  traffic(60, 90, 1);
  await run(91);
  expect(scoreAt(52)).toBe(100);
  // The run at minute 85 reads up to minute 80, of which a quarter of an hour has failed.
  expect(scoreAt(82)).toBe(5.7);
  expect(scoreAt(82, { evaluation: 'shop' }, 'Sightline')).toBe(5.7);
  expect(world.notRehearsed.get('/sightline-health/shop/b/prod/errors')).toContain('health score: ');
});
