import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AnomalyDetection, type AnomalyDetectionProps } from '../../../lib/constructs/anomaly/anomaly-detection';
import { WatchedSeries, type WatchedSeriesOptions } from '../../../lib/constructs/anomaly/watched-series';
import { IncidentResponse } from '../../../lib/constructs/incident/incident-response';
import { Observability } from '../../../lib/constructs/observability';
import { parseWatchedSeries } from '../../../lib/core/anomaly/watch/read-series';
import { ensureBundles, newStack, type Properties, resources } from '../template';

beforeAll(ensureBundles);

const HUB = IncidentResponse.fromHubName('sightline');
const metric = (more: object = {}) =>
  new Metric({ namespace: 'Shop', metricName: 'Orders', statistic: 'Sum', period: Duration.minutes(5), ...more });
const watched = (more: Partial<WatchedSeriesOptions> = {}) =>
  WatchedSeries.of(metric(), { name: 'orders', service: 'checkout', environment: 'prod', ...more });

function synth(props: AnomalyDetectionProps = {}, stack = newStack()) {
  new AnomalyDetection(stack, 'Anomalies', props);
  return Template.fromStack(stack);
}

const all = (template: Template, type: string): Properties[] => Object.values(resources(template, type));

function seriesOf(template: Template, detection: string) {
  const documents = all(template, 'AWS::SSM::Parameter').map(({ Name, Value }) => ({ name: Name, text: Value }));
  return parseWatchedSeries(documents.filter(({ name }) => name.startsWith(`/sightline-anomalies/${detection}/`)));
}

describe('the detection', () => {
  test('plans by a schedule, works by a queue, and hears of deploys on the bus of the hub', () => {
    const template = synth({ incidents: HUB, watch: [watched()] });
    const rules = all(template, 'AWS::Events::Rule');
    expect(rules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(['rate(5 minutes)', undefined]);
    expect(rules[1]).toMatchObject({
      EventBusName: 'sightline',
      EventPattern: { source: ['sightline'], 'detail-type': ['Sightline Deploy'] },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          SIGHTLINE_ANOMALY_DETECTION: 'sightline',
          SIGHTLINE_ANOMALY_BUS: 'sightline',
          SIGHTLINE_ANOMALY_CADENCE_SECONDS: '300',
        },
      },
    });
  });

  test('watches itself by four alarms', () => {
    const alarms = all(synth({ watch: [watched()] }), 'AWS::CloudWatch::Alarm').map(
      ({ AlarmName }) => AlarmName.split('-')[2],
    );
    expect(alarms.sort()).toEqual(['DeadJobs', 'FailedRuns', 'NoDetection', 'SeriesFailed']);
  });

  test('writes series that its workflow reads as they were given, ten in a document', () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      watched({ name: `orders-${index}`, role: 'page', timeZone: 'Europe/Berlin', threshold: 0.5 }),
    );
    const template = synth({ watch: many, name: 'shop' });
    const { series, problems } = seriesOf(template, 'shop');
    expect(problems).toEqual([]);
    expect(series).toEqual(many.map(({ definition }) => definition));
    expect(series[0]).toMatchObject({ severity: 'high', periodSeconds: 300, timeZone: 'Europe/Berlin' });
    const sizes = all(template, 'AWS::SSM::Parameter').map(({ Value }) => Value.length);
    expect(sizes.length).toBeLessThanOrEqual(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
  });

  test('encrypts what it keeps with a key that is given', () => {
    const stack = newStack();
    const template = synth({ encryptionKey: new Key(stack, 'Key') }, stack);
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEType: 'KMS' } });
    for (const queue of all(template, 'AWS::SQS::Queue')) expect(queue.KmsMasterKeyId).toBeDefined();
  });

  test.each([
    [{ cadence: Duration.minutes(2) }, "'cadence' must be one or five minutes, got 120 s"],
    [{ name: 'a b' }, "'name' must be 1 to 32"],
    [{ watched: [] } as object, 'watched'],
  ])('refuses %j', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test('refuses two series of one name, and two detections of one name', () => {
    const app = new App();
    const stack = new Stack(app, 'One');
    new AnomalyDetection(stack, 'A', { watch: [watched(), watched()] });
    new AnomalyDetection(stack, 'B');
    const problems = stack.node.findAll().flatMap((one) => one.node.validate());
    expect(problems).toEqual([
      "two series that 'sightline' watches are 'checkout/prod/orders'; give one of them another name",
      expect.stringContaining("two AnomalyDetections have the name 'sightline'"),
      expect.stringContaining("two series that 'sightline'"),
    ]);
  });
});

describe('a watched series', () => {
  test.each([
    [() => watched({ role: 'pager' as never }), "'role' must be one of page, ticket, signal"],
    [() => watched({ threshold: 9 }), "'threshold' must be"],
    [() => watched({ timeZone: 'Mars/Olympus' }), 'Mars/Olympus'],
    [() => watched({ name: 'a/b' }), "'name' must be"],
    [() => watched({ naem: 'x' } as object), 'naem'],
    [() => WatchedSeries.of(metric({ period: Duration.minutes(2) }), watched().definition as never), 'metric'],
    [
      () => WatchedSeries.of(metric({ period: Duration.minutes(2) }), { name: 'a', service: 'b', environment: 'c' }),
      "the metric's 'period' must be one or five minutes, got 120 s",
    ],
    [
      () =>
        WatchedSeries.of(new MathExpression({ expression: 'a+1', usingMetrics: { a: metric() } }), {
          name: 'a',
          service: 'b',
          environment: 'c',
        }),
      'pass a Metric',
    ],
    [
      () => WatchedSeries.of(metric({ region: 'eu-west-1' }), { name: 'a', service: 'b', environment: 'c' }),
      'another account or Region',
    ],
  ])('refuses what it cannot watch (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('detectAnomalies', () => {
  test("watches the service's own metrics by a detection of the stack, which its services share", () => {
    const stack = newStack('Shop');
    const made = ['checkout', 'search'].map((service) => {
      const observability = new Observability(stack, service, { service, environment: 'prod', incidents: HUB });
      return observability.detectAnomalies({ timeZone: 'Europe/Berlin' });
    });
    expect(made[0]).toBe(made[1]);
    const { series, problems } = seriesOf(Template.fromStack(stack), 'Shop');
    expect(problems).toEqual([]);
    expect(series.map(({ service, name, statistic, metric }) => [service, name, metric.name, statistic])).toEqual(
      ['checkout', 'search'].flatMap((service) => [
        [service, 'requests', 'Requests', 'Sum'],
        [service, 'fault-ratio', 'Faults', 'Average'],
        [service, 'latency-p99', 'Latency', 'p99'],
      ]),
    );
    expect(series[0]?.metric.dimensions).toEqual({ service: 'checkout', environment: 'prod' });
  });

  test('refuses to share a detection that was made for another hub', () => {
    const stack = newStack('Shop');
    const observe = (service: string, hub: string) =>
      new Observability(stack, service, {
        service,
        environment: 'prod',
        incidents: IncidentResponse.fromHubName(hub),
      }).detectAnomalies();
    observe('checkout', 'one');
    expect(() => observe('search', 'two')).toThrow('share one detection of anomalies, made for another hub');
  });
});
