import fc from 'fast-check';
import { CATALOG } from '../../lib/core/catalog/catalog';
import type { CatalogEntry } from '../../lib/core/catalog/entry';
import { SQS_QUEUE } from '../../lib/core/catalog/sqs-queue';
import { assemblyOfTemplate } from '../../lib/rehearsal/assembly';
import { watchedResources } from '../../lib/rehearsal/watched';
import { assemblyOf, type GivenResource, type GivenResources, stackOf } from './support';

const watched = (resources: GivenResources, catalog: readonly CatalogEntry[] = CATALOG) =>
  watchedResources(assemblyOf(stackOf(resources)), catalog);

const QUEUE = { Type: 'AWS::SQS::Queue' };
const FUNCTION = { Type: 'AWS::Lambda::Function' };

function alarm(dimensions: Readonly<Record<string, unknown>>, change: object = {}): GivenResource {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions,
    Statistic: 'Maximum',
  };
  const evaluation = { Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' };
  return { Type: 'AWS::CloudWatch::Alarm', Properties: { ...metric, ...evaluation, ...change } };
}

function mathAlarm(dimensions: Readonly<Record<string, unknown>>): GivenResource {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent', Dimensions };
  const Metrics = [
    { Id: 'e', Expression: 'm * 2', ReturnData: true },
    { Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
  ];
  const evaluation = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' };
  return { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics, ...evaluation } };
}

function dashboard(body: unknown): GivenResource {
  return { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: body } };
}

const drawing = (name: string, value: string) =>
  dashboard(
    JSON.stringify({ widgets: [{ type: 'metric', properties: { metrics: [['AWS/SQS', 'X', name, value]] } }] }),
  );

const NAME = { 'Fn::GetAtt': ['Work', 'QueueName'] };
const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);

describe('a resource', () => {
  test.each<[string, GivenResource]>([
    ['an alarm by its attribute', alarm({ QueueName: NAME })],
    ['an alarm with more dimensions', alarm({ QueueName: NAME, Extra: 'x' })],
    ['an alarm on a metric of somebody else about it', alarm({ QueueName: NAME }, { Namespace: 'Custom' })],
    ['a math alarm', mathAlarm({ QueueName: NAME })],
  ])('is monitored by %s', (_, one) => {
    const report = watched({ Work: QUEUE, Alarm: one });
    expect(paths(report.monitored)).toEqual(['Shop/Work']);
    expect(report).toMatchObject({ percent: 100, alarms: 1, unmonitored: [], notRead: [] });
  });

  test('is monitored by an alarm in a nested stack, through its parameters', () => {
    const Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { Parameters: { Name: NAME } },
      Metadata: { 'aws:asset:path': 'nested.json' },
    };
    const parent = stackOf({ Work: QUEUE, Nested });
    const nested = stackOf(
      { Alarm: alarm({ QueueName: { Ref: 'Name' } }) },
      {
        stackName: 'Shop-Nested',
        parameters: { Name: { Type: 'String' } },
        parent: { stackName: 'Shop', logicalId: 'Nested' },
      },
    );
    expect(paths(watchedResources(assemblyOf(parent, nested), CATALOG).monitored)).toEqual(['Shop/Work']);
  });

  test('is alarmless where it is on a dashboard only, and unmonitored where it is nowhere', () => {
    const named = { ...QUEUE, Properties: { QueueName: 'work' } };
    const report = watched({ Work: named, Other: QUEUE, Board: drawing('QueueName', 'work') });
    expect(paths(report.alarmless)).toEqual(['Shop/Work']);
    expect(paths(report.unmonitored)).toEqual(['Shop/Other']);
    expect(report.percent).toBe(0);
  });

  test('of a type that the catalog does not know is named, and counts for nothing', () => {
    const report = watched({ Thing: { Type: 'Acme::X::Y' }, Role: { Type: 'AWS::IAM::Role' } });
    expect(report.unknown).toEqual([
      { path: 'Shop/Thing', type: 'Acme::X::Y', reason: 'the catalog has no entry for its type' },
    ]);
    expect(report).toMatchObject({ withoutMetrics: 1, percent: 100 });
  });

  test.each([
    'Fn/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
    'Shop/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource',
    'Shop/AWS679f53fac002430cb0da5b7982bd22872D164C4C',
    'Shop/CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F',
    'Shop/Provider/framework-onEvent/Resource',
    'Shop/ProviderframeworkonEvent0A1B2C3D',
    'Shop/Provider/waiter-state-machine/Resource',
  ])('that runs at deploys only has nothing to watch: %s', (path) => {
    const report = watched({ Fn: { ...FUNCTION, Metadata: { 'aws:cdk:path': path } } });
    expect(report).toMatchObject({ unmonitored: [], withoutMetrics: 1 });
  });

  test.each(['Shop/Handler', 'Shop/CustomResourceProviders', 'Shop/framework-onEvents/Fn', 'Shop/deadbeef'])(
    'that is only called alike is watched: %s',
    (path) => {
      const report = watched({ Fn: { ...FUNCTION, Metadata: { 'aws:cdk:path': path } } });
      expect(paths(report.unmonitored)).toEqual([path]);
    },
  );

  test('that would have no alarm by default neither lifts nor lowers the percentage', () => {
    const without = { Repo: { Type: 'AWS::ECR::Repository' }, Files: { Type: 'AWS::S3::Bucket' } };
    const report = watched({ ...without, Work: QUEUE, Alarm: alarm({ QueueName: NAME }) });
    expect(paths(report.withoutDefaults)).toEqual(['Shop/Repo', 'Shop/Files']);
    expect(report).toMatchObject({ percent: 100, unmonitored: [], alarmless: [] });
    const asked = { ...without.Files, Properties: { MetricsConfigurations: [{ Id: 'All' }] } };
    expect(paths(watched({ Files: asked }).unmonitored)).toEqual(['Shop/Files']);
  });

  test('is monitored by an alarm on another of its dimension sets, but not on those of others', () => {
    const size = { Namespace: 'AWS/S3', MetricName: 'BucketSizeBytes' };
    const on = { BucketName: { Ref: 'Files' }, StorageType: 'StandardStorage' };
    const Files = { Type: 'AWS::S3::Bucket' };
    expect(paths(watched({ Files, Alarm: alarm(on, size) }).monitored)).toEqual(['Shop/Files']);
    const Mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: 'fn', SelfManagedEventSource: {}, Topics: ['t'] },
    };
    const report = watched({ Mapping, Alarm: alarm({ FunctionName: 'fn' }, { Namespace: 'AWS/Lambda' }) });
    expect(paths(report.monitored)).toEqual([]);
  });

  test('a dead-letter queue is watched by the alarm on it, its source not', () => {
    const Work = {
      ...QUEUE,
      Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } },
    };
    const visible = { MetricName: 'ApproximateNumberOfMessagesVisible' };
    const Alarm = alarm({ QueueName: { 'Fn::GetAtt': ['Dead', 'QueueName'] } }, visible);
    const report = watched({ Work, Dead: QUEUE, Alarm });
    expect(paths(report.monitored)).toEqual(['Shop/Dead']);
    expect(paths(report.unmonitored)).toEqual(['Shop/Work']);
    expect(report.percent).toBe(50);
  });

  test('of the catalog of the user counts as those of ours', () => {
    const mine = { ...SQS_QUEUE, type: 'Acme::X::Y', title: 'Mine' } as CatalogEntry;
    expect(paths(watched({ Thing: { Type: 'Acme::X::Y' } }, [mine, ...CATALOG]).unmonitored)).toEqual(['Shop/Thing']);
  });

  test('whose entry fails is not read, with the reason', () => {
    const facts = () => {
      throw new Error('boom');
    };
    const broken = { ...SQS_QUEUE, resource: { ...SQS_QUEUE.resource, facts } } as unknown as CatalogEntry;
    const [one] = watched({ Work: QUEUE }, [broken]).resourcesNotRead;
    expect(one?.reason).toBe("The catalog entry 'SQS queue' failed in 'facts': boom");
  });
});

describe('percent', () => {
  test('is rounded down, so that 100 is all, and 100 of an empty app', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Q${index}`, QUEUE]));
    const alarms = Object.keys(many).map((id) => [`A${id}`, alarm({ QueueName: { 'Fn::GetAtt': [id, 'QueueName'] } })]);
    expect(watched({ ...many, ...Object.fromEntries(alarms.slice(1)) }).percent).toBe(99);
    expect(watched({ ...many, ...Object.fromEntries(alarms) }).percent).toBe(100);
    expect(watched({}).percent).toBe(100);
  });
});

describe('a condition in doubt', () => {
  const inDoubt = (resources: GivenResources) =>
    watchedResources(
      assemblyOf(
        stackOf(resources, {
          parameters: { Stage: { Type: 'String' } },
          conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
        }),
      ),
      CATALOG,
    );
  const prod = (resource: GivenResource): GivenResource => ({ ...resource, Condition: 'Prod' });
  const reason = "Shop condition Prod: the parameter 'Stage' has no default; give it one";

  test('makes of a resource one that is not read, which counts as one without an alarm', () => {
    const report = inDoubt({ Work: QUEUE, Alarm: alarm({ QueueName: NAME }), Other: prod(QUEUE) });
    expect(report).toMatchObject({ percent: 50, notRead: [] });
    expect(report.resourcesNotRead).toEqual([{ path: 'Shop/Other', type: 'AWS::SQS::Queue', reason }]);
  });

  test('makes of an alarm and of a dashboard one that is not read', () => {
    const report = inDoubt({
      Work: QUEUE,
      Alarm: prod(alarm({ QueueName: NAME })),
      Board: prod(drawing('QueueName', 'Shop-Work')),
    });
    expect(report.notRead).toEqual([
      { path: 'Shop/Alarm', reason: `alarm: ${reason}` },
      { path: 'Shop/Board', reason: `dashboard: ${reason}` },
    ]);
    expect(paths(report.unmonitored)).toEqual(['Shop/Work']);
  });

  test('changes nothing for what has nothing to watch or no entry; what the template leaves open is not read', () => {
    const helper = { ...FUNCTION, Metadata: { 'aws:cdk:path': 'Shop/Provider/framework-onEvent/Resource' } };
    const report = inDoubt({
      ...{ Helper: prod(helper), Role: prod({ Type: 'AWS::IAM::Role' }), Thing: prod({ Type: 'Acme::X::Y' }) },
      ...{ Sam: prod({ Type: 'AWS::Serverless::Function' }), Nested: prod({ Type: 'AWS::CloudFormation::Stack' }) },
    });
    expect(report).toMatchObject({ withoutMetrics: 2, percent: 0 });
    expect(paths(report.unknown)).toEqual(['Shop/Thing']);
    expect(paths(report.resourcesNotRead)).toEqual(['Shop/Sam', 'Shop/Nested']);
  });
});

describe('services', () => {
  const fn = (service: unknown) => ({
    ...FUNCTION,
    Properties: { Environment: { Variables: { SIGHTLINE_SERVICE: service } } },
  });
  const slo = { Namespace: 'Sightline', MetricName: 'BurnRate' };

  test('are those that functions and alarms name; an objective is an alarm on its metrics, or a native one', () => {
    const native = { Type: 'AWS::ApplicationSignals::ServiceLevelObjective', Properties: { Name: 'c' } };
    const tagged = alarm({ QueueName: 'x' }, { Tags: [{ Key: 'sightline:service', Value: 'd' }] });
    const objective = alarm({ service: 'b', environment: 'prod', slo: 'Availability' }, slo);
    const report = watched({
      A: fn('a'),
      B: fn('b'),
      C: fn('c'),
      C2: fn('c'),
      Slo: objective,
      Native: native,
      D: tagged,
    });
    expect(report.services).toEqual([
      { name: 'a', hasObjective: false },
      { name: 'b', hasObjective: true },
      { name: 'c', hasObjective: true },
      { name: 'd', hasObjective: false },
    ]);
  });

  test('have an objective where one is defined for them, in whatever evaluation, or an alarm tagged for them is on one', () => {
    const definition = (service: string, change: object = {}) => ({
      schemaVersion: 1,
      name: 'Availability',
      service,
      environment: 'prod',
      kind: 'availability',
      description: '99.9 % of the requests succeed.',
      objective: '99.9',
      window: '30d',
      alertThresholdPercent: 80,
      indicator: {
        budgeting: 'events',
        queries: ['total', 'bad'].map((id) => ({
          id,
          metric: { namespace: 'Shop', name: id, dimensions: {} },
          statistic: 'Sum',
        })),
      },
      rules: [],
      minTotal: 1,
      minBad: 1,
      exclusions: [],
      namespace: 'Sightline',
      tier: 2,
      ...change,
    });
    const parameter = (name: string, value: unknown) => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: name, Value: typeof value === 'object' ? JSON.stringify(value) : value },
    });
    const tagged = { Namespace: 'AWS/ApplicationSignals', Tags: [{ Key: 'sightline:service', Value: 'e' }] };
    const report = watched({
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, fn(name)])),
      Defined: parameter('/sightline-slos/night/a/prod/Availability', definition('a')),
      Elsewhere: parameter('/other/a/prod/Availability', definition('b')),
      Broken: parameter('/sightline-slos/night/c/prod/Availability', definition('c', { objective: '100' })),
      Text: parameter('/sightline-slos/night/d/prod/Availability', '{"service":"d"'),
      Unresolved: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/sightline-slos/night/x', Value: { 'Fn::ImportValue': 'nowhere' } },
      },
      Tagged: alarm({ SloName: 'x' }, { ...slo, ...tagged }),
    });
    expect(report.services).toEqual([
      { name: 'a', hasObjective: true },
      { name: 'b', hasObjective: false },
      { name: 'c', hasObjective: false },
      { name: 'd', hasObjective: false },
      { name: 'e', hasObjective: true },
    ]);
  });

  test("are the app's: Sightline's own functions and their alarms are no service, unless others share the name", () => {
    const own = { ...fn('sightline'), Metadata: { 'sightline:function': 'notify' } };
    const tagged = alarm({ QueueName: 'x' }, { Tags: [{ Key: 'sightline:service', Value: 'sightline' }] });
    const names = (resources: Parameters<typeof watched>[0]) => watched(resources).services.map(({ name }) => name);
    expect(names({ Own: own, Tagged: tagged, A: fn('a') })).toEqual(['a']);
    expect(names({ Own: own, Tagged: tagged, A: fn('sightline') })).toEqual(['sightline']);
  });

  test('of a name that cannot be told are passed over', () => {
    expect(watched({ A: fn({ 'Fn::ImportValue': 'nowhere' }), B: fn(['x']) }).services).toEqual([]);
  });
});

describe('runbooks', () => {
  const identity = '{"sightline":{"v":1,"service":"a","env":"p","sev":"high","role":"page"}}';
  test.each([
    ['', false],
    ['Something is broken.', false],
    ['See the runbook in the wiki', true],
    ['https://wiki.example.com/x', true],
    [`Broken.\nFirst: look at the log.\n${identity}`, true],
    [`Broken.\nRunbook: https://wiki.example.com\n${identity}`, true],
    [`Broken.\nDashboard: https://console.aws.amazon.com/x\n${identity}`, false],
    [`Broken.\n${identity.replace('page', 'signal')}`, true],
  ])('of an alarm that says %j: %s', (text, has) => {
    const one = alarm({ QueueName: 'x' }, { AlarmName: 'One', AlarmDescription: text });
    expect(watched({ Alarm: one }).withoutRunbook).toEqual(has ? [] : ['One']);
  });
});

describe('what cannot be read', () => {
  test('is named and harms nothing else', () => {
    const unresolved = { 'Fn::ImportValue': 'nowhere' };
    const report = watched({
      Work: QUEUE,
      Alarm: alarm({ QueueName: NAME }),
      Bad: alarm({ QueueName: NAME }, { Period: 'often' }),
      Board: dashboard(unresolved),
      Odd: dashboard('no JSON'),
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: unresolved } },
      Named: { ...QUEUE, Properties: { QueueName: unresolved } },
      Broken: { ...QUEUE, Properties: { RedrivePolicy: unresolved } },
      Slo: { Type: 'AWS::ApplicationSignals::ServiceLevelObjective', Properties: { Name: unresolved } },
    });
    expect(paths(report.monitored)).toEqual(['Shop/Work']);
    expect(report.notRead.map(({ path }) => path)).toEqual(expect.arrayContaining(['Shop/Bad', 'Shop/Board']));
    expect(paths(report.resourcesNotRead)).toEqual(['Shop/Named', 'Shop/Broken']);
    expect(report.percent).toBe(33);
  });

  test('of a hostile template is survived', () => {
    const Resources = JSON.parse(`{
      "__proto__": { "Type": "AWS::SQS::Queue" }, "NoType": {}, "OddType": { "Type": 5 },
      "constructor": { "Type": "__proto__" }, "NoProperties": { "Type": "AWS::SQS::Queue", "Properties": null },
      "Fn::ForEach::All": ["X", ["a"], {}], "List": { "Type": "AWS::Lambda::Function", "Properties": [] }
    }`);
    const report = watchedResources(assemblyOfTemplate({ Resources }), CATALOG);
    const named = [...report.unknown, ...report.resourcesNotRead, ...report.unmonitored].map(
      ({ path }) => path.split('/')[1],
    );
    expect(named.sort()).toEqual(
      ['Fn::ForEach::All', 'List', 'NoProperties', 'NoType', 'OddType', '__proto__', 'constructor'].sort(),
    );
  });

  test('of any template is survived, and each resource counts once', () => {
    const types = fc.constantFrom(
      'AWS::SQS::Queue',
      'AWS::S3::Bucket',
      'AWS::IAM::Role',
      'Acme::X::Y',
      'AWS::Lambda::Function',
    );
    const resource = fc.record({ Type: types, Properties: fc.dictionary(fc.string(), fc.jsonValue()) });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), resource, { maxKeys: 6 }), (given) => {
        const report = watched(given as GivenResources);
        const { monitored, alarmless, unmonitored, unknown, resourcesNotRead, withoutDefaults, withoutMetrics } =
          report;
        const listed = [monitored, alarmless, unmonitored, unknown, resourcesNotRead, withoutDefaults].flat().length;
        expect(listed + withoutMetrics).toBe(Object.keys(given).length);
      }),
    );
  });
});
