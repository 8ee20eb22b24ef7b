import fc from 'fast-check';
import { estimateCost } from '../../../lib/core/price/estimate';
import type { PricedResource } from '../../../lib/core/price/resource';
import { ALARM, estimate, FUNCTION, type Given, handler, largeApp, metricStat, stack } from './samples';

/** The lines without what is said about their prices. */
function lines(resources: Given, options?: Parameters<typeof estimate>[1]) {
  return estimate(resources, options).lines.map(({ what, quantity, usdPerMonth }) => [
    what,
    quantity,
    Number(usdPerMonth.toFixed(6)),
  ]);
}

describe('alarms', () => {
  const band = { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(sent, 2)' };
  const ratio = [metricStat('Failed'), metricStat('Sent'), { Id: 'e', Expression: 'failed / sent' }];

  // Each worked out by hand: $0.10 an alarm metric, $0.30 at high resolution, three metrics a band, $0.50 a composite.
  test.each<[string, string, object, string, number, number]>([
    ['on one metric', ALARM, { MetricName: 'Sent', Period: 60 }, 'alarms', 1, 0.1],
    ['on one metric in the form of metric math', ALARM, { Metrics: [metricStat('Sent')] }, 'alarms', 1, 0.1],
    ['looking every 10 seconds', ALARM, { MetricName: 'Sent', Period: '10' }, 'alarms, high resolution', 1, 0.3],
    ['on the ratio of two metrics', ALARM, { Metrics: ratio }, 'metric math alarms', 2, 0.2],
    [
      'on a ratio of 30 seconds',
      ALARM,
      { Metrics: [metricStat('Failed', 30), metricStat('Sent', 30), ratio[2]] },
      'metric math alarms, high resolution',
      2,
      0.6,
    ],
    [
      'on an anomaly band',
      ALARM,
      { Metrics: [metricStat('Sent'), band], ThresholdMetricId: 'band' },
      'anomaly alarms',
      1,
      0.3,
    ],
    [
      'on a band of 10 seconds',
      ALARM,
      { Metrics: [metricStat('Sent', 10), band] },
      'anomaly alarms, high resolution',
      3,
      0.9,
    ],
    ['composed of others', 'AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM("a")' }, 'composite alarms', 1, 0.5],
  ])('%s', (_, type, properties, what, quantity, usd) => {
    expect(lines({ A: [type, properties] })).toEqual([[what, quantity, usd]]);
  });

  test('the price and its trust stand with each line', () => {
    const [line] = estimate({ A: [ALARM, { Metrics: [metricStat('Sent'), band] }] }).lines;
    expect(line).toMatchObject({
      priceId: 'cw.alarm.anomaly.standard',
      trust: 'secondary',
      unit: 'band',
      stackName: 'Shop',
    });
    expect(line?.source).toMatch(/^3 x alarm metrics/);
  });

  test.each([
    [
      'Metrics Insights alarms',
      { Metrics: [{ Id: 'q', Expression: 'SELECT MAX(Errors) FROM "AWS/Lambda" GROUP BY x', Period: 60 }] },
    ],
    ['PromQL alarms', { EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0' } } }],
  ])('%s are counted at the least they can be, and said to be unverified', (what, properties) => {
    const { lines: found, assumptions } = estimate({ A: [ALARM, properties] });
    expect(found).toMatchObject([{ what, quantity: 1, usdPerMonth: 0.1, trust: 'unverified' }]);
    expect(assumptions.join()).toContain('not verified');
  });

  test('log alarms are listed with a price that is not known, never as nothing', () => {
    const { lines: found, notPriced } = estimate({
      A: ['AWS::CloudWatch::LogAlarm', {}],
      B: ['AWS::CloudWatch::LogAlarm'],
    });
    expect(found).toEqual([]);
    expect(notPriced).toEqual([
      { what: 'log alarms', count: 2, reason: 'price not known: it is not in the price list', stackName: 'Shop' },
    ]);
  });
});

describe('custom metrics', () => {
  const route = (target: string): [string, object] => [
    'AWS::ApiGatewayV2::Route',
    { Target: { 'Fn::Join': ['/', ['integrations', { Ref: target }]] } },
  ];
  const integration = (target: string): [string, object] => [
    'AWS::ApiGatewayV2::Integration',
    { IntegrationUri: { 'Fn::GetAtt': [target, 'Arn'] } },
  ];
  const filter = (dimensions: readonly string[], more: object = {}): [string, object] => [
    'AWS::Logs::MetricFilter',
    {
      MetricTransformations: [
        {
          MetricNamespace: 'Shop',
          MetricName: 'Refusals',
          Dimensions: dimensions.map((Key) => ({ Key, Value: `$.${Key}` })),
        },
      ],
      ...more,
    },
  ];

  test('handler metrics are 5 for the service and 5 for each operation, however many functions there are', () => {
    const found = lines({
      Put: handler('shop'),
      Get: handler('shop'),
      Pay: handler('shop'),
      PutI: integration('Put'),
      GetI: integration('Get'),
      PutR: route('PutI'),
      GetR: route('GetI'),
      ListR: route('GetI'),
      Queue: ['AWS::Lambda::EventSourceMapping', { FunctionName: { Ref: 'Pay' } }],
    });
    expect(found).toEqual([
      ['handler metrics of operations', 20, 6],
      ['handler metrics of the service', 5, 1.5],
    ]);
  });

  test('a function without a trigger in the templates counts as one operation, and that is said', () => {
    const { lines: found, assumptions } = estimate({ A: handler('shop'), B: handler('shop'), C: handler('stock') });
    expect(found.map(({ service, quantity }) => [service, quantity])).toEqual([
      ['shop (prod)', 10],
      ['shop (prod)', 5],
      ['stock (prod)', 5],
      ['stock (prod)', 5],
    ]);
    expect(assumptions).toContain(
      'a function whose trigger the templates do not tell is assumed to have one operation',
    );
  });

  test('a route of another stack is followed through the import that CDK makes', () => {
    const api = stack(
      {
        Integration: [
          'AWS::ApiGatewayV2::Integration',
          { IntegrationUri: { 'Fn::ImportValue': 'Shop:ExportsOutputFnGetAttPutArn0A1B2C3D' } },
        ],
        R1: route('Integration'),
        R2: route('Integration'),
      },
      'Api',
    );
    const found = estimateCost([...stack({ Put: handler('shop') }), ...api]).lines;
    expect(found.map(({ quantity }) => quantity)).toEqual([10, 5]);
  });

  test('metrics that are switched off cost nothing', () => {
    expect(lines({ A: handler('shop', {}, { SIGHTLINE_METRICS: 'off' }) })).toEqual([]);
  });

  test('log filters: one series for the same name without dimensions, one for each filter with unknown values', () => {
    expect(lines({ A: filter([]), B: filter([]) })).toEqual([['metrics of log filters', 1, 0.3]]);
    const { lines: found, assumptions } = estimate({ A: filter(['tenant']), B: filter(['tenant']) });
    expect(found).toMatchObject([{ quantity: 2 }]);
    expect(assumptions.join()).toContain('one series is assumed for each filter');
  });

  test('filters on the logs of one service publish one series on service and environment', () => {
    const logs = (group: string) => ({ LoggingConfig: { LogGroup: { Ref: group } } });
    const own = (group: string) => filter(['service', 'environment'], { LogGroupName: { Ref: group } });
    const resources: Given = {
      ...{ A: handler('shop', logs('LogsA')), LogsA: ['AWS::Logs::LogGroup'], FilterA: own('LogsA') },
      ...{ B: handler('shop', logs('LogsB')), LogsB: ['AWS::Logs::LogGroup'], FilterB: own('LogsB') },
      ...{
        C: handler('stock'),
        LogsC: ['AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', { Ref: 'C' }]] } }],
        FilterC: own('LogsC'),
      },
    };
    const found = estimate(resources).lines.filter(({ what }) => what === 'metrics of log filters');
    expect(found.map(({ service, quantity }) => [service, quantity])).toEqual([
      ['shop (prod)', 1],
      ['stock (prod)', 1],
    ]);
  });

  test('alarms on a namespace that nothing here publishes tell of metrics that are not priced', () => {
    const { notPriced } = estimate({
      A: [ALARM, { Namespace: 'Acme', MetricName: 'x' }],
      B: [ALARM, { Namespace: 'AWS/SQS', MetricName: 'x' }],
    });
    expect(notPriced.map(({ what }) => what)).toEqual(['metrics in the namespace Acme']);
  });
});

describe('logs and traces', () => {
  const app: Given = {
    A: [FUNCTION, { TracingConfig: { Mode: 'Active' }, LoggingConfig: { LogGroup: { Ref: 'Logs' } } }],
    Logs: ['AWS::Logs::LogGroup', { RetentionInDays: '73' }],
  };

  test('without traffic they are not priced, and it is said what to give', () => {
    const { lines: found, notPriced } = estimate(app);
    expect(found).toEqual([]);
    expect(notPriced.map(({ what, reason }) => [what, reason])).toEqual([
      ['logs', 'they depend on the traffic: give requests or logGB'],
      ['traces', 'they depend on the traffic: give requests or traces'],
    ]);
  });

  // 10 M requests x 1,300 bytes = 13 GB; 73 days are 2.4 months; a month has 2,628,000 seconds, one trace in each, and
  // 5 % of the other 7,372,000 requests.
  test('with requests', () => {
    expect(lines(app, { traffic: { requests: 10e6 } })).toEqual([
      ['traces recorded', 2_996_600, 14.983],
      ['logs written', 13, 6.5],
      ['logs kept', 31.2, 0.936],
    ]);
  });

  test('what is known better takes the place of what is assumed', () => {
    expect(lines(app, { traffic: { requests: 10e6, logGB: 100, traces: 1e6 } })).toEqual([
      ['logs written', 100, 50],
      ['logs kept', 240, 7.2],
      ['traces recorded', 1e6, 5],
    ]);
  });

  test('a function without a log group of its own has logs that are kept for ever, unless one is named after it', () => {
    const months = (more: Given) => {
      const found = estimate({ A: [FUNCTION], ...more }, { traffic: { logGB: 1 } }).lines;
      return found.find(({ what }) => what === 'logs kept')?.quantity;
    };
    const LogGroupName = { 'Fn::Join': ['', ['/aws/lambda/', { Ref: 'A' }]] };
    expect(months({})).toBe(12);
    expect(months({ Other: ['AWS::Logs::LogGroup', { RetentionInDays: 73 }] })).toBe(12);
    expect(months({ Own: ['AWS::Logs::LogGroup', { RetentionInDays: 73, LogGroupName }] })).toBeCloseTo(2.4, 9);
    expect(months({ Own: ['Custom::LogRetention', { RetentionInDays: 73, LogGroupName }] })).toBeCloseTo(2.4, 9);
  });

  test('logs without retention are priced as they stand after a year, and X-Ray insights read every trace', () => {
    const group: Given = {
      ...app,
      Logs: ['AWS::Logs::LogGroup'],
      Group: ['AWS::XRay::Group', { InsightsConfiguration: { InsightsEnabled: true } }],
    };
    expect(lines(group, { traffic: { logGB: 1, traces: 2e6 } })).toEqual([
      ['traces recorded', 2e6, 10],
      ['traces read by X-Ray insights', 2e6, 2],
      ['logs written', 1, 0.5],
      ['logs kept', 12, 0.36],
    ]);
  });
});

describe('canaries and dashboards', () => {
  const canary = (Expression: unknown): Given => ({ C: ['AWS::Synthetics::Canary', { Schedule: { Expression } }] });

  // A month of 730 hours: 8,760 runs every five minutes; every weekday at noon is 20 of 28 days.
  test.each([
    ['rate(5 minutes)', 8760, 10.512],
    ['cron(0 12 ? * MON-FRI *)', (20 * 730) / 672, 0.026071],
    ['rate(0 minute)', 1, 0.0012],
  ])('a canary by %s', (expression, runs, usd) => {
    expect(lines(canary(expression))).toEqual([['canary runs', runs, usd]]);
  });

  test('a canary whose schedule only CloudFormation knows is listed', () => {
    expect(estimate(canary({ Ref: 'Every' })).notPriced).toMatchObject([{ what: 'canary runs', count: 1 }]);
  });

  test('dashboards cost 3 dollars each, small or not', () => {
    expect(lines({ A: ['AWS::CloudWatch::Dashboard'], B: ['AWS::CloudWatch::Dashboard'] })).toEqual([
      ['dashboards', 2, 6],
    ]);
  });
});

describe("Sightline's own functions", () => {
  const notify: Given = {
    Notify: [
      FUNCTION,
      {
        Architectures: ['arm64'],
        MemorySize: 256,
        TracingConfig: { Mode: 'Active' },
        Environment: {
          Variables: {
            SIGHTLINE_SERVICE: 'sightline',
            SIGHTLINE_ENVIRONMENT: 'hub',
            SIGHTLINE_TABLE: { Ref: 'Table' },
          },
        },
      },
      { 'sightline:function': 'notify' },
    ],
    Table: ['AWS::DynamoDB::Table'],
    Sweep: [
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 minute)', Targets: [{ Arn: { 'Fn::GetAtt': ['Notify', 'Arn'] } }] },
    ],
    Stream: ['AWS::Lambda::EventSourceMapping', { FunctionName: { Ref: 'Notify' } }],
    Key: ['AWS::KMS::Key'],
    Mail: ['AWS::SNS::Subscription', { Protocol: 'email' }],
  };

  // 43,800 minutes a month of 0.1 s at a quarter GB, 1,300 bytes and 8 half read units each.
  test('are priced by their schedule', () => {
    expect(lines(notify)).toEqual([
      ['handler metrics of the service', 5, 1.5],
      ['handler metrics of operations', 5, 1.5],
      ['traces of notify', 43_800, 0.219],
      ['logs of notify', 0.05694, 0.02847],
      ['table reads of notify', 175_200, 0.0219],
      ['run time of notify', 1_095, 0.0146],
      ['scheduled runs of notify', 43_800, 0.00876],
    ]);
  });

  test('what depends on incidents and what has no price is listed', () => {
    expect(estimate(notify).notPriced.map(({ what, count }) => [what, count])).toEqual([
      ['KMS keys of the hub', 1],
      ['metrics of notify on events', 5],
      ['incidents', 1],
    ]);
  });

  test('incidents are priced where their number is given', () => {
    const found = lines(notify, { traffic: { incidents: 1000 } });
    expect(found).toContainEqual(['mails of incidents', 2000, 0.04]);
    expect(found).toContainEqual(['messages of incidents', 2000, 0.001]);
    expect(found).toContainEqual(['table writes of incidents', 40_000, 0.025]);
  });

  test('a schedule that is off runs nothing', () => {
    const [type, properties] = notify.Sweep as [string, object];
    expect(
      lines({ ...notify, Sweep: [type, { ...properties, State: 'DISABLED' }] }).map(([what]) => what),
    ).not.toContain('scheduled runs of notify');
  });

  test('health checks publish a score, and faults and latency of each check', () => {
    const config = { schemaVersion: 1, service: 'shop', environment: 'prod', checks: [{ name: 'a' }, { name: 'b' }] };
    const variables = {
      SIGHTLINE_SERVICE: 'sightline',
      SIGHTLINE_METRICS: 'off',
      SIGHTLINE_HEALTH_CHECKS: JSON.stringify(config),
    };
    const check: Given = {
      Check: [FUNCTION, { Environment: { Variables: variables } }, { 'sightline:function': 'check-health' }],
    };
    expect(estimate(check).lines).toMatchObject([
      { what: 'metrics of health checks', quantity: 5, service: 'shop (prod)' },
    ]);
  });
});

describe('the free tier', () => {
  const body = (metrics: number) =>
    JSON.stringify({ widgets: [{ properties: { metrics: Array(metrics).fill(['AWS/SQS', 'Sent']) } }] });
  const app: Given = {
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`Alarm${index}`, [ALARM, { MetricName: 'x' }] as const]),
    ),
    Small: ['AWS::CloudWatch::Dashboard', { DashboardBody: body(50) }],
    Large: ['AWS::CloudWatch::Dashboard', { DashboardBody: body(51) }],
    Handler: handler('shop'),
  };

  test('is not taken off unless asked for', () => {
    // 12 alarms, 2 dashboards, 10 metrics.
    expect(estimate(app).usdPerMonth).toBeCloseTo(1.2 + 6 + 3, 9);
  });

  test('takes off 10 alarm metrics, 10 metrics and dashboards of at most 50 metrics, in lines of their own', () => {
    const found = estimate(app, { freeTier: true });
    expect(found.lines.filter(({ usdPerMonth }) => usdPerMonth < 0)).toMatchObject([
      { what: 'free tier: 10 alarm metrics', quantity: -10, usdPerMonth: -1 },
      { what: 'free tier: 10 custom metrics', quantity: -10, usdPerMonth: -3 },
      { what: 'free tier: 3 small dashboards', quantity: -1, usdPerMonth: -3 },
    ]);
    expect(found.usdPerMonth).toBeCloseTo(0.2 + 3, 9);
  });
});

describe('sums', () => {
  test('by stack and by service, biggest first', () => {
    const tags = [
      { Key: 'sightline:service', Value: 'stock' },
      { Key: 'sightline:environment', Value: 'prod' },
    ];
    const resources = [
      ...stack({ A: [ALARM, { Tags: tags }], D: ['AWS::CloudWatch::Dashboard'] }),
      ...stack({ B: handler('shop') }, 'Other'),
    ];
    const { byStack, byService, byTrust, usdPerMonth } = estimateCost(resources);
    expect(byStack).toEqual([
      { name: 'Shop', usdPerMonth: 3.1 },
      { name: 'Other', usdPerMonth: 3 },
    ]);
    expect(byService.map(({ name }) => name)).toEqual([undefined, 'shop (prod)', 'stock (prod)']);
    expect(byTrust).toEqual({ verified: 3.1, secondary: 3, unverified: 0 });
    expect(usdPerMonth).toBeCloseTo(6.1, 9);
  });

  test('an empty app costs nothing and leaves nothing to say', () => {
    expect(estimateCost([])).toMatchObject({ usdPerMonth: 0, lines: [], notPriced: [], assumptions: [], advice: [] });
  });
});

// 1,040 alarms x $0.10, (5 + 200 x 5) metrics x $0.30, 5 dashboards x $3.
test('200 functions with tables, queues, APIs and 5.2 alarms each', () => {
  const app = largeApp(200);
  expect(app.filter(({ type }) => type === ALARM)).toHaveLength(1040);
  const { usdPerMonth, byStack, advice } = estimateCost(app);
  expect(usdPerMonth).toBeCloseTo(104 + 301.5 + 15, 6);
  expect(byStack).toHaveLength(5);
  expect(advice.map(({ what, savesUsdPerMonth }) => [what, Number(savesUsdPerMonth.toFixed(2))])).toEqual([
    ['200 operations of shop (prod)', 298.5],
    ['200 alarms on ConcurrentExecutions, one for each function', 19.9],
    ['200 alarms on Duration, one for each function', 19.9],
    ['200 alarms on Errors, one for each function', 19.9],
    ['200 alarms on Throttles, one for each function', 19.9],
    ['5 dashboards', 12],
  ]);
});

describe('whatever resources there are', () => {
  const resource = fc.oneof(
    fc.constantFrom<readonly [string, object?, object?]>(
      [ALARM, { MetricName: 'Sent' }],
      [ALARM, { Metrics: [metricStat('Sent', 10), metricStat('Failed', '30')] }],
      ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM(a)' }],
      ['AWS::CloudWatch::Dashboard', {}],
      ['AWS::Synthetics::Canary', { Schedule: { Expression: 'rate(5 minutes)' } }],
      ['AWS::Logs::LogGroup', { RetentionInDays: 30 }],
      ['AWS::Logs::MetricFilter', { MetricTransformations: [{ MetricName: 'a', Dimensions: [{ Key: 'b' }] }] }],
      ['AWS::XRay::Group', { InsightsConfiguration: { InsightsEnabled: true } }],
      [FUNCTION, { TracingConfig: { Mode: 'Active' } }],
      [FUNCTION, {}, { 'sightline:function': 'notify' }],
      ['AWS::SNS::Subscription', { Protocol: 'email' }],
      handler('shop'),
      handler('stock', { TracingConfig: { Mode: 'Active' } }),
    ),
    fc.tuple(
      fc.constantFrom(ALARM, FUNCTION, 'AWS::Logs::MetricFilter', ''),
      fc.dictionary(fc.constantFrom('Metrics', 'Environment', 'Tags', '__proto__'), fc.jsonValue()),
    ),
  );
  const apps = fc
    .array(fc.tuple(resource, fc.constantFrom('One', 'Two')), { maxLength: 30 })
    .map((found) =>
      found.flatMap(([one, stackName], index): PricedResource[] =>
        stack({ [`R${index}`]: one as [string, object] }, stackName),
      ),
    );
  const options = fc.record({
    freeTier: fc.boolean(),
    traffic: fc.record({ requests: fc.integer({ min: 0, max: 1e9 }), incidents: fc.nat(1000) }, { requiredKeys: [] }),
  });

  test('the lines, the stacks, the services and the trusts each add up to the total', () => {
    fc.assert(
      fc.property(apps, options, (app, given) => {
        const { lines: found, byStack, byService, byTrust, usdPerMonth } = estimateCost(app, given);
        for (const sums of [
          found.map((line) => line.usdPerMonth),
          byStack.map((one) => one.usdPerMonth),
          byService.map((one) => one.usdPerMonth),
          Object.values(byTrust),
        ])
          expect(sums.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(usdPerMonth, 6);
        expect(found.map((line) => line.usdPerMonth)).toEqual(
          found.map((line) => line.usdPerMonth).sort((a, b) => b - a),
        );
        expect(usdPerMonth).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  test('one resource more never costs less', () => {
    fc.assert(
      fc.property(apps, options, fc.nat(), (app, given, at) => {
        const fewer = app.filter((_, index) => index !== at % Math.max(1, app.length));
        expect(estimateCost(app, given).usdPerMonth).toBeGreaterThanOrEqual(
          estimateCost(fewer, given).usdPerMonth - 1e-9,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('the order does not matter', () => {
    fc.assert(
      fc.property(
        apps.chain((app) => fc.tuple(fc.constant(app), fc.shuffledSubarray(app, { minLength: app.length }))),
        options,
        ([app, shuffled], given) => {
          expect(estimateCost(shuffled, given)).toEqual(estimateCost(app, given));
        },
      ),
    );
  });
});

describe('hostile templates', () => {
  test.each<[string, Given]>([
    [
      'no properties that are expected',
      {
        A: [ALARM],
        B: ['AWS::CloudWatch::CompositeAlarm'],
        C: ['AWS::Synthetics::Canary'],
        D: ['AWS::Logs::MetricFilter'],
      },
    ],
    [
      'texts and nulls where objects belong',
      {
        A: [ALARM, { Metrics: [null, 'x', 7, { MetricStat: null }], Tags: 'x' }],
        B: [FUNCTION, { Environment: 'x', TracingConfig: null }],
      },
    ],
    [
      'intrinsic functions everywhere',
      {
        A: [ALARM, { Metrics: { 'Fn::If': ['c', { Ref: 'x' }, []] }, Period: { Ref: 'P' } }],
        B: handler({ Ref: 'Name' } as never),
        C: ['AWS::CloudWatch::Dashboard', { DashboardBody: { 'Fn::Sub': '{}' } }],
      },
    ],
    [
      'broken intrinsic functions',
      {
        A: [ALARM, { Metrics: { 'Fn::If': 7 } }],
        B: [
          'AWS::Events::Rule',
          { ScheduleExpression: { 'Fn::Join': [7] }, Targets: [{ Arn: { 'Fn::GetAtt': 7 } }, { Ref: null }] },
        ],
      },
    ],
  ])('%s are read without an error', (_, resources) => {
    expect(estimate(resources, { traffic: { requests: 1e6 } }).usdPerMonth).toBeGreaterThan(0);
  });

  test('a key __proto__ is a key as any other', () => {
    const properties = JSON.parse(
      '{"__proto__":{"Metrics":[1,2,3]},"MetricName":"x","Tags":[{"Key":"sightline:service","Value":"__proto__"}]}',
    );
    const [line] = estimateCost([
      { type: ALARM, properties, stackName: '__proto__', path: '__proto__', logicalId: '__proto__' },
    ]).lines;
    expect(line).toMatchObject({ quantity: 1, service: '__proto__', stackName: '__proto__' });
    expect(({} as { Metrics?: unknown }).Metrics).toBeUndefined();
  });

  test('what only CloudFormation expands, and what has no type, is listed', () => {
    const { notPriced } = estimate({
      ...{ Loop: ['Fn::ForEach'], Odd: ['undefined'], Sam: ['AWS::Serverless::Function'] },
      ...{ Macro: ['Fn::Transform'], Module: ['My::Org::Queues::MODULE'] },
    });
    expect(notPriced.map(({ what }) => what).sort()).toEqual([
      'AWS::Serverless::Function',
      'Fn::ForEach loops',
      'Fn::Transform macros',
      'modules',
      'resources without a type',
    ]);
  });

  test('a resource under a condition counts as made, and that is said', () => {
    const [one] = stack({ A: [ALARM] }) as [PricedResource];
    const { usdPerMonth, assumptions } = estimateCost([{ ...one, condition: 'IsProd' }]);
    expect(usdPerMonth).toBeCloseTo(0.1, 9);
    expect(assumptions).toEqual(['1 resource stands under a condition and counts as if it were made']);
  });

  test('references that are nested very deep are followed without running out of stack', () => {
    let deep: unknown = { Ref: 'B' };
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    expect(() => estimate({ A: ['AWS::Events::Rule', { Targets: deep }], B: handler('shop') })).not.toThrow();
  });
});

test('objectives cost the metrics about them, and what is read to measure them', () => {
  const definition = { service: 'checkout', environment: 'prod', indicator: { budgeting: 'events' } };
  const value = (budgeting: string) => JSON.stringify({ ...definition, indicator: { budgeting } });
  const parameter = (name: string, budgeting: string) => ({
    type: 'AWS::SSM::Parameter',
    properties: { Name: `/sightline-slos/shop/checkout/prod/${name}`, Value: value(budgeting) },
    ...{ stackName: 'Shop', path: name },
  });
  const other = { ...parameter('Other', 'events'), properties: { Name: '/mine', Value: '{}' } };
  const { lines } = estimateCost([parameter('A', 'events'), parameter('B', 'timeslices'), other]);
  expect(lines.map(({ what, quantity, service }) => [what, quantity, service])).toEqual([
    ['metrics of objectives', 13 + 15, 'checkout (prod)'],
    ['reading of objectives', 2 * 2 * 8_760, 'checkout (prod)'],
  ]);
  expect(lines[1]?.usdPerMonth).toBeCloseTo(0.35, 2);
});
test('a combination of objectives costs the metrics about it, and reads none', () => {
  const value = JSON.stringify({ service: 'checkout', environment: 'prod', kind: 'composite', combine: 'worst' });
  const properties = { Name: '/sightline-slos/shop/checkout/prod/All', Value: value };
  const { lines } = estimateCost([{ type: 'AWS::SSM::Parameter', properties, stackName: 'Shop', path: 'All' }]);
  expect(lines.map(({ what, quantity }) => [what, quantity])).toEqual([['metrics of objectives', 12]]);
});
