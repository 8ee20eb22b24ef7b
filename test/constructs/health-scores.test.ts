import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { HealthScores, type HealthScoresProps } from '../../lib/constructs/health/health-scores';
import { Observability } from '../../lib/constructs/observability';
import { Sli } from '../../lib/constructs/slo/sli';
import { Slo } from '../../lib/constructs/slo/slo';
import { ensureBundles, newFunction, newStack, type Properties, resources } from './template';

beforeAll(ensureBundles);

function service(stack: Stack, name = 'checkout'): Observability {
  return new Observability(stack, name, { service: name, environment: 'prod' });
}

function synth(props: Partial<HealthScoresProps> = {}, stack = newStack()) {
  const obs = service(stack);
  const made = new HealthScores(stack, 'Health', {
    services: [{ observability: obs, dependencies: ['psp'] }],
    ...props,
  });
  // After it was told to score: what comes later counts as well.
  const fn = newFunction(stack, 'Charge', { reservedConcurrentExecutions: 50 });
  obs.monitor(fn);
  obs.slo('Availability', Slo.availability(fn, { objective: '99' }));
  return { obs, made, stack, template: Template.fromStack(stack) };
}

function documents(template: Template): Record<string, string> {
  const all = Object.values(resources(template, 'AWS::SSM::Parameter'));
  const own = all.filter(({ Name }) => String(Name).startsWith('/sightline-health/'));
  return Object.fromEntries(own.map(({ Name, Value }) => [Name, typeof Value === 'string' ? Value : joined(Value)]));
}

function joined(value: Properties): string {
  return value['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'TOKEN')).join('');
}

test('tells the function what each part of a service is scored by, also what is monitored later', () => {
  const { template } = synth();
  const read = Object.entries(documents(template)).map(([name, text]) => {
    const { inputs } = JSON.parse(text) as { inputs: readonly { label: string }[] };
    return [name.replace('/sightline-health/sightline/', ''), inputs.map(({ label }) => label)];
  });
  expect(Object.fromEntries(read)).toEqual({
    'checkout/prod/objectives': ['Availability', 'Availability'],
    'checkout/prod/errors': ['requests', 'logged errors'],
    'checkout/prod/dependencies': ['calls of psp', 'latency of psp (p90)'],
    'checkout/prod/saturation': expect.arrayContaining(['Throttles of Charge']),
  });
});

test('runs every five minutes and may read metrics, alarms and its documents, and publish, nothing else', () => {
  const { template, made } = synth();
  expect(made.scoringName).toBe('sightline');
  const functions = template.findResources('AWS::Lambda::Function', {
    Metadata: { 'sightline:function': 'score-health' },
  });
  expect(Object.values(functions)[0]?.Properties.Environment.Variables).toMatchObject({
    SIGHTLINE_HEALTH_SCORING: 'sightline',
    SIGHTLINE_METRICS: 'off',
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 240 } })],
  });
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Health'));
  const statements = policies.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
  expect(statements.flatMap(({ Action }: { Action: string | string[] }) => Action).sort()).toEqual([
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'cloudwatch:PutMetricData',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ssm:GetParametersByPath',
    'ssm:GetParametersByPath',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  expect(
    statements.find(({ Action }: { Action: unknown }) => Action === 'cloudwatch:PutMetricData')?.Condition,
  ).toEqual({
    StringEquals: { 'cloudwatch:namespace': ['Sightline'] },
  });
});

test('the dashboard begins with the score and what takes its points', () => {
  const { template } = synth();
  const [dashboard] = Object.values(resources(template, 'AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard.DashboardBody).replaceAll('\\"', '"');
  expect(body).toContain('"title":"Health"');
  expect(body).toContain('HealthPointsLost');
  expect(body.indexOf('"title":"Health"')).toBeLessThan(body.indexOf('"title":"Alarms'));
});

test('a service that is not scored has no such row', () => {
  const stack = newStack();
  service(stack).monitor(newFunction(stack, 'Charge'));
  const [dashboard] = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard'));
  expect(JSON.stringify(dashboard)).not.toContain('ServiceHealth');
});

test('alarms on itself where no score came for half an hour', () => {
  const stack = newStack();
  const topic = new Topic(stack, 'Fallback');
  const { made, template } = synth({ notify: topic, name: 'shop' }, stack);
  expect(made.alarms).toHaveLength(1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: Match.stringLikeRegexp('^shop-health-NoScores-'),
    Dimensions: [{ Name: 'evaluation', Value: 'shop' }],
    MetricName: 'ServiceHealth',
    EvaluationPeriods: 6,
    DatapointsToAlarm: 6,
    TreatMissingData: 'breaching',
    AlarmActions: [Match.anyValue()],
  });
});

test('synth says what there was no room for', () => {
  const stack = newStack();
  const obs = service(stack);
  const dependencies = Array.from({ length: 20 }, (_, index) => `dependency-${index}`);
  new HealthScores(stack, 'Health', { services: [{ observability: obs, dependencies }] });
  obs.monitor(newFunction(stack, 'Charge'));
  Template.fromStack(stack);
  const message =
    "The health of 'checkout' is scored by \\d+ numbers. Of its dependencies 6 metrics at most are read: no room for 34 " +
    'more, calls of dependency-6, .*, \\.\\.\\. ';
  Annotations.fromStack(stack).hasInfo('/Checkout/Health/Service0', Match.stringLikeRegexp(message));
});

test('an objective without room is named once, though it is two numbers', () => {
  const stack = newStack();
  const obs = service(stack);
  for (const id of ['A', 'B', 'C', 'D']) obs.slo(id, Slo.availability(Sli.handlers(), { objective: '99' }));
  new HealthScores(stack, 'Health', { services: [obs] });
  obs.monitor(newFunction(stack, 'Charge'));
  Template.fromStack(stack);
  const message = 'Of its objectives 6 metrics at most are read: no room for 1 more, D';
  Annotations.fromStack(stack).hasInfo('/Checkout/Health/Service0', Match.stringLikeRegexp(message));
});

const WRONG: readonly (readonly [string, (obs: Observability) => unknown, string])[] = [
  ['no services', () => ({ services: [] }), "'services' must be a list of one Observability or more"],
  ['what is no service', () => ({ services: [{}] }), 'which is no Observability'],
  ['a service twice', (obs) => ({ services: [obs, obs] }), "has 'Checkout/checkout' twice"],
  ['an unknown key', (obs) => ({ services: [obs], every: 5 }), "'every'"],
  [
    'an interval of seconds',
    (obs) => ({ services: [obs], interval: Duration.seconds(90) }),
    'whole minutes from 1 to 30',
  ],
  ['a name with a slash', (obs) => ({ services: [obs], name: 'a/b' }), 'name'],
  [
    'too many dependencies',
    (obs) => ({ services: [{ observability: obs, dependencies: Array(21).fill('x') }] }),
    "'dependencies' may have 20 entries at most",
  ],
];

test.each(WRONG)('%s is refused', (_, propsOf, message) => {
  const stack = newStack();
  const obs = service(stack);
  expect(() => new HealthScores(stack, 'Health', propsOf(obs) as HealthScoresProps)).toThrow(message);
});
