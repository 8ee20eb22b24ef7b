import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnParameter, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IncidentResponse } from '../../../lib/constructs/incident/incident-response';
import { ownReason } from '../../../lib/constructs/monitor/scope';
import { publishSloDefinition } from '../../../lib/constructs/slo/publish-definition';
import { SloEvaluation, type SloEvaluationProps } from '../../../lib/constructs/slo/slo-evaluation';
import type { SloDefinition } from '../../../lib/core/slo/definition';
import { newApp, newStack, type Properties, resources } from '../template';

beforeAll(() => {
  const directory = join(__dirname, '..', '..', '..', 'dist', 'lambdas', 'evaluate-slos');
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.js'), 'exports.handler = async () => {};\n');
});

const HUB = IncidentResponse.fromHubName('sightline');

function definition(changes: Partial<SloDefinition> = {}): SloDefinition {
  const metric = { namespace: 'Sightline', name: 'Requests', dimensions: { service: 'checkout', environment: 'prod' } };
  return {
    schemaVersion: 1,
    name: 'Availability',
    service: 'checkout',
    environment: 'prod',
    kind: 'availability',
    description: '99.9 % of the requests succeed.',
    objective: '99.9',
    window: '30d',
    alertThresholdPercent: 80,
    indicator: { budgeting: 'events', queries: [{ id: 'total', metric, statistic: 'Sum' }] },
    rules: [],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Sightline',
    tier: 2,
    ...changes,
  };
}

function synth(props: SloEvaluationProps = {}, objectives: readonly Partial<SloDefinition>[] = [], stack = newStack()) {
  const made = new SloEvaluation(stack, 'Slos', props);
  // A stack takes 500 resources.
  const more = newStackBeside(stack);
  for (const [index, changes] of objectives.entries()) {
    made.register(index < 450 ? stack : more, `Slo${index}`, definition(changes));
  }
  return { made, stack, template: Template.fromStack(stack) };
}

function newStackBeside(stack: Stack): Stack {
  return new Stack(stack.node.root as App, 'More');
}

const only = (template: Template, type: string): Properties => {
  const [first, ...more] = Object.values(resources(template, type));
  expect(more).toEqual([]);
  return first;
};
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Slo${index}` }));
const targetsOf = (template: Template) =>
  Object.values(resources(template, 'AWS::Events::Rule')).map(({ Targets }) =>
    Targets.map(({ Id, Input }: Properties) => [Id, JSON.parse(Input)]),
  );
const statementsOf = (template: Template): Properties[] => only(template, 'AWS::IAM::Policy').PolicyDocument.Statement;
const alarmsOf = (template: Template) =>
  Object.fromEntries(
    Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map((alarm) => [
      alarm.AlarmName.split('-').at(-2),
      alarm,
    ]),
  );

describe('the function', () => {
  test('runs the workflow every five minutes with what it needs to know', () => {
    const { template } = synth({ name: 'shop', retention: Duration.days(30) });
    template.hasResource('AWS::Lambda::Function', { Metadata: { 'sightline:function': 'evaluate-slos' } });
    const { Environment, Timeout } = only(template, 'AWS::Lambda::Function');
    expect(Timeout).toBeLessThan(300);
    expect(Environment.Variables).toMatchObject({
      SIGHTLINE_SERVICE: 'sightline',
      SIGHTLINE_ENVIRONMENT: 'shop',
      SIGHTLINE_METRICS: 'off',
      SIGHTLINE_SLO_EVALUATION: 'shop',
      SIGHTLINE_SLO_TABLE: { Ref: expect.stringMatching(/^SlosTable/) },
      SIGHTLINE_SLO_BUS: 'default',
      SIGHTLINE_SLO_RETENTION_DAYS: '30',
    });
    const rule = only(template, 'AWS::Events::Rule');
    expect(rule.ScheduleExpression).toBe('rate(5 minutes)');
    expect(rule.Targets[0].RetryPolicy.MaximumRetryAttempts).toBe(0);
    expect(only(template, 'AWS::Lambda::EventInvokeConfig').MaximumRetryAttempts).toBe(0);
    expect(only(template, 'AWS::Lambda::Permission')).toMatchObject({
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^SlosSchedule/), 'Arn'] },
    });
  });

  test('may do no more than its work', () => {
    const statements = statementsOf(synth({ name: 'shop' }).template);
    const allowed = statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map(
        (action) =>
          `${action} ${[Resource]
            .flat()
            .map((one) => textOf(one))
            .join(' ')}`,
      ),
    );
    expect(allowed.sort()).toEqual([
      'cloudwatch:GetMetricData *',
      'cloudwatch:PutMetricData *',
      'dynamodb:BatchWriteItem <Table>',
      'dynamodb:GetItem <Table>',
      'dynamodb:PutItem <Table>',
      'dynamodb:Query <Table>',
      'events:PutEvents event-bus/default',
      'logs:CreateLogStream <EvaluateSlosLogs>',
      'logs:PutLogEvents <EvaluateSlosLogs>',
      'ssm:GetParametersByPath parameter/sightline-slos/shop',
      'ssm:GetParametersByPath parameter/sightline-slos/shop/*',
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ]);
  });

  test('sends its signals to the bus of the hub', () => {
    const { template } = synth({ incidents: HUB });
    expect(only(template, 'AWS::Lambda::Function').Environment.Variables.SIGHTLINE_SLO_BUS).toBe('sightline');
    expect(JSON.stringify(statementsOf(template))).toContain('event-bus/sightline');
  });

  test('publishes to the namespaces of its objectives, wherever in the app they are, and to no others', () => {
    const app = newApp();
    const stack = new Stack(app, 'Platform');
    const made = new SloEvaluation(stack, 'Slos', { namespaces: ['Elsewhere'] });
    made.register(new Stack(app, 'Shop'), 'Slo', definition({ namespace: 'Shop' }));
    publishSloDefinition(new Stack(app, 'Other'), 'Slo', 'another', definition({ namespace: 'Another' }));
    const put = statementsOf(Template.fromStack(stack)).find(({ Action }) => Action === 'cloudwatch:PutMetricData');
    expect(put?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': ['Elsewhere', 'Shop', 'Sightline'] } });
  });

  test('is left alone by monitorScope, which it has alarms of its own for', () => {
    const { made } = synth();
    expect(ownReason(made.function.node.defaultChild as never)).toContain('alarms of its own');
  });
});

describe('the shards', () => {
  test.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [401, 5],
    [900, 5],
  ])('are made for the objectives of the app: %p need %p', (objectives, shards) => {
    const [targets, ...more] = targetsOf(synth({}, many(objectives)).template);
    expect(more).toEqual([]);
    expect(targets).toEqual(Array.from({ length: shards }, (_, shard) => [`Shard${shard}`, { shard, shards }]));
  });

  test('can be given, and have five to a rule', () => {
    const { template } = synth({ shards: 7 });
    const [first, second, ...more] = targetsOf(template);
    expect(more).toEqual([]);
    expect([...first, ...second].map(([, input]) => input)).toEqual(
      Array.from({ length: 7 }, (_, shard) => ({ shard, shards: 7 })),
    );
    expect(first).toHaveLength(5);
    expect(Object.keys(resources(template, 'AWS::Lambda::Permission'))).toHaveLength(2);
  });
});

describe('the table', () => {
  test('expires what is too old, can be restored and stays', () => {
    const { template } = synth();
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
    expect(only(template, 'AWS::DynamoDB::Table')).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  test('is found by the name of the evaluation', () => {
    const named = Object.values(resources(synth({ name: 'shop' }).template, 'AWS::SSM::Parameter'));
    expect(named).toMatchObject([{ Name: '/sightline-slo-tables/shop', Value: { Ref: expect.any(String) } }]);
  });

  test('can have a key, which the function may use, and go with the stack', () => {
    const stack = newStack();
    const encryptionKey = new Key(stack, 'Key');
    const { template } = synth({ encryptionKey, removalPolicy: RemovalPolicy.DESTROY }, [], stack);
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    expect(only(template, 'AWS::DynamoDB::Table').SSESpecification.KMSMasterKeyId).toBeDefined();
    const kms = statementsOf(template).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    expect(kms.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
  });
});

describe('the alarms', () => {
  test('are on missing evaluations, failed objectives and failed runs', () => {
    const { NoEvaluation, SlosFailed, FailedRuns, ...others } = alarmsOf(synth({ name: 'shop' }).template);
    expect(others).toEqual({});
    expect(NoEvaluation).toMatchObject({
      Namespace: 'Sightline',
      MetricName: 'SlosEvaluated',
      Dimensions: [{ Name: 'evaluation', Value: 'shop' }],
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Tags: expect.arrayContaining([
        { Key: 'sightline:service', Value: 'sightline' },
        { Key: 'sightline:environment', Value: 'shop' },
        { Key: 'sightline:role', Value: 'ticket' },
      ]),
    });
    expect(SlosFailed).toMatchObject({ MetricName: 'SlosFailed', TreatMissingData: 'notBreaching' });
    expect(FailedRuns).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Errors' });
    for (const alarm of [NoEvaluation, SlosFailed, FailedRuns]) expect(alarm).not.toHaveProperty('AlarmActions');
  });

  test('tell a topic and can be tuned', () => {
    const stack = newStack();
    const tune = { SlosFailed: { enabled: false } };
    const { template, made } = synth({ notify: new Topic(stack, 'Topic'), tune }, [], stack);
    const { NoEvaluation, SlosFailed } = alarmsOf(template);
    expect(SlosFailed).toBeUndefined();
    expect(made.alarms).toHaveLength(2);
    expect(NoEvaluation.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
    expect(NoEvaluation.OKActions).toEqual(NoEvaluation.AlarmActions);
  });
});

describe('the default one', () => {
  test('is one for a stack and those nested in it, named after the stack', () => {
    const stack = newStack('Checkout');
    const nested = new NestedStack(stack, 'Nested');
    const one = SloEvaluation.defaultOf(stack);
    expect(SloEvaluation.defaultOf(nested)).toBe(one);
    expect(Stack.of(one)).toBe(stack);
    expect(one.evaluationName).toBe('Checkout');
    expect(SloEvaluation.defaultOf(newStack('Checkout'))).not.toBe(one);
  });

  test('has a name of its own where the name of the stack is long', () => {
    const name = (id: string) => SloEvaluation.defaultOf(newStack(id)).evaluationName;
    const long = 'A-very-long-name-of-a-stack-in-production';
    expect(name(long)).toMatch(/^A-very-long-name-of-a-s-[0-9a-f]{8}$/);
    expect(name(long)).toHaveLength(32);
    expect(name(`${long}-2`)).not.toBe(name(long));
  });

  test('is for one hub', () => {
    const stack = newStack();
    SloEvaluation.defaultOf(stack, { incidents: HUB });
    expect(SloEvaluation.defaultOf(stack, { incidents: IncidentResponse.fromHubName('sightline') })).toBeDefined();
    expect(() => SloEvaluation.defaultOf(stack)).toThrow(
      "whose signals go to the hub 'sightline', not to the default event bus; make a SloEvaluation of your own",
    );
  });
});

describe('a published objective', () => {
  test('is a parameter below the path of its evaluation, which only the deployment may know in full', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Owner').valueAsString;
    const evaluation = SloEvaluation.fromEvaluationName('central');
    publishSloDefinition(stack, 'Slo', evaluation.evaluationName, definition({ owner: token }));
    const { Name, Value, Description, Tier } = only(Template.fromStack(stack), 'AWS::SSM::Parameter');
    expect(Name).toBe('/sightline-slos/central/checkout/prod/Availability');
    expect(Description).toBe('Sightline: the objective Availability of checkout in prod');
    expect(Tier ?? 'Standard').toBe('Standard');
    const text = Value['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'Anna')).join('');
    expect(JSON.parse(text)).toEqual(definition({ owner: 'Anna' }));
  });

  test('is refused where it is too long for a parameter, with what to shorten', () => {
    const publish = (description: string) =>
      publishSloDefinition(newStack(), 'Slo', 'central', definition({ description }));
    const room = 4_096 - Buffer.byteLength(JSON.stringify(definition({ description: '' })));
    expect(() => publish('x'.repeat(room))).not.toThrow();
    expect(() => publish('x'.repeat(room + 1))).toThrow(
      /^Slo 'checkout\/prod\/Availability': its definition has 4097 bytes, 4096 are allowed .*'description' \(\d+ bytes\) and 'indicator'/,
    );
    expect(() => publish('ü'.repeat(room / 2 + 1))).toThrow('bytes, 4096 are allowed');
  });

  test('counts a token as the name that it may become', () => {
    const stack = newStack();
    const owner = new CfnParameter(stack, 'Owner').valueAsString;
    const room = 4_096 - Buffer.byteLength(JSON.stringify(definition({ description: '', owner: '' })));
    const publish = (description: string) =>
      publishSloDefinition(stack, `Slo${description.length}`, 'central', definition({ description, owner }));
    expect(() => publish('x'.repeat(room - 64))).not.toThrow();
    expect(() => publish('x'.repeat(room - 63))).toThrow('4097 bytes');
  });
});

test.each<[SloEvaluationProps, string]>([
  [{ name: 'a b' }, "'name' must be 1 to 32 letters"],
  [{ name: 'x'.repeat(33) }, "'name' must be 1 to 32 letters"],
  [{ shards: 0 }, "'shards' must be a whole number from 1 to 50, got 0"],
  [{ shards: 1.5 }, "'shards' must be a whole number"],
  [{ retention: Duration.hours(36) }, "'days of retention' must be a whole number from 1 to 3653, got 1.5"],
  [{ retention: Duration.days(0) }, "'days of retention' must be"],
  [{ retention: Duration.days(4_000) }, "'days of retention' must be"],
  [{ namespaces: ['AWS/Lambda'] }, "not beginning with 'AWS/'"],
  [{ retenton: 1 } as never, "did you mean 'retention'?"],
  [{ tune: { Nothing: {} } }, 'Nothing'],
])('refuses %p', (props, message) => {
  expect(() => synth(props)).toThrow(message);
});

/** The end of an ARN; a resource by the beginning of its logical id. */
function textOf(resource: Properties): string {
  if (typeof resource === 'string') return resource;
  if (resource['Fn::GetAtt']) return `<${resource['Fn::GetAtt'][0].replace(/^Slos|[0-9A-F]{8}$/g, '')}>`;
  return resource['Fn::Join'][1].at(-1).replace(/^:/, '');
}
