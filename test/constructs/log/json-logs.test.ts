import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type JsonLogsOptions, useJsonLogs } from '../../../lib/constructs/log/json-logs';
import { newFunction, newStack, resources } from '../template';
import { middlewareLines } from './lines';

function synth(options?: JsonLogsOptions, environment: Record<string, string> = {}) {
  const stack = newStack();
  const fn = newFunction(stack, 'Fn', { environment, logGroup: new LogGroup(stack, 'Log') });
  useJsonLogs(fn, options);
  return Object.values(resources(Template.fromStack(stack), 'AWS::Lambda::Function'))[0];
}

test('lets all lines of the code through, and keeps the log group', () => {
  expect(synth().LoggingConfig).toEqual({
    LogFormat: 'JSON',
    ApplicationLogLevel: 'TRACE',
    SystemLogLevel: 'INFO',
    LogGroup: { Ref: expect.stringMatching(/^Log/) },
  });
});

test('keeps the level of the middleware, which would follow that of Lambda', () => {
  expect(synth().Environment.Variables.SIGHTLINE_LOG_LEVEL).toBe('INFO');
  const own = { SIGHTLINE_LOG_LEVEL: 'DEBUG' };
  expect(synth(undefined, own).Environment.Variables).toEqual(own);
});

test('works on an L1 function', () => {
  const stack = newStack();
  const environment = { variables: { MINE: 'x' } };
  const fn = new CfnFunction(stack, 'Fn', {
    code: { zipFile: 'x' },
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    role: 'arn:aws:iam::111122223333:role/r',
    environment,
  });
  useJsonLogs(fn, { applicationLevel: 'DEBUG', systemLevel: 'WARN' });
  expect(Object.values(resources(Template.fromStack(stack), 'AWS::Lambda::Function'))[0]).toMatchObject({
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' },
    Environment: { Variables: { MINE: 'x', SIGHTLINE_LOG_LEVEL: 'INFO' } },
  });
});

test.each([
  [{ applicationLevel: 'WARN' }, /must be one of TRACE, DEBUG, INFO, got "WARN"; Lambda would throw away the lines/],
  [{ systemLevel: 'ERROR' }, /'systemLevel' must be one of DEBUG, INFO, WARN, got "ERROR"/],
  [{ applicationLevl: 'INFO' }, /there is no option 'applicationLevl'; did you mean 'applicationLevel'\?/],
])('refuses %p', (options, message) => {
  expect(() => synth(options as JsonLogsOptions)).toThrow(message);
});

test('refuses imported functions', () => {
  const far = LambdaFunction.fromFunctionName(newStack(), 'Far', 'far');
  expect(() => useJsonLogs(far)).toThrow("the function 'Checkout/Far' is not defined in this app");
});

/** By the rule of the AWS page on log levels: JSON lines are filtered by their `level`, and have a valid RFC 3339 time. */
test('all levels that are allowed let the metrics of successful requests through; WARN would not', async () => {
  const documents = (await middlewareLines()).map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
  const success = documents.filter(({ Faults }) => Faults === 0);
  expect(success.map(({ level }) => level)).toEqual(['INFO']);
  for (const { timestamp } of documents) expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
