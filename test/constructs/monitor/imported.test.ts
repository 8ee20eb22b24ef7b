import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { Observability } from '../../../lib';
import { newFunction, newStack, resources } from '../template';

function observe(stack: Stack): Observability {
  return new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod' });
}

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:123456789012:${name}`;

test.each<[string, (stack: Stack) => IConstruct, string, string]>([
  ['function', (s) => LambdaFunction.fromFunctionName(s, 'X', 'charge'), 'FunctionName', 'charge'],
  ['queue', (s) => Queue.fromQueueArn(s, 'X', arn('sqs', 'work')), 'QueueName', 'work'],
  ['topic', (s) => Topic.fromTopicArn(s, 'X', arn('sns', 'news')), 'TopicName', 'news'],
  ['table', (s) => Table.fromTableName(s, 'X', 'orders'), 'TableName', 'orders'],
  ['HTTP API', (s) => HttpApi.fromHttpApiAttributes(s, 'X', { httpApiId: 'abc' }), 'ApiId', 'abc'],
  [
    'state machine',
    (s) => StateMachine.fromStateMachineArn(s, 'X', arn('states', 'stateMachine:flow')),
    'StateMachineArn',
    arn('states', 'stateMachine:flow'),
  ],
])('an imported %s is watched by its name, found or passed', (_, make, name, value) => {
  for (const how of ['monitor', 'monitorScope'] as const) {
    const stack = newStack();
    const made = make(stack);
    const obs = observe(stack);
    if (how === 'monitor') obs.monitor(made);
    else expect(obs.monitorScope(stack).monitored).toMatchObject([{ path: 'Checkout/X' }]);
    const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    const own = alarms.filter(({ Dimensions }) => Dimensions.some(({ Name }: { Name: string }) => Name === name));
    expect(own.length).toBeGreaterThan(0);
    for (const alarm of own) expect(alarm.Dimensions).toContainEqual({ Name: name, Value: value });
  }
});

test('an imported function is told of by a warning, as it cannot be told who it is', () => {
  const stack = newStack();
  const fn = LambdaFunction.fromFunctionName(stack, 'Legacy', 'legacy');
  observe(stack).monitor(fn);
  Annotations.fromStack(stack).hasWarning('/Checkout/Legacy', Match.stringLikeRegexp('SIGHTLINE_SERVICE=checkout'));
});

test('two imports of one thing get one set of alarms', () => {
  const stack = newStack();
  for (const id of ['A', 'B']) LambdaFunction.fromFunctionName(stack, id, 'legacy');
  const obs = observe(stack);
  const report = obs.monitorScope(stack);
  expect(report.monitored).toHaveLength(2);
  const names = obs.createdAlarms().map(({ id }) => id);
  expect(names.filter((id) => id === 'Throttles')).toHaveLength(1);
});

test('what a type is watched for on request only is left alone by monitorScope, imported or not', () => {
  const stack = newStack();
  LogGroup.fromLogGroupName(stack, 'Logs', '/aws/lambda/x');
  new LogGroup(stack, 'Own');
  const obs = observe(stack);
  expect(obs.monitorScope(stack).monitored).toEqual([]);
  expect(() => obs.monitor(stack.node.findChild('Own'))).not.toThrow();
});

test('asking for what is imported adds nothing to the app', () => {
  const stack = newStack();
  const fn = LambdaFunction.fromFunctionName(stack, 'Legacy', 'legacy');
  Bucket.fromBucketName(stack, 'Files', 'files');
  newFunction(stack, 'Fn').addAlias('live');
  const before = fn.node.findAll().length;
  observe(stack).monitorScope(stack);
  expect(fn.node.findAll()).toHaveLength(before);
});
