import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IncidentResponse } from '../../../lib/constructs/incident/incident-response';
import { TraceAnalysis, type TraceAnalysisProps } from '../../../lib/constructs/trace/trace-analysis';
import { readTraceSettings } from '../../../lib/core/trace/settings';
import { ensureBundles, newStack, type Properties } from '../template';

beforeAll(ensureBundles);

function synth(props: TraceAnalysisProps | ((stack: ReturnType<typeof newStack>) => TraceAnalysisProps) = {}) {
  const stack = newStack();
  const made = new TraceAnalysis(stack, 'Traces', typeof props === 'function' ? props(stack) : props);
  return { made, template: Template.fromStack(stack) };
}

const variablesOf = (template: Template) => {
  const [analyze] = Object.values(template.findResources('AWS::Lambda::Function')) as [Properties];
  return analyze.Properties.Environment.Variables as Record<string, string>;
};
const actionsOf = (template: Template) =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties: { PolicyDocument } }) =>
    PolicyDocument.Statement.flatMap(({ Action }: Properties) => Action),
  );

const HUB = IncidentResponse.fromHubName('ops');

test('by default it reads a sample every five minutes, and tells the default bus', () => {
  const { made, template } = synth();
  expect(made.analysisName).toBe('sightline');
  expect(readTraceSettings(variablesOf(template))).toEqual({
    maxTraces: 200,
    role: 'signal',
    targetsMs: new Map(),
    logGroups: [],
  });
  expect(variablesOf(template)).toMatchObject({ SIGHTLINE_TRACE_BUS: 'default', SIGHTLINE_TRACE_RETENTION_DAYS: '14' });
  template.resourceCountIs('AWS::Events::Rule', 1);
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline-trace-tables/sightline' });
  const actions = actionsOf(template);
  expect(actions).toEqual(
    expect.arrayContaining(['xray:GetTraceSummaries', 'xray:BatchGetTraces', 'xray:GetServiceGraph']),
  );
  expect(actions).not.toEqual(expect.arrayContaining(['logs:StartQuery']));
  expect(actions).not.toEqual(expect.arrayContaining(['ssm:PutParameter']));
});

test('with a hub it hears of deploys, tells its bus, and writes the map that the hub reads', () => {
  const { template } = synth({ incidents: HUB });
  expect(variablesOf(template)).toMatchObject({ SIGHTLINE_TRACE_BUS: 'ops', SIGHTLINE_TRACE_HUB: 'ops' });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: 'ops',
    EventPattern: { source: ['sightline'], 'detail-type': ['Sightline Deploy'] },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'ssm:PutParameter',
          Resource: {
            'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':parameter/sightline-topology/ops$')])],
          },
        }),
      ]),
    },
  });
});

test('log groups that are given are searched, and no others', () => {
  const { template } = synth((stack) => ({
    logGroups: [LogGroup.fromLogGroupName(stack, 'Orders', '/aws/lambda/orders')],
  }));
  expect(readTraceSettings(variablesOf(template)).logGroups).toEqual(['/aws/lambda/orders']);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'logs:StartQuery',
          Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('log-group:/aws/lambda/orders')])] },
        }),
      ]),
    },
  });
});

test('targets reach the function in milliseconds', () => {
  const { template } = synth({ targets: { 'checkout/prod': Duration.seconds(2) }, role: 'ticket', maxTraces: 50 });
  expect(readTraceSettings(variablesOf(template))).toMatchObject({
    targetsMs: new Map([['checkout/prod', 2_000]]),
    role: 'ticket',
    maxTraces: 50,
  });
});

test('its alarms tell that nothing is analysed, and that runs fail', () => {
  const { made, template } = synth((stack) => ({
    notify: new Topic(stack, 'Pager'),
    tune: { FailedRuns: { threshold: 2 } },
  }));
  expect(made.alarms).toHaveLength(2);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Sightline',
    MetricName: 'TracesAnalyzed',
    Dimensions: [{ Name: 'analysis', Value: 'sightline' }],
    Statistic: 'SampleCount',
    TreatMissingData: 'breaching',
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Pager') }],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Threshold: 2,
  });
});

test('the table stays, expires what is old, and is encrypted with the key that is given', () => {
  const { template } = synth((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});

test.each<[string, TraceAnalysisProps, string]>([
  ['a name with a blank', { name: 'a b' }, 'name'],
  ['an unknown option', { colour: 'red' } as never, "'colour'"],
  ['too few traces', { maxTraces: 9 }, "'maxTraces' must be a whole number from 10 to 500, got 9"],
  ['a role that is none', { role: 'loud' as never }, "'role' must be one of page, ticket, signal"],
  ['half a day of retention', { retention: Duration.hours(12) }, 'days of retention'],
  [
    'a target without environment',
    { targets: { checkout: Duration.seconds(1) } },
    "must be service and environment such as 'checkout/prod'",
  ],
  ['a target of nothing', { targets: { 'a/b': Duration.millis(0) } }, "'targets.a/b' must be a Duration above zero"],
  [
    'too many targets',
    { targets: Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`a/${index}`, Duration.seconds(1)])) },
    "at most 40 'targets' fit, got 41",
  ],
  ['too many log groups', { logGroups: Array(51).fill({}) as never }, "at most 50 'logGroups'"],
])('refuses %s', (_, props, message) => {
  expect(() => synth(props)).toThrow(message);
});
