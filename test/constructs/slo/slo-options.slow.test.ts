import { Duration, Stack, Token } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, MathExpression, Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import fc from 'fast-check';
import { MuteWindow } from '../../../lib/constructs/alarm/mute-window';
import { ResourceFinder } from '../../../lib/constructs/monitor/resource';
import { Target } from '../../../lib/constructs/monitor/target';
import type { ResolvedServiceSlo, SloSite } from '../../../lib/constructs/slo/resolved-slo';
import { Sli } from '../../../lib/constructs/slo/sli';
import { Slo } from '../../../lib/constructs/slo/slo';
import type { FreshnessSloOptions } from '../../../lib/constructs/slo/slo-options';
import type { Comparison } from '../../../lib/core/alarm/threshold';
import { BEDROCK_MODEL } from '../../../lib/core/catalog/bedrock';
import { CATALOG } from '../../../lib/core/catalog/catalog';
import { WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import type { SloDefinition } from '../../../lib/core/slo/definition';
import { parseSloDefinitions } from '../../../lib/core/slo/read-definition';
import { newFunction, newStack } from '../template';

const siteIn = (scope: Stack, name = 'Objective'): SloSite => ({
  service: 'checkout',
  environment: 'prod',
  namespace: 'Acme',
  name,
  where: `Slo '${name}'`,
  finder: new ResourceFinder(CATALOG, 'Acme'),
  scope,
});

function resolve(slo: Slo, scope = newStack()): ResolvedServiceSlo {
  const resolved = slo.resolve(siteIn(scope));
  if (resolved.kind !== 'service') throw new Error('is a composite');
  return resolved;
}

const definitionOf = (slo: Slo, scope?: Stack) => resolve(slo, scope).definition;
const metric = (metricName: string, more: Partial<MetricProps> = {}) =>
  new Metric({ namespace: 'Shop', metricName, statistic: 'Sum', ...more });
const shop = (name: string) => ({ namespace: 'Shop', name, dimensions: {} });
const counted = Sli.events({ total: metric('Orders'), bad: metric('Failures') });
const SERVICE = { service: 'checkout', environment: 'prod' };

describe('an objective', () => {
  test('has a default for everything but its objective', () => {
    expect(resolve(Slo.availability(Sli.handlers(), { objective: '99.9' }))).toEqual({
      kind: 'service',
      definition: {
        schemaVersion: 1,
        name: 'Objective',
        service: 'checkout',
        environment: 'prod',
        kind: 'availability',
        description: '99.9 % of the requests of checkout succeed.',
        objective: '99.9',
        window: '30d',
        alertThresholdPercent: 80,
        indicator: {
          budgeting: 'events',
          queries: [
            { id: 'total', metric: { namespace: 'Acme', name: 'Requests', dimensions: SERVICE }, statistic: 'Sum' },
            { id: 'bad', metric: { namespace: 'Acme', name: 'Faults', dimensions: SERVICE }, statistic: 'Sum' },
          ],
        },
        rules: WORKBOOK_RULES,
        minTotal: 1,
        minBad: 1,
        minBadOfTickets: 5,
        exclusions: [],
        namespace: 'Acme',
        tier: 2,
      },
      alarms: {
        longWindowSource: 'alarm',
        noTelemetryMinutes: 5,
        severities: { page: 'high', ticket: 'medium' },
        applicationSignals: false,
      },
      lints: [],
    });
  });

  test('tickets wait for five bad events, unless it says how many; slices are what they are', () => {
    const guardOf = (slo: Slo) => {
      const { minBad, minBadOfTickets } = resolve(slo).definition as SloDefinition;
      return [minBad, minBadOfTickets];
    };
    const slice = { objective: '99', threshold: 600, slice: Duration.minutes(5) };
    const { objective, ...slices } = { ...slice, comparison: 'LessThanThreshold' as const };
    const metric = new Metric({ namespace: 'Shop', metricName: 'StockAge', statistic: 'Maximum' });
    expect(guardOf(Slo.availability(Sli.handlers(), { objective }))).toEqual([1, 5]);
    expect(guardOf(Slo.availability(Sli.handlers(), { objective, minBad: 1 }))).toEqual([1, undefined]);
    expect(guardOf(Slo.availability(Sli.handlers(), { objective, minBad: 9 }))).toEqual([9, undefined]);
    expect(guardOf(Slo.custom(Sli.timeslices({ metric, ...slices }), { objective }))).toEqual([1, undefined]);
  });

  test('takes every option', () => {
    const window = MuteWindow.cron('0 2 * * SUN', { duration: Duration.hours(1) });
    const { definition, alarms } = resolve(
      Slo.availability(Sli.handlers(), {
        objective: 99.5,
        window: 'calendar month',
        timezone: 'Europe/Berlin',
        alertThreshold: 50,
        rules: { skip: ['ticket_slow'] },
        minTotal: 70,
        minBad: 3,
        exclusions: [{ window, reason: 'Weekly maintenance' }],
        tier: 1,
        owner: 'ann@example.com',
        team: 'payments',
        runbook: 'https://wiki.example.com/checkout',
        description: 'Customers can pay.',
        longWindow: 'published',
        noTelemetry: false,
        severities: { ticket: 'low' },
        applicationSignals: true,
      }),
    );
    expect(definition).toMatchObject({
      objective: '99.5',
      window: 'calendar month',
      timezone: 'Europe/Berlin',
      alertThresholdPercent: 50,
      rules: WORKBOOK_RULES.slice(0, 3),
      minTotal: 70,
      minBad: 3,
      exclusions: [{ schedule: { expression: 'cron(0 2 * * SUN)' }, reason: 'Weekly maintenance' }],
      tier: 1,
      owner: 'ann@example.com',
      team: 'payments',
      runbook: 'https://wiki.example.com/checkout',
      description: 'Customers can pay.',
    });
    expect(alarms).toEqual({
      longWindowSource: 'published',
      noTelemetryMinutes: 0,
      severities: { page: 'critical', ticket: 'low' },
      applicationSignals: true,
    });
  });

  test.each([
    ['99.9', '30d', 5],
    ['99', '30d', 5],
    ['95', '30d', 22],
    ['99.9', '62d', 5],
    ['93.5', '30d', 29],
    ['94', '60d', 52],
    ['93.5', '62d', 59],
  ])(
    'of %s %% over %s is silent at most as long as an outage takes to burn 1 %% of its budget',
    (objective, window, minutes) => {
      expect(resolve(Slo.availability(Sli.handlers(), { objective, window })).alarms.noTelemetryMinutes).toBe(minutes);
    },
  );

  test('waits an hour for telemetry at most, and two slices at least', () => {
    const low = Slo.availability(Sli.handlers(), { objective: 50, rules: [] });
    expect(resolve(low).alarms.noTelemetryMinutes).toBe(60);
    const source = Sli.timeslices({
      metric: metric('X'),
      comparison: 'LessThanThreshold',
      threshold: 5,
      slice: Duration.hours(1),
    });
    expect(resolve(Slo.custom(source, { objective: '99' })).alarms.noTelemetryMinutes).toBe(120);
  });

  test('is silent for ever where slices without data are good: an idle queue is fine', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Queue');
    const silenceOf = (options: Partial<FreshnessSloOptions>) =>
      resolve(Slo.freshness(queue, { objective: '99', maxAge: Duration.minutes(5), ...options }), stack).alarms
        .noTelemetryMinutes;
    expect(silenceOf({})).toBe(0);
    expect(silenceOf({ missing: 'bad' })).toBe(5);
    expect(silenceOf({ missing: 'ignore' })).toBe(5);
    expect(silenceOf({ noTelemetry: Duration.minutes(30) })).toBe(30);
  });

  test('is refused where its guards can never be met by slices', () => {
    const freshness = (options: Partial<FreshnessSloOptions>) => {
      const stack = newStack();
      const queue = new Queue(stack, 'Queue');
      return () =>
        resolve(
          Slo.freshness(queue, {
            objective: '99',
            maxAge: Duration.minutes(5),
            slice: Duration.minutes(5),
            ...options,
          }),
          stack,
        );
    };
    expect(freshness({ minBad: 13 })).toThrow(
      /^Slo 'Objective': 'minBad' asks for 13 slices of 5 min.*'page_fast' \(12 slices in 1 h\)/,
    );
    expect(freshness({ minBad: 12 })).not.toThrow();
    expect(freshness({ minTotal: 800, rules: { skip: ['page_fast', 'page_slow', 'ticket_fast'] } })).not.toThrow();
  });

  test('of any decimal is kept as it is written, also as what is left of a maximum', () => {
    const digits = fc.integer({ min: 1, max: 9_999_999 });
    fc.assert(
      fc.property(digits, (millionth) => {
        const text = `${Math.floor(millionth / 100_000)}.${String(millionth % 100_000).padStart(5, '0')}`;
        const options = { rules: [] };
        expect(definitionOf(Slo.availability(Sli.handlers(), { objective: text, ...options })).objective).toBe(text);
        const rest = definitionOf(Slo.errorRate(Sli.handlers(), { maxPercent: text, ...options })).objective;
        expect(rest.replace('.', '').length).toBeLessThanOrEqual(7);
        const inMillionths = (percent: string) => {
          const [whole, decimals = ''] = percent.split('.');
          return BigInt(`${whole}${decimals.padEnd(5, '0')}`);
        };
        expect(inMillionths(rest) + inMillionths(text)).toBe(10_000_000n);
      }),
    );
  });

  test.each([
    ['0.1', '99.9'],
    [0.1, '99.9'],
    ['5', '95'],
    [1e-3, '99.999'],
    ['99.95', '0.05'],
  ])('that at most %s %% fail is one of %s %%', (maxPercent, objective) => {
    const { definition } = resolve(Slo.errorRate(Sli.handlers(), { maxPercent, rules: [] }));
    expect(definition).toMatchObject({ kind: 'error-rate', objective });
  });
});

describe('resources', () => {
  test('are found by what the catalog knows of them: L2, L1 and targets', () => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { deploy: false });
    api.root.addMethod('GET');
    const named = definitionOf(Slo.availability(api, { objective: '99.9' }), stack);
    expect(named.description).toBe('99.9 % of the requests of Api succeed.');
    expect(named.indicator.queries).toEqual([
      {
        id: 'total',
        metric: { namespace: 'AWS/ApiGateway', name: 'Count', dimensions: { ApiName: 'Api' } },
        statistic: 'Sum',
      },
      {
        id: 'bad',
        metric: { namespace: 'AWS/ApiGateway', name: '5XXError', dimensions: { ApiName: 'Api' } },
        statistic: 'Sum',
      },
    ]);
    const fn = newFunction(stack, 'Fn').node.defaultChild as CfnFunction;
    const errors = definitionOf(Slo.errorRate(fn, { maxPercent: '0.1' }), stack);
    expect(errors.description).toBe('99.9 % of the invocations of Fn succeed.');
    const model = Target.of(BEDROCK_MODEL, { label: 'Claude', dimensions: { default: { ModelId: 'm' } }, facts: {} });
    const slow = definitionOf(Slo.latency(model, { objective: '99', threshold: Duration.seconds(2) }), stack);
    expect(slow.description).toBe('99 % of the invocations of Claude take 2 s at most.');
    expect(slow.indicator.queries[1]).toMatchObject({
      id: 'good',
      statistic: 'TC(:2000)',
      metric: { dimensions: { ModelId: 'm' } },
    });
  });

  test('with tokens for names make definitions that CloudFormation can write, and evaluate-slos can read', () => {
    const stack = newStack();
    const machine = new StateMachine(stack, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')),
    });
    const text = stack.resolve(stack.toJsonString(definitionOf(Slo.availability(machine, { objective: '99' }), stack)));
    const [separator, parts] = text['Fn::Join'];
    expect(parts).toContainEqual({ Ref: expect.stringMatching(/^Machine/) });
    const deployed = parts.map((part: unknown) => (typeof part === 'string' ? part : 'arn:x')).join(separator);
    const { slos, problems } = parseSloDefinitions([{ name: 'a', text: deployed }]);
    expect(problems).toEqual([]);
    expect(slos[0]?.indicator.queries).toHaveLength(6);
  });

  test('have freshness and throughput slice by slice', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Queue');
    const fresh = definitionOf(Slo.freshness(queue, { objective: '99', maxAge: Duration.minutes(5) }), stack);
    expect(fresh).toMatchObject({
      kind: 'freshness',
      description: 'In 99 % of all minutes the messages of Queue are 5 min old at most.',
      indicator: {
        budgeting: 'timeslices',
        sliceSeconds: 60,
        comparison: 'LessThanOrEqualToThreshold',
        threshold: 300,
        missing: 'good',
      },
    });
    const options = { objective: '99', atLeast: 100, per: Duration.minutes(5) };
    expect(definitionOf(Slo.throughput(queue, options), stack)).toMatchObject({
      description: 'In 99 % of all times of 5 min there are 100 messages of Queue or more.',
      indicator: { sliceSeconds: 300, threshold: 100, missing: 'bad', comparison: 'GreaterThanOrEqualToThreshold' },
    });
    const strict = Slo.freshness(queue, {
      objective: '99',
      maxAge: Duration.minutes(5),
      missing: 'bad',
      slice: Duration.minutes(2),
    });
    expect(definitionOf(strict, stack).indicator).toMatchObject({ missing: 'bad', sliceSeconds: 120 });
  });

  test('without the indicator, without an entry, of another Region, and what is no resource are refused', () => {
    const stack = new Stack(undefined, 'Here', { env: { region: 'eu-west-1', account: '111111111111' } });
    const queue = new Queue(stack, 'Queue');
    const ask =
      (source: unknown, scope = stack) =>
      () =>
        resolve(Slo.availability(source as Queue, { objective: '99' }), scope);
    expect(ask(queue)).toThrow(
      "Slo 'Objective': of 'Queue' (SQS queue) the catalog knows no metric for availability, only for throughput and freshness; pass an Sli",
    );
    expect(ask(stack)).toThrow("'Here' is nothing that the catalog knows");
    expect(ask(metric('X'))).toThrow('got an object (Metric); wrap a metric in Sli.metric(metric)');
    expect(ask(undefined)).toThrow('must be a construct, a Target or an Sli, got undefined');
    expect(ask(new Bucket(stack, 'Bucket'))).toThrow('knows no metric for availability; pass an Sli');
    const there = new Stack(stack.node.root as never, 'There', {
      env: { region: 'us-east-1', account: '111111111111' },
    });
    expect(ask(newFunction(there, 'Fn'))).toThrow('is in the region us-east-1');
  });
});

describe('metrics of the middleware', () => {
  test('are those of an operation, or of a dependency', () => {
    const operation = definitionOf(
      Slo.latency(Sli.handlers({ operation: 'GET /orders' }), { objective: '99', threshold: Duration.millis(300) }),
    );
    expect(operation.description).toBe('99 % of the requests of GET /orders take 300 ms at most.');
    const latency = { namespace: 'Acme', name: 'Latency', dimensions: { ...SERVICE, operation: 'GET /orders' } };
    expect(operation.indicator.queries).toEqual([
      { id: 'total', metric: latency, statistic: 'SampleCount' },
      { id: 'good', metric: latency, statistic: 'TC(:300)' },
    ]);
    const faults = { namespace: 'Acme', name: 'DependencyFaults', dimensions: { ...SERVICE, dependency: 'stripe' } };
    const dependency = definitionOf(Slo.availability(Sli.dependency('stripe'), { objective: '99' }));
    expect(dependency.description).toBe('99 % of the calls of stripe succeed.');
    expect(dependency.indicator.queries).toEqual([
      { id: 'total', metric: faults, statistic: 'SampleCount' },
      { id: 'bad', metric: faults, statistic: 'Sum' },
    ]);
    const freshness = Slo.freshness(Sli.dependency('stripe'), { objective: '99', maxAge: Duration.minutes(1) });
    expect(() => resolve(freshness)).toThrow(
      'knows no metric for freshness, only for availability and latency and throughput',
    );
  });
});

describe('metrics of anybody', () => {
  test('count good or bad of a total, whatever they are called in expressions', () => {
    const usingMetrics = (name: string) => ({ m1: metric(`${name}1`), m2: metric(`${name}2`) });
    const total = new MathExpression({ expression: 'm1+m2', usingMetrics: usingMetrics('Done') });
    const good = new MathExpression({ expression: 'm1 + FILL(m2, 0)', usingMetrics: usingMetrics('Fine') });
    const { definition, lints } = resolve(Slo.quality(Sli.events({ total, good }), { objective: '99' }));
    expect(definition).toMatchObject({ kind: 'quality', description: '99 % of the events of Objective are good.' });
    expect(definition.indicator).toEqual({
      budgeting: 'events',
      queries: [
        { id: 'total', expression: 'total_m1+total_m2' },
        { id: 'total_m1', metric: shop('Done1'), statistic: 'Sum' },
        { id: 'total_m2', metric: shop('Done2'), statistic: 'Sum' },
        { id: 'good', expression: 'good_m1 + FILL(good_m2, 0)' },
        { id: 'good_m1', metric: shop('Fine1'), statistic: 'Sum' },
        { id: 'good_m2', metric: shop('Fine2'), statistic: 'Sum' },
      ],
    });
    expect(lints).toEqual([]);
  });

  test('judge slices under any statistic', () => {
    const source = Sli.timeslices({
      metric: metric('Latency', { statistic: 'p99' }),
      comparison: 'LessThanThreshold',
      threshold: 300,
    });
    expect(definitionOf(Slo.custom(source, { objective: '99' }))).toMatchObject({
      kind: 'custom',
      description: 'In 99 % of all minutes the value is less than 300.',
      indicator: {
        budgeting: 'timeslices',
        queries: [{ id: 'value', metric: shop('Latency'), statistic: 'p99' }],
        sliceSeconds: 60,
        comparison: 'LessThanThreshold',
        threshold: 300,
        missing: 'bad',
      },
    });
  });

  test('have latency, throughput and freshness in their own unit, the one said, or the one that the catalog knows', () => {
    const latency = (source: Sli) =>
      definitionOf(Slo.latency(source, { objective: '99', threshold: Duration.millis(300) }));
    const time = metric('Time', { statistic: 'Average' });
    expect(latency(Sli.metric(time, { unit: 'Seconds' })).indicator.queries[1]).toMatchObject({
      statistic: 'TC(:0.3)',
    });
    const stack = newStack();
    const duration = newFunction(stack, 'Fn').metricDuration();
    expect(latency(Sli.metric(duration)).indicator.queries[1]).toMatchObject({ statistic: 'TC(:300)' });
    expect(() => latency(Sli.metric(time))).toThrow(
      "the unit of Time is not known; say it, as in Sli.metric(metric, { unit: 'Milliseconds' })",
    );
    const age = Slo.freshness(Sli.metric(metric('Age', { statistic: 'Maximum' }), { unit: 'Milliseconds' }), {
      objective: '99',
      maxAge: Duration.hours(1),
    });
    expect(definitionOf(age).indicator).toMatchObject({
      threshold: 3_600_000,
      missing: 'bad',
      queries: [{ id: 'value', statistic: 'Maximum' }],
    });
    const orders = Slo.throughput(Sli.metric(metric('Orders')), { objective: '99', atLeast: 100 });
    expect(definitionOf(orders).description).toBe('In 99 % of all minutes there are 100 events of Orders or more.');
  });

  const events = (total: IMetric, bad: IMetric) => () =>
    resolve(Slo.quality(Sli.events({ total, bad }), { objective: '99' }));
  const average = (statistic: string) => events(metric('Orders'), metric('Bad', { statistic }));

  test('whose values do not add up over time are refused with what to do', () => {
    expect(average('Average')).toThrow(
      "Bad has the statistic Average, which adds up to nothing; pass { statistic: 'Sum' }",
    );
    expect(average('p99')).toThrow(
      "percentiles of short periods say nothing about a longer one, least of all their average; for latency use Slo.latency(Sli.metric(metric), { objective: '99', threshold })",
    );
    expect(average('PR(:300)')).toThrow(
      "a share of one period, and shares do not add up; count instead: 'TC(:300)' of 'SampleCount'",
    );
    expect(average('Maximum')).toThrow('which does not add up over time');
    expect(average('tc90')).toThrow('which does not add up over time');
    const p99 = Sli.metric(metric('Time', { statistic: 'p99' }), { unit: 'Seconds' });
    expect(() => resolve(Slo.latency(p99, { objective: '99', threshold: Duration.seconds(1) }))).toThrow(
      "'99' is what the objective says: leave the statistic out",
    );
    const ratio = new MathExpression({ expression: '100*a/b', usingMetrics: { a: metric('A'), b: metric('B') } });
    expect(events(metric('Orders'), ratio)).toThrow('is a ratio, which counts nothing');
    const throughput = Slo.throughput(Sli.metric(metric('Rate', { statistic: 'Average' })), {
      objective: '99',
      atLeast: 1,
    });
    expect(() => resolve(throughput)).toThrow('Rate has the statistic Average');
  });

  test('that CloudWatch cannot read together are refused', () => {
    expect(events(metric('Orders'), metric('Bad', { period: Duration.minutes(1) }))).toThrow(
      'periods of 300 s and 60 s',
    );
    expect(events(metric('Orders'), metric('Bad', { region: 'eu-central-1' }))).not.toThrow();
    const stack = new Stack(undefined, 'Here', { env: { region: 'eu-west-1', account: '111111111111' } });
    const quality = Slo.quality(Sli.events({ total: metric('A'), bad: metric('B', { region: 'eu-central-1' }) }), {
      objective: '99',
    });
    expect(() => resolve(quality, stack)).toThrow("metric 'B' is of the Region 'eu-central-1'");
    const abroad = Sli.metric(metric('B', { account: '222222222222' }), { unit: 'Seconds' });
    expect(() => resolve(Slo.latency(abroad, { objective: '99', threshold: Duration.seconds(1) }), stack)).toThrow(
      "of the account '222222222222'",
    );
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`m${index}`, metric(`M${index}`)]));
    const sum = new MathExpression({ expression: Object.keys(many).join('+'), usingMetrics: many });
    expect(events(sum, metric('M3'))).not.toThrow();
    expect(events(sum, metric('Bad'))).toThrow('there are 11 metrics; an alarm may use 10');
    const broken = new MathExpression({ expression: 'a +', usingMetrics: { a: metric('A') } });
    expect(events(broken, metric('Bad'))).toThrow("Slo 'Objective': ");
    const all = new MathExpression({ expression: 'SUM(METRICS())', usingMetrics: { a: metric('A') } });
    expect(events(all, metric('Bad'))).toThrow('METRICS()');
  });

  test('that are total and bad at once, or total and good, are refused', () => {
    const orders = { namespace: 'Shop', metricName: 'Orders', statistic: 'Sum' };
    const both = () =>
      resolve(Slo.quality(Sli.events({ total: metric('Orders'), good: metric('Orders') }), { objective: '99' }));
    expect(events(metric('Orders'), new Metric(orders))).toThrow(
      "'total' and 'bad' of Sli.events are the same, so that each event is bad; count bad ones by another metric",
    );
    expect(both).toThrow("'total' and 'good' of Sli.events are the same");
    expect(events(metric('Orders', { statistic: 'SampleCount' }), metric('Orders'))).not.toThrow();
    expect(events(metric('Orders'), metric('Orders', { dimensionsMap: { Shop: 'a' } }))).not.toThrow();
    const sum = () => new MathExpression({ expression: 'a+b', usingMetrics: { a: metric('A'), b: metric('B') } });
    expect(events(sum(), sum())).toThrow("'total' and 'bad' of Sli.events are the same");
  });

  const slices = (statistic: string, comparison: Comparison, threshold: number, missing?: 'good' | 'ignore') =>
    resolve(
      Slo.custom(
        Sli.timeslices({ metric: metric('X', { statistic }), comparison, threshold, ...(missing && { missing }) }),
        {
          objective: '99',
        },
      ),
    );

  test.each<[string, Comparison, number, string]>([
    ['SampleCount', 'LessThanThreshold', 1, 'SampleCount of X is never < 1'],
    ['SampleCount', 'LessThanOrEqualToThreshold', 0, 'SampleCount of X is never <= 0'],
    ['PR(:300)', 'GreaterThanThreshold', 100, 'PR(:300) of X is never > 100'],
    ['PR(:300)', 'GreaterThanOrEqualToThreshold', 100.5, 'is never >= 100.5'],
    ['PR(:300)', 'LessThanThreshold', 0, 'is never < 0'],
    ['TC(:300)', 'LessThanThreshold', 0, 'is never < 0'],
  ])('that can never be good are refused: %s %s %d', (statistic, comparison, threshold, message) => {
    expect(() => slices(statistic, comparison, threshold)).toThrow('no slice can ever be good: ');
    expect(() => slices(statistic, comparison, threshold, 'ignore')).toThrow(message);
    expect(slices(statistic, comparison, threshold, 'good').lints).toEqual([
      expect.stringContaining('only slices without data are ever good'),
    ]);
  });

  test.each<[string, Comparison, number]>([
    ['SampleCount', 'LessThanThreshold', 2],
    ['SampleCount', 'LessThanOrEqualToThreshold', 1],
    ['SampleCount', 'GreaterThanThreshold', 1e9],
    ['PR(:300)', 'GreaterThanOrEqualToThreshold', 100],
    ['Maximum', 'LessThanOrEqualToThreshold', 0],
    ['Maximum', 'GreaterThanThreshold', -5],
  ])('that can be good are not: %s %s %d', (statistic, comparison, threshold) => {
    expect(slices(statistic, comparison, threshold).lints).toEqual([]);
  });

  test('that are good only below nothing are warned of', () => {
    expect(slices('Maximum', 'LessThanThreshold', 0).lints).toEqual([
      'slices are good only while Maximum of X is < 0, and few metrics are ever below 0',
    ]);
  });

  test('that may mean something else are warned of', () => {
    const capped = new MathExpression({ expression: 'MIN([a, TIME_SERIES(5)])', usingMetrics: { a: metric('A') } });
    const { lints } = resolve(Slo.quality(Sli.events({ total: metric('Orders'), bad: capped }), { objective: '99' }));
    expect(lints).toEqual([expect.stringContaining("'bad' (MIN([a, TIME_SERIES(5)])) may not add up")]);
    const filtered = Sli.events({ total: metric('Orders', { unit: 'Count' as never }), bad: metric('Bad') });
    expect(resolve(Slo.quality(filtered, { objective: '99' })).lints).toEqual([
      "'unit' (Count) of Orders is not looked at: its datapoints of all units count",
    ]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'events for latency',
      () => resolve(Slo.latency(counted, { objective: '99', threshold: Duration.seconds(1) })),
      'Sli.events knows no latency',
    ],
    [
      'events for throughput',
      () => resolve(Slo.throughput(counted, { objective: '99', atLeast: 1 })),
      'Sli.events knows no throughput',
    ],
    [
      'one metric for availability',
      () => resolve(Slo.availability(Sli.metric(metric('X')), { objective: '99' })),
      'does not say what of it is good',
    ],
    [
      'slices for latency',
      () =>
        resolve(
          Slo.latency(Sli.timeslices({ metric: metric('X'), comparison: 'LessThanThreshold', threshold: 1 }), {
            objective: '99',
            threshold: Duration.seconds(1),
          }),
        ),
      'has a threshold of its own',
    ],
    [
      'math for latency',
      () =>
        resolve(
          Slo.latency(Sli.metric(new MathExpression({ expression: 'a+a', usingMetrics: { a: metric('A') } })), {
            objective: '99',
            threshold: Duration.seconds(1),
          }),
        ),
      'needs one metric',
    ],
    [
      'handlers for quality',
      () => resolve(Slo.quality(Sli.handlers(), { objective: '99' })),
      'knows no metric for this',
    ],
    ['a resource for custom', () => Slo.custom(newStack() as never, { objective: '99' }), 'must be an Sli'],
    ['no total', () => Sli.events({ bad: metric('X') } as never), "'total' must be a CDK metric"],
    ['neither', () => Sli.events({ total: metric('X') }), 'got neither'],
    ['both', () => Sli.events({ total: metric('X'), bad: metric('X'), good: metric('X') }), 'got both'],
    ['no metric', () => Sli.metric('Errors' as never), "'metric' must be a CDK metric"],
    ['an unknown unit', () => Sli.metric(metric('X'), { unit: 'Minutes' as never }), "'unit' must be one of Seconds"],
    [
      'an unknown comparison',
      () => Sli.timeslices({ metric: metric('X'), comparison: '>' as never, threshold: 1 }),
      "'comparison' must be one of",
    ],
    [
      'no threshold',
      () => Sli.timeslices({ metric: metric('X'), comparison: 'LessThanThreshold', threshold: Number.NaN }),
      "'threshold' must be a number",
    ],
    [
      'slices of seconds',
      () =>
        Sli.timeslices({
          metric: metric('X'),
          comparison: 'LessThanThreshold',
          threshold: 1,
          slice: Duration.seconds(90),
        }),
      'must be whole minutes that divide a day, got 90 s',
    ],
    [
      'slices of 7 minutes',
      () =>
        Sli.timeslices({
          metric: metric('X'),
          comparison: 'LessThanThreshold',
          threshold: 1,
          slice: Duration.minutes(7),
        }),
      'divide a day',
    ],
    ['an empty dependency', () => Sli.dependency(''), "'name' must be a text"],
    ['a wrong option', () => Sli.handlers({ route: 'x' } as never), "there is no option 'route'"],
  ])('are refused: %s', (_, work, message) => {
    expect(work).toThrow(message);
  });
});

describe('rules', () => {
  const rulesOf = (rules: unknown, objective = '99.9', window = '30d') =>
    definitionOf(Slo.availability(Sli.handlers(), { objective, window, rules: rules as never })).rules;
  const own = { id: 'fast', severity: 'page', long: '2h', short: '10m', factor: '10' } as const;

  test("are the workbook's, with factors for the window, without some, or one's own", () => {
    expect(rulesOf('budget-share', '99.9', '7d').map(({ factor }) => factor)).toEqual(['84/25', '7/5', '7/10', '7/30']);
    expect(rulesOf({ skip: ['page_slow'], of: 'budget-share' }).map(({ id }) => id)).toEqual([
      'page_fast',
      'ticket_fast',
      'ticket_slow',
    ]);
    expect(rulesOf([own])).toEqual([own]);
    expect(rulesOf([{ ...own, factor: 10 }])).toEqual([own]);
    expect(rulesOf([])).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['an unknown set', 'workbok', "did you mean 'workbook'"],
    ['an unknown id to skip', { skip: ['page_fats'] }, "did you mean 'page_fast'"],
    ['no list to skip', { skip: 'page_fast' }, "'skip' of 'rules' must be a list"],
    ['nothing to skip', {}, "'skip' of 'rules' must be a list"],
    ['an unknown key', { skip: [], off: 'x' }, "there is no option 'off'"],
    ['null', null, "'rules' must be 'workbook', 'budget-share'"],
    ['a number', 5, "'rules' must be 'workbook', 'budget-share'"],
    ['a token', Token.asString({ Ref: 'X' }), "'rules' must be known when the app is synthesized"],
    ['two of one id', [own, own], "two 'rules' have the id 'fast'"],
    ['a rule with an unknown key', [{ ...own, for: '2m' }], "there is no option 'for'"],
    ['a long window of 8 days', [{ ...own, long: '8d' }], "'long' of rule 'fast' must be a time up to '7d'"],
    ['a short window that is longer', [{ ...own, short: '3h' }], "'short' of rule 'fast'"],
    ['no rule', [null], 'pass an object of options'],
    ['eleven', Array.from({ length: 11 }, (_, index) => ({ ...own, id: `r${index}` })), '11 rules, 10 are allowed'],
  ])('are refused: %s', (_, rules, message) => {
    expect(() => rulesOf(rules)).toThrow(message);
  });

  test('that can never fire are refused with the objective from which they do and how to leave them out', () => {
    expect(() => rulesOf('workbook', '93')).toThrow(
      /rule 'page_fast' can never fire: at 93 % .*raise the objective above 93\.06 %, or pass rules: \{ skip: \['page_fast'\] \}$/,
    );
    expect(() => rulesOf([own], '90')).toThrow(/rule 'fast' can never fire.*or leave it out of 'rules'$/);
    expect(() => rulesOf('workbook', '93.1')).not.toThrow();
  });

  test('that can never fire are told all at once, with what to write for the rest', () => {
    expect(() => rulesOf('workbook', '80')).toThrow(
      "rules 'page_fast', 'page_slow' can never fire: at 80 % even if everything fails the budget burns 5 x, and they wait " +
        "for more than 14.4 x, 6 x; raise the objective above 93.06 %, or pass rules: { skip: ['page_fast', 'page_slow'] }",
    );
    expect(() => rulesOf({ of: 'budget-share', skip: ['page_fast'] }, '60', '62d')).toThrow(
      "or pass rules: { of: 'budget-share', skip: ['page_fast', 'page_slow', 'ticket_fast'] }",
    );
    expect(() => rulesOf('workbook', '0.5')).toThrow('%, or pass rules: { skip:');
    expect(() => rulesOf({ skip: ['ticket_slow'] }, '10')).toThrow('or pass rules: [] for no burn-rate alarms');
    const fast = { ...own, id: 'faster', factor: '20' };
    expect(() => rulesOf([own, fast, { ...own, id: 'slow', factor: '2' }], '90')).toThrow("leave them out of 'rules'");
    expect(() => rulesOf([own], '90')).toThrow("leave it out of 'rules'");
  });

  test('that can never fire since the objective is a ratio are told as that', () => {
    const message =
      "'objective' is a percentage, and 0.999 looks like a ratio: write '99.9'. As it is, rules 'page_fast', ";
    expect(() => rulesOf('workbook', '0.999')).toThrow(message);
    expect(() => rulesOf('budget-share', '0.9995')).toThrow("write '99.95'. As it is, rules");
  });

  test('all skipped are no rules, which is written otherwise', () => {
    const skip = WORKBOOK_RULES.map(({ id }) => id);
    expect(() => rulesOf({ skip })).toThrow("'skip' of 'rules' leaves no rule; pass rules: []");
    expect(rulesOf({ skip: [] })).toHaveLength(4);
  });

  test('are warned of where they come too late', () => {
    const lintsOf = (options: object) =>
      resolve(Slo.availability(Sli.handlers(), { objective: '99.9', ...options })).lints;
    expect(lintsOf({ objective: '90', rules: { skip: ['page_fast'] } })).toEqual([
      expect.stringContaining('at 90 % no outage burns the budget 14.4 times'),
    ]);
    expect(lintsOf({ objective: '90', rules: [] })).toEqual([]);
    expect(lintsOf({ window: '7d' })).toEqual([]);
    expect(lintsOf({ window: '1d' })).toEqual([
      expect.stringContaining("rule 'page_slow' (6h/30m at 6 x) fires when 150 % of the budget of 1d is gone"),
      expect.stringContaining("rule 'ticket_fast'"),
      expect.stringContaining("rule 'ticket_slow'"),
    ]);
    expect(lintsOf({ window: '1d', rules: 'budget-share' })).toEqual([]);
  });
});

describe('exclusions', () => {
  const lintsOf = (window: MuteWindow, more: object = {}) =>
    resolve(Slo.availability(Sli.handlers(), { objective: '99.9', exclusions: [{ window, reason: 'Move' }], ...more }))
      .lints;
  const once = (time: string) => MuteWindow.at(time, { duration: Duration.hours(2) });

  test('that leave nothing are refused', () => {
    const daily = MuteWindow.cron('0 0 * * *', { duration: Duration.days(1) });
    expect(() => lintsOf(daily)).toThrow("Slo.availability: 'exclusions' leave no time that counts");
    expect(() => lintsOf(MuteWindow.cron('0 0 * * *', { duration: Duration.hours(8) }))).not.toThrow();
  });

  test('that the window has left behind are warned of', () => {
    jest.useFakeTimers({ now: Date.UTC(2026, 5, 10), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      expect(lintsOf(once('2026-05-01T10:00'))).toEqual([
        expect.stringContaining("the exclusion 'Move' (at(2026-05-01T10:00)) ended before the window of 30d"),
      ]);
      expect(lintsOf(once('2026-05-12T10:00'))).toEqual([]);
      expect(lintsOf(once('2026-05-12T10:00'), { window: '7d' })).toHaveLength(1);
      expect(lintsOf(once('2026-07-01T10:00'))).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});

test.each<[string, object, string]>([
  ['NaN, as it is', { objective: Number.NaN }, 'got NaN; write a number'],
  ['Infinity, as it is', { objective: Number.POSITIVE_INFINITY }, 'got Infinity; write a number'],
  ['a percent sign', { objective: '99.9%' }, "got '99.9%'; drop the %: '99.9'"],
  ['a percent sign behind a blank', { objective: '99.9 %' }, "drop the %: '99.9'"],
  ['null', { objective: null }, 'got null; write a number'],
  ['no objective', { objective: undefined }, "'objective' must be a percentage"],
  ['100 %', { objective: 100 }, 'leaves no error budget'],
  ['0 %', { objective: '0' }, 'raise it'],
  ['NaN', { objective: Number.NaN }, "'objective' must be a percentage"],
  ['a fraction', { objective: '999/1000' }, "'objective' must be a percentage"],
  ['a token', { objective: Token.asNumber({ Ref: 'X' }) }, 'must be known when the app is synthesized'],
  ['an unknown key', { windows: '30d' }, "did you mean 'window'"],
  ['a window of 63 days', { window: '63d' }, 'from 1d to 62d'],
  ['a window of an hour', { window: '1h' }, 'from 1d to 62d'],
  ['a window of a number', { window: 30 }, "'window' must be"],
  ['a time zone for a rolling window', { timezone: 'Europe/Berlin' }, "'timezone' is for calendar windows"],
  ['no time zone', { window: 'calendar week', timezone: 'Mars/Base' }, "'timezone' is not one"],
  ['an alert threshold of 0', { alertThreshold: 0 }, "'alertThreshold' must be a number above 0 and at most 100"],
  ['an alert threshold of 101', { alertThreshold: 101 }, "'alertThreshold'"],
  ['no minimum', { minTotal: 0 }, "'minTotal' must be a whole number from 1"],
  ['half an event', { minBad: 1.5 }, "'minBad' must be a whole number from 1"],
  ['exclusions of one', { exclusions: {} }, "'exclusions' must be a list"],
  ['an exclusion without a window', { exclusions: [{ window: 'sunday', reason: 'x' }] }, 'must be a MuteWindow'],
  [
    'an exclusion without a reason',
    { exclusions: [{ window: MuteWindow.at('2026-05-10T14:00', { duration: Duration.hours(1) }), reason: ' ' }] },
    "'reason' of 'exclusions' must be a text",
  ],
  ['tier 4', { tier: 4 }, "'tier' must be 1, 2 or 3, got 4"],
  ['an empty owner', { owner: '' }, "'owner' must be a text"],
  ['a long runbook', { runbook: 'x'.repeat(513) }, "'runbook' must be a text of 1 to 512 characters"],
  ['an unknown long window', { longWindow: 'metric' }, "'longWindow' must be one of alarm, published"],
  ['no telemetry for seconds', { noTelemetry: Duration.seconds(90) }, "'noTelemetry' must be whole minutes"],
  ['no telemetry for two days', { noTelemetry: Duration.days(2) }, 'or pass false for none'],
  ['no telemetry: true', { noTelemetry: true }, "'noTelemetry' must be a Duration"],
  ['an unknown severity', { severities: { page: 'hihg' } }, "did you mean 'high'"],
  ['an unknown alarm', { severities: { warn: 'high' } }, "there is no option 'warn'"],
  ['a text for applicationSignals', { applicationSignals: 'yes' }, "'applicationSignals' must be true or false"],
])('options are refused: %s', (_, options, message) => {
  expect(() => Slo.availability(Sli.handlers(), { objective: '99.9', ...options } as never)).toThrow(message);
});

test.each<[string, () => unknown, string]>([
  [
    'a maximum with a percent sign',
    () => Slo.errorRate(Sli.handlers(), { maxPercent: '0.1%' }),
    "'maxPercent' must be a percentage such as '0.1', got '0.1%'; drop the %: '0.1'",
  ],
  ['a maximum of NaN', () => Slo.errorRate(Sli.handlers(), { maxPercent: Number.NaN }), 'got NaN; write a number'],
  ['a maximum of all', () => Slo.errorRate(Sli.handlers(), { maxPercent: 100 }), 'got 100; everything may fail then'],
  ['a maximum of words', () => Slo.errorRate(Sli.handlers(), { maxPercent: 'few' }), "got 'few'; write a number"],
  [
    'a combination of NaN',
    () => Slo.worst([{ service: 'a', environment: 'b', name: 'C' }], { objective: Number.NaN }),
    'got NaN',
  ],
  [
    'a maximum of 0',
    () => Slo.errorRate(Sli.handlers(), { maxPercent: 0 }),
    "'maxPercent' must be a percentage above 0 and below 100",
  ],
  ['a maximum of 100', () => Slo.errorRate(Sli.handlers(), { maxPercent: '100' }), "'maxPercent'"],
  ['a maximum of a third', () => Slo.errorRate(Sli.handlers(), { maxPercent: '1/3' }), "'maxPercent'"],
  [
    'an objective beside the maximum',
    () => Slo.errorRate(Sli.handlers(), { maxPercent: 1, objective: 99 } as never),
    "no option 'objective'",
  ],
  [
    'a latency of nothing',
    () => Slo.latency(Sli.handlers(), { objective: '99', threshold: Duration.millis(0) }),
    "'threshold' must be a number above 0",
  ],
  [
    'a latency of a number',
    () => Slo.latency(Sli.handlers(), { objective: '99', threshold: 300 as never }),
    "'threshold' must be a Duration",
  ],
  [
    'an age that is a token',
    () => Slo.freshness(Sli.handlers(), { objective: '99', maxAge: Duration.seconds(Token.asNumber({ Ref: 'X' })) }),
    'got a token',
  ],
  [
    'a throughput of 0',
    () => Slo.throughput(Sli.handlers(), { objective: '99', atLeast: 0 }),
    "'atLeast' must be a number above 0",
  ],
  ['no options', () => Slo.availability(Sli.handlers(), undefined as never), 'pass an object of options'],
])('kinds refuse %s', (_, work, message) => {
  expect(work).toThrow(message);
});

test.each(['', 'a/b', 'x'.repeat(65), 'my slo', '-x'])('the name %p is refused', (name) => {
  const site = siteIn(newStack(), name);
  expect(() => Slo.availability(Sli.handlers(), { objective: '99' }).resolve(site)).toThrow(
    "'name' must be 1 to 64 letters",
  );
});

describe('combinations', () => {
  const ref = (name: string, objective?: string) => ({
    ...SERVICE,
    name,
    ...(objective !== undefined && { definition: { objective } }),
  });
  const composite = (slo: Slo) => slo.resolve(siteIn(newStack(), 'Whole')).definition;

  test('are as good as the worst, each held to its own objective', () => {
    const parts = [
      ref('A', '99.9'),
      ref('B', '99.50'),
      { service: 'shop', environment: 'prod', name: 'A', definition: { objective: '99.99' } },
    ];
    expect(composite(Slo.worst(parts))).toEqual({
      schemaVersion: 1,
      name: 'Whole',
      ...SERVICE,
      kind: 'composite',
      namespace: 'Acme',
      description: 'Each of 3 objectives is met.',
      objective: '99.50',
      combine: 'worst',
      ownObjectives: true,
      parts: [
        { ...SERVICE, slo: 'A', weight: 1 },
        { ...SERVICE, slo: 'B', weight: 1 },
        { service: 'shop', environment: 'prod', slo: 'A', weight: 1 },
      ],
      tier: 2,
    });
    expect(
      composite(Slo.worst([ref('A')], { objective: 95, tier: 1, owner: 'ann', team: 'x', description: 'All.' })),
    ).toEqual({
      ...{ schemaVersion: 1, name: 'Whole', ...SERVICE, kind: 'composite', namespace: 'Acme' },
      ...{ combine: 'worst', parts: [{ ...SERVICE, slo: 'A', weight: 1 }] },
      objective: '95',
      ...{ tier: 1, owner: 'ann', team: 'x', description: 'All.' },
    });
  });

  test('are as good as the weighted mean', () => {
    expect(
      composite(Slo.weighted([{ slo: ref('A'), weight: 2 }, { slo: ref('B') }], { objective: '99.5' })),
    ).toMatchObject({
      combine: 'weighted',
      objective: '99.5',
      description: 'The weighted mean of 2 objectives is 99.5 % or more.',
      parts: [
        { slo: 'A', weight: 2 },
        { slo: 'B', weight: 1 },
      ],
    });
  });

  test.each<[string, () => unknown, string]>([
    ['of nothing', () => Slo.worst([]), 'pass at least one'],
    ['of no list', () => Slo.worst(ref('A') as never), 'pass a list of objectives'],
    ['of something else', () => Slo.worst(['A'] as never), 'must be what Observability.slo answers'],
    ['of null', () => Slo.worst([null] as never), 'must be what Observability.slo answers'],
    ['of one twice', () => Slo.worst([ref('A', '99'), ref('A', '99')]), "'checkout/prod/A' is there twice"],
    ['of a name with a slash', () => Slo.worst([ref('A/B', '99')]), "'name' must be"],
    ['at an unknown objective', () => Slo.worst([ref('A', '99'), ref('B')]), "'objective' must be said"],
    ['of itself', () => composite(Slo.worst([ref('Whole', '99')])), 'cannot be part of itself'],
    [
      'of weight 0',
      () => Slo.weighted([{ slo: ref('A'), weight: 0 }], { objective: 99 }),
      "'weight' must be a number above 0",
    ],
    [
      'of a mean without objective',
      () => Slo.weighted([{ slo: ref('A', '99') }], {} as never),
      "'objective' is missing",
    ],
    [
      'with an unknown option',
      () => Slo.worst([ref('A', '99')], { window: '7d' } as never),
      "there is no option 'window'",
    ],
    ['of tier 0', () => Slo.worst([ref('A', '99')], { tier: 0 as never }), "'tier' must be 1, 2 or 3"],
    ['at 100 %', () => Slo.worst([ref('A', '99')], { objective: 100 }), 'leaves no error budget'],
  ])('are refused: %s', (_, work, message) => {
    expect(work).toThrow(message);
  });
});
