import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { HealthCheck, type HttpHealthCheckOptions } from '../../lib/constructs/health/health-check';
import { HealthChecks, type HealthChecksProps } from '../../lib/constructs/health/health-checks';
import { parseHealthConfig } from '../../lib/core/health/config';
import { ensureBundles, newStack, type Properties, resources } from './template';

const API = HealthCheck.http('api', 'https://api.example.com/health', { critical: true });

beforeAll(ensureBundles);

function synth(props: Partial<HealthChecksProps> = {}, stack = newStack()) {
  const made = new HealthChecks(stack, 'Health', { service: 'checkout', environment: 'prod', checks: [API], ...props });
  return { made, stack, template: Template.fromStack(stack) };
}

const only = (template: Template, type: string): Properties => {
  const [first, ...more] = Object.values(resources(template, type));
  expect(more).toEqual([]);
  return first;
};
const configOf = (template: Template) =>
  only(template, 'AWS::Lambda::Function').Environment.Variables.SIGHTLINE_HEALTH_CHECKS;
const alarmsOf = (template: Template) =>
  Object.fromEntries(
    Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map((alarm) => [alarm.AlarmName.split('-')[3], alarm]),
  );

test('without checks nothing is deployed, and synth says so', () => {
  const stack = newStack();
  new Topic(stack, 'Other');
  const { made, template } = synth({ checks: [] }, stack);
  expect(Object.keys(template.toJSON().Resources)).toEqual([expect.stringMatching(/^Other/)]);
  expect(made.function).toBeUndefined();
  expect(made.alarms).toEqual([]);
  Annotations.fromStack(stack).hasInfo(
    '/Checkout/Health',
    Match.stringLikeRegexp('has no checks, so nothing is deployed'),
  );
});

describe('the function', () => {
  test('runs the workflow each minute, knows its checks and costs no metrics of its own', () => {
    const { template } = synth();
    template.hasResource('AWS::Lambda::Function', { Metadata: { 'sightline:function': 'check-health' } });
    const { Environment, Timeout, VpcConfig } = only(template, 'AWS::Lambda::Function');
    expect(VpcConfig).toBeUndefined();
    expect(Timeout).toBe(15);
    expect(Environment.Variables).toMatchObject({
      SIGHTLINE_SERVICE: 'sightline',
      SIGHTLINE_ENVIRONMENT: 'prod',
      SIGHTLINE_METRICS: 'off',
    });
    expect(Environment.Variables).not.toHaveProperty('SIGHTLINE_NAMESPACE');
    expect(parseHealthConfig(configOf(template))).toEqual({
      schemaVersion: 1,
      service: 'checkout',
      environment: 'prod',
      checks: [{ name: 'api', url: 'https://api.example.com/health', critical: true }],
    });
    expect(only(template, 'AWS::Events::Rule')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
  });

  test('may write its log and send traces, nothing else', () => {
    const statements: Properties[] = only(synth().template, 'AWS::IAM::Policy').PolicyDocument.Statement;
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(only(synth().template, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
  });

  test('in a VPC may make network interfaces, too', () => {
    const stack = newStack();
    const checks = [HealthCheck.tcp('db', 'db.internal', 5432)];
    const { template } = synth(
      { checks, vpc: new Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1 }), vpcSubnets: { subnets: [] } },
      stack,
    );
    const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.includes('Health'));
    expect(JSON.stringify(policies)).toContain('ec2:CreateNetworkInterface');
    const functions = Object.entries(resources(template, 'AWS::Lambda::Function')).filter(([id]) =>
      id.includes('Health'),
    );
    expect(functions[0]?.[1]).toHaveProperty('VpcConfig.SecurityGroupIds');
    expect(functions[0]?.[1].Environment.Variables.SIGHTLINE_HEALTH_CHECKS).toContain('tcp://db.internal:5432');
  });

  test('has the time that all probes may take, ten at a time', () => {
    const checks = Array.from({ length: 11 }, (_, index) =>
      HealthCheck.http(`c${index}`, 'https://a.example', { timeout: Duration.seconds(index + 1) }),
    );
    expect(only(synth({ checks }).template, 'AWS::Lambda::Function').Timeout).toBe(10 + 2 * 11);
  });

  test('gets URLs that only the deployment knows', () => {
    const stack = newStack();
    const api = new HttpApi(stack, 'Api');
    const { template } = synth({ checks: [HealthCheck.http('api', `${api.apiEndpoint}/health`)] }, stack);
    const [, parts] = configOf(template)['Fn::Join'];
    const text = parts.map((part: unknown) => (typeof part === 'string' ? part : 'TOKEN')).join('');
    expect(parseHealthConfig(text).checks[0]?.url).toMatch(/TOKEN.*\/health$/);
  });
});

describe('the alarms', () => {
  test('are on the health score and on failed runs, with the tags of the house', () => {
    const { Unhealthy, Degraded, FailedRuns } = alarmsOf(synth().template);
    expect(Unhealthy).toMatchObject({
      Namespace: 'Sightline',
      MetricName: 'HealthScore',
      Dimensions: [
        { Name: 'service', Value: 'checkout' },
        { Name: 'environment', Value: 'prod' },
      ],
      Statistic: 'Average',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 50,
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'ignore',
      Tags: expect.arrayContaining([
        { Key: 'sightline:service', Value: 'checkout' },
        { Key: 'sightline:environment', Value: 'prod' },
        { Key: 'sightline:severity', Value: 'high' },
        { Key: 'sightline:role', Value: 'page' },
      ]),
    });
    expect(Unhealthy.AlarmDescription).toMatch(/^checkout scores below 50 of 100 in its health checks\.\n/);
    expect(Unhealthy).not.toHaveProperty('AlarmActions');
    expect(Degraded).toMatchObject({ Threshold: 100, DatapointsToAlarm: 5 });
    expect(FailedRuns).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Errors' });
    expect(FailedRuns.Dimensions[0]).toMatchObject({
      Name: 'FunctionName',
      Value: { Ref: expect.stringMatching(/^Health/) },
    });
  });

  test('follow interval, namespace, topic and tuning', () => {
    const stack = newStack();
    const tune = { Unhealthy: { threshold: 30 }, Degraded: { enabled: false } };
    const notify = new Topic(stack, 'Topic');
    const { template, made } = synth({ interval: Duration.minutes(5), namespace: 'Shop', notify, tune }, stack);
    const { Unhealthy, ...others } = alarmsOf(template);
    expect(Object.keys(others)).toEqual(['NoChecks', 'FailedRuns']);
    expect(made.alarms).toHaveLength(3);
    expect(Unhealthy).toMatchObject({ Period: 300, Namespace: 'Shop', Threshold: 30 });
    expect(Unhealthy.AlarmActions).toEqual(Unhealthy.OKActions);
    expect(Unhealthy.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
    expect(Unhealthy.AlarmDescription).toContain('Time to detect: 15 min');
    expect(only(template, 'AWS::Events::Rule').ScheduleExpression).toBe('rate(5 minutes)');
    const { SIGHTLINE_NAMESPACE } = only(template, 'AWS::Lambda::Function').Environment.Variables;
    expect(SIGHTLINE_NAMESPACE).toBe('Shop');
  });

  test('are refused where they would look back longer than a week', () => {
    const tune = { Degraded: { evaluationPeriods: 169 } };
    expect(() => synth({ interval: Duration.hours(1), tune })).toThrow(
      "'evaluationPeriods' must be an integer between 1 and 168",
    );
  });
});

describe('the door', () => {
  test.each<[string, HttpHealthCheckOptions, string]>([
    ['ftp://a.example', {}, 'api: the URL must begin with https://, http:// or tcp://, got "ftp://a.example"'],
    ['tcp://a.example:80', {}, 'must begin with https:// or http://, got'],
    ['http://169.254.169.254/latest', {}, 'must not lead to the link-local address 169.254.169.254'],
    ['https://me:secret@a.example', {}, 'must not hold a user name or password'],
    ['https://a.example', { expectedStatus: 99 }, "'expectedStatus' must be between 100 and 599, got 99"],
    ['https://a.example', { expectedText: '' }, "'expectedText' must have 1 to 200 characters, got 0"],
    ['https://a.example', { timeout: Duration.millis(99) }, "'timeout' must be between 100 ms and 30 s, got 99 ms"],
    ['https://a.example', { timeout: Duration.seconds(31) }, "'timeout' must be"],
    ['https://a.example', { weight: -1 }, "'weight' must be 0, or between 0.01 and 1000, got -1"],
    ['https://a.example', { weight: Number.NaN }, "'weight' must be"],
  ])('of a check refuses %s with %p', (url, options, message) => {
    expect(() => HealthCheck.http('api', url, options)).toThrow(message);
  });

  test.each([
    ['db.internal', 0.5],
    ['db.internal/x', 80],
    ['', 80],
    ['db.internal', 70_000],
    ['169.254.169.254', 80],
  ])('of a connection refuses %p, %p', (host, port) => {
    expect(() => HealthCheck.tcp('db', host, port)).toThrow('HealthCheck db: the URL');
  });

  test('refuses names that do not fit or meet', () => {
    expect(() => HealthCheck.http('a b', 'https://a.example')).toThrow("'name of the health check' must be 1 to 64");
    expect(() => synth({ checks: [API, API] })).toThrow("two of 'checks' are named 'api'; give each its own name");
    expect(() => synth({ service: 'a b' })).toThrow("'service' must be");
    expect(() => synth({ namespace: 'AWS/X' })).toThrow("'namespace' must be");
  });

  test.each([Duration.seconds(30), Duration.seconds(90), Duration.hours(2)])('refuses the interval %p', (interval) => {
    expect(() => synth({ interval })).toThrow("'interval' must be whole minutes from 1 to 60");
  });

  test('counts checks and bytes before the deployment does', () => {
    const many = (count: number, length: number) =>
      Array.from({ length: count }, (_, i) => HealthCheck.http(`c${i}`, `https://a.example/${'x'.repeat(length)}`));
    expect(() => synth({ checks: many(51, 1) })).toThrow("'checks' may have 50 entries at most, got 51");
    expect(() => synth({ checks: many(50, 1) })).not.toThrow();
    expect(() => synth({ checks: many(30, 100) })).toThrow(/of its 30 checks has \d+ bytes, 3000 are allowed/);
  });
});
