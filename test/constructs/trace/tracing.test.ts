import { type Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnStage, RestApi, type Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Function as LambdaFunction, Tracing as Mode } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine, DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Traceable } from '../../../lib/constructs/trace/active-tracing';
import { SamplingRule, type SamplingRuleOptions } from '../../../lib/constructs/trace/sampling-rule';
import { Tracing, type TracingProps } from '../../../lib/constructs/trace/tracing';
import { annotationFilter } from '../../../lib/core/trace/filter-expression';
import { newFunction, newStack, type Properties, resources } from '../template';

function trace(stack: Stack, props: Partial<TracingProps> = {}): Template {
  new Tracing(stack, 'Tracing', { service: 'checkout', environment: 'prod', ...props });
  return Template.fromStack(stack);
}

const only = (template: Template, type: string): Properties => Object.values(resources(template, type))[0];
const warnings = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
const statements = (template: Template): Properties[] =>
  Object.values(resources(template, 'AWS::IAM::Policy')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const PASS = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
const ROLE = 'arn:aws:iam::111122223333:role/theirs';
const CODE = { code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x' };
const TRUST = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

describe('functions', () => {
  test('get active tracing and may send traces, nothing else', () => {
    const stack = newStack();
    const template = trace(stack, { resources: [newFunction(stack, 'Fn')] });
    expect(only(template, 'AWS::Lambda::Function').TracingConfig).toEqual({ Mode: 'Active' });
    expect(statements(template)).toEqual([
      { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
    ]);
    expect(warnings(stack)).toEqual([]);
  });

  test('that have it stay as they are', () => {
    const stack = newStack();
    const template = trace(stack, { resources: [newFunction(stack, 'Fn', { tracing: Mode.ACTIVE })] });
    expect(statements(template)).toHaveLength(1);
  });

  test('that pass through stay so, and synth says so', () => {
    const stack = newStack();
    const template = trace(stack, { resources: [newFunction(stack, 'Fn', { tracing: Mode.PASS_THROUGH })] });
    expect(only(template, 'AWS::Lambda::Function').TracingConfig).toEqual({ Mode: 'PassThrough' });
    expect(warnings(stack)).toEqual([expect.stringMatching(/passes traces through.*sightline:tracingByHand/)]);
  });

  test('are reached through an alias', () => {
    const stack = newStack();
    const template = trace(stack, { resources: [newFunction(stack, 'Fn').addAlias('live')] });
    expect(only(template, 'AWS::Lambda::Function').TracingConfig).toEqual({ Mode: 'Active' });
  });

  test('with a role out of reach are traced, and synth says what the role needs', () => {
    const stack = newStack();
    const role = Role.fromRoleArn(stack, 'Theirs', ROLE, { mutable: false });
    trace(stack, {
      resources: [newFunction(stack, 'Fn', { role }), new CfnFunction(stack, 'L1', { ...CODE, role: ROLE })],
    });
    expect(warnings(stack)).toEqual([
      expect.stringContaining(
        "'Checkout/Fn' has a role that cannot be changed from here; allow it xray:PutTraceSegments",
      ),
      expect.stringContaining("'Checkout/L1' has a role that cannot be changed from here"),
    ]);
  });

  test('of L1 get a policy on their role, which is there before them', () => {
    const stack = newStack();
    const role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: TRUST });
    const fn = new CfnFunction(stack, 'Fn', { ...CODE, role: role.attrArn });
    const template = trace(stack, { resources: [fn] });
    const [[id, policy] = []] = Object.entries(resources(template, 'AWS::IAM::Policy'));
    expect(policy.Roles).toEqual([{ Ref: 'Role' }]);
    expect(template.findResources('AWS::Lambda::Function').Fn?.DependsOn).toEqual([id]);
    expect(warnings(stack)).toEqual([]);
  });

  test('that are imported cannot be traced from here, and synth says so', () => {
    const stack = newStack();
    trace(stack, { resources: [LambdaFunction.fromFunctionName(stack, 'Far', 'far')] });
    expect(warnings(stack)).toEqual([expect.stringContaining("'Checkout/Far' is not defined in this app")]);
  });
});

describe('other resources', () => {
  test('the stage of a REST API is traced, and a stage by itself', () => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET');
    const stage = new CfnStage(stack, 'Other', { restApiId: api.restApiId, deploymentId: 'd', stageName: 'other' });
    const template = trace(stack, { resources: [api, stage] });
    const stages = Object.values(resources(template, 'AWS::ApiGateway::Stage'));
    expect(stages.map(({ TracingEnabled }) => TracingEnabled)).toEqual([true, true]);
  });

  test('a REST API without a stage asks for its stage', () => {
    const stack = newStack();
    const api = new RestApi(stack, 'Api', { deploy: false });
    api.root.addMethod('GET');
    trace(stack, { resources: [api] });
    expect(warnings(stack)).toContainEqual(expect.stringContaining('has no stage of its own here; pass the stage'));
  });

  test('state machines are traced and may read sampling rules', () => {
    const stack = newStack();
    const made = new StateMachine(stack, 'Flow', {
      definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'P')),
    });
    const plain = new CfnStateMachine(stack, 'Plain', { roleArn: made.role.roleArn, definitionString: PASS });
    const template = trace(stack, { resources: [made, plain] });
    const machines = Object.values(resources(template, 'AWS::StepFunctions::StateMachine'));
    expect(machines.map(({ TracingConfiguration }) => TracingConfiguration)).toEqual([
      { Enabled: true },
      { Enabled: true },
    ]);
    const allowed = statements(template);
    expect(allowed).toHaveLength(2);
    for (const { Action, Resource } of allowed) {
      expect(Resource).toBe('*');
      expect(Action.every((action: string) => action.startsWith('xray:'))).toBe(true);
    }
  });

  test('HTTP APIs, and what is no construct, are refused', () => {
    const stack = newStack();
    const refused = (resource: unknown) => () => trace(stack, { resources: [resource as Traceable] });
    expect(refused(new HttpApi(stack, 'Api'))).toThrow(
      "'Checkout/Api' has no active tracing; Lambda functions, stages",
    );
    expect(() => trace(newStack(), { resources: ['fn' as unknown as Stage] })).toThrow(
      "'string' has no active tracing",
    );
  });
});

describe('the group', () => {
  test('holds the traces that the middleware annotates, with insights', () => {
    expect(only(trace(newStack()), 'AWS::XRay::Group')).toEqual({
      GroupName: 'checkout-prod',
      FilterExpression: 'annotation.service = "checkout" AND annotation.environment = "prod"',
      InsightsConfiguration: { InsightsEnabled: true, NotificationsEnabled: false },
    });
  });

  test('has a short name that is its own where the names are long', () => {
    const name = (service: string) => only(trace(newStack(), { service }), 'AWS::XRay::Group').GroupName;
    const [a, b] = [name(`${'x'.repeat(40)}a`), name(`${'x'.repeat(40)}b`)];
    expect([a.length, b.length]).toEqual([32, 32]);
    expect(a).not.toBe(b);
  });

  test('can be left out, or be without insights', () => {
    const stack = newStack();
    trace(stack, { group: false, resources: [newFunction(stack, 'Fn')] }).resourceCountIs('AWS::XRay::Group', 0);
    const { InsightsConfiguration } = only(trace(newStack(), { insights: false }), 'AWS::XRay::Group');
    expect(InsightsConfiguration.InsightsEnabled).toBe(false);
    const told = only(trace(newStack(), { notifications: true }), 'AWS::XRay::Group').InsightsConfiguration;
    expect(told).toEqual({ InsightsEnabled: true, NotificationsEnabled: true });
  });

  test('quotes what it is given', () => {
    expect(annotationFilter({ a: 'b" OR annotation.x = "y', c: '\\' })).toBe(
      'annotation.a = "b\\" OR annotation.x = \\"y" AND annotation.c = "\\\\"',
    );
  });
});

describe('sampling rules', () => {
  const GIVEN: SamplingRuleOptions = { rate: 0.1, priority: 100 };

  test('match everything that they do not narrow down', () => {
    const template = trace(newStack(), {
      samplingRules: [SamplingRule.of({ ...GIVEN, path: '/health*', reservoir: 0 })],
    });
    expect(only(template, 'AWS::XRay::SamplingRule')).toEqual({
      SamplingRule: {
        RuleName: expect.stringMatching(/^checkout-[0-9a-f]{8}$/),
        Version: 1,
        Priority: 100,
        FixedRate: 0.1,
        ReservoirSize: 0,
        ServiceName: '*',
        ServiceType: '*',
        URLPath: '/health*',
        HTTPMethod: '*',
        Host: '*',
        ResourceARN: '*',
      },
    });
  });

  test('take a name of the user', () => {
    const template = trace(newStack(), { samplingRules: [SamplingRule.of({ ...GIVEN, name: 'mine' })] });
    expect(only(template, 'AWS::XRay::SamplingRule').SamplingRule.RuleName).toBe('mine');
  });

  test.each<[Partial<SamplingRuleOptions>, string]>([
    [{ rate: 5 }, "'rate' must be between 0 and 1, got 5; 5 % is 0.05"],
    [{ rate: -0.1 }, "'rate' must be between 0 and 1, got -0.1"],
    [{ rate: Number.NaN }, "'rate' must be between 0 and 1, got NaN"],
    [{ rate: Token.asNumber({ Ref: 'X' }) }, "'rate' must be known when the app is synthesized, got a token"],
    [{ priority: 0 }, "'priority' must be a whole number from 1 to 9999, got 0"],
    [{ priority: 10_000 }, "'priority' must be"],
    [{ priority: 1.5 }, "'priority' must be"],
    [{ reservoir: -1 }, "'reservoir' must be a whole number of requests a second from 0, got -1"],
    [{ name: 'x'.repeat(33) }, "'name' must have 1 to 32 characters, got 33"],
    [{ path: '' }, "'path' must have 1 to 128 characters, got 0"],
    [{ ratte: 1 } as object, "there is no option 'ratte'; did you mean 'rate'?"],
  ])('refuse %p', (options, message) => {
    expect(() => SamplingRule.of({ ...GIVEN, ...options })).toThrow(message);
  });
});

test.each<[Partial<TracingProps>, string]>([
  [{ group: false, insights: true }, "'insights' needs the group"],
  [{ insights: false, notifications: true }, "'notifications' needs 'insights'; switch both on, or neither"],
  [{ resource: [] } as object, "there is no option 'resource'; did you mean 'resources'?"],
  [{ service: 'a b' }, "'service' must be 1 to 64"],
  [
    { samplingRules: [SamplingRule.of({ rate: 0, priority: 7 }), SamplingRule.of({ rate: 1, priority: 7 })] },
    "two of 'samplingRules' have the priority 7; give each its own",
  ],
])('the door refuses %p', (props, message) => {
  expect(() => trace(newStack(), props)).toThrow(message);
});
