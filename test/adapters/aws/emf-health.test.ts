import { EmfHealth } from '../../../lib/adapters/aws/emf-health';

const T0 = 1_800_000_000_000;

function recorded(namespace?: string) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return {
    lines,
    metrics: new EmfHealth({ service: 'checkout', environment: 'prod', namespace, now: () => T0, write }),
  };
}

test('the score is one document of the whole service', () => {
  const { lines, metrics } = recorded();
  metrics.score(66.6);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: T0,
        CloudWatchMetrics: [
          {
            Namespace: 'Sightline',
            Dimensions: [['service', 'environment']],
            Metrics: [{ Name: 'HealthScore', Unit: 'None' }],
          },
        ],
      },
      service: 'checkout',
      environment: 'prod',
      HealthScore: 66.6,
    },
  ]);
});

test('each check is a document of its own, without latency where there was no answer', () => {
  const { lines, metrics } = recorded('Shop');
  metrics.check('api', false, 12);
  metrics.check('__proto__', true);
  const [answered, silent] = lines.map((line) => JSON.parse(line));
  expect(answered).toMatchObject({ check: 'api', HealthCheckFaults: 0, HealthCheckLatency: 12 });
  expect(answered._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: 'Shop',
      Dimensions: [['service', 'environment', 'check']],
      Metrics: [
        { Name: 'HealthCheckFaults', Unit: 'Count' },
        { Name: 'HealthCheckLatency', Unit: 'Milliseconds' },
      ],
    },
  ]);
  expect(silent).toMatchObject({ check: '__proto__', HealthCheckFaults: 1 });
  expect(silent).not.toHaveProperty('HealthCheckLatency');
  expect(silent._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'HealthCheckFaults', Unit: 'Count' }]);
});

test('what is no number, and an output that is closed, cost nothing else', () => {
  const { lines, metrics } = recorded();
  metrics.score(Number.NaN);
  expect(lines).toEqual([]);
  const write = () => {
    throw new Error('EPIPE');
  };
  expect(() => new EmfHealth({ service: 's', environment: 'e', write }).score(1)).not.toThrow();
});
