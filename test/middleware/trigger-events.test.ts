import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readAnyTrigger as readTrigger } from '../../lib/middleware/trigger/any';
import type { Trigger } from '../../lib/middleware/trigger/kind';

type Document = Readonly<Record<string, unknown>>;

const EVENTS = join(__dirname, 'events');

const W3C = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'congo=t61rcWkgMzE',
  baggage: 'userId=alice',
};
const { traceparent } = W3C;
const correlationId = 'order-7';
const at = (time: string) => ({ oldestRecordMs: Date.parse(time) });

/** Every sample event, with everything that it tells. */
const TRIGGERS: Readonly<Record<string, Trigger>> = {
  'http-api-v2': {
    operation: 'ANY /my/{path}',
    kind: 'http',
    method: 'POST',
    correlationId,
    ...W3C,
    xrayHeader: 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
  },
  'http-api-v1': { operation: 'GET /my/{path}', kind: 'http', method: 'GET' },
  'http-api-v1-default-route': { operation: 'HTTP', kind: 'http', method: 'GET' },
  'rest-api': {
    operation: 'GET /orders/{orderId}',
    kind: 'http',
    method: 'GET',
    correlationId,
    traceparent,
    xrayHeader: 'Root=1-5e66d96f-7491f09xmpl79d18acf3d050',
  },
  websocket: { operation: 'websocket sendMessage', kind: 'websocket' },
  'function-url': {
    operation: 'HTTP',
    kind: 'http',
    method: 'POST',
    xrayHeader: 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
  },
  alb: {
    operation: 'HTTP',
    kind: 'http',
    method: 'GET',
    correlationId,
    xrayHeader: 'Root=1-5c536348-3d683b8b04734faae651f476',
  },
  'alb-multi-value': {
    operation: 'HTTP',
    kind: 'http',
    method: 'GET',
    correlationId,
    xrayHeader: 'Root=1-5c536348-3d683b8b04734faae651f476',
  },
  'vpc-lattice': { operation: 'HTTP', kind: 'http', method: 'GET', correlationId },
  sqs: {
    operation: 'sqs my-queue',
    kind: 'sqs',
    correlationId,
    ...W3C,
    batchSize: 2,
    oldestRecordMs: 1545082640000,
    xrayHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  },
  'sns-in-sqs': { operation: 'sqs sightline-ingest', kind: 'sqs', batchSize: 1, oldestRecordMs: 1570035881073 },
  'eventbridge-in-sqs': {
    operation: 'sqs my-queue',
    kind: 'sqs',
    batchSize: 1,
    oldestRecordMs: 1545082649183,
    xrayHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  },
  sns: { operation: 'sns sightline-alarms', kind: 'sns', batchSize: 1, ...at('2019-10-02T17:04:41.022Z') },
  kinesis: { operation: 'kinesis lambda-stream', kind: 'kinesis', batchSize: 2, oldestRecordMs: 1545084650987 },
  dynamodb: { operation: 'dynamodb ExampleTable', kind: 'dynamodb', batchSize: 2, oldestRecordMs: 1479499741000 },
  s3: { operation: 's3 amzn-s3-demo-bucket', kind: 's3', batchSize: 1, ...at('2019-09-03T19:37:27.192Z') },
  's3-eventbridge': { operation: 'Object Created', kind: 'eventbridge', ...at('2021-11-12T00:00:00Z') },
  eventbridge: { operation: 'CloudWatch Alarm State Change', kind: 'eventbridge', ...at('2019-10-02T17:04:40Z') },
  'eventbridge-custom': {
    operation: 'myDetailType',
    kind: 'eventbridge',
    correlationId,
    traceparent,
    ...at('2021-08-18T17:35:00Z'),
  },
  'scheduled-rule': { operation: 'schedule', kind: 'schedule', ...at('2019-03-01T01:23:45Z') },
  'scheduler-default': { operation: 'schedule', kind: 'schedule', ...at('2024-11-07T22:05:00Z') },
  'scheduler-input': {
    operation: 'schedule',
    kind: 'schedule',
    correlationId: 'd32c5kddcf5bb8c3',
    ...at('2022-03-22T18:59:43Z'),
  },
  'states-context': { operation: 'states stateMachineName', kind: 'states', correlationId: 'executionName' },
  'states-jsonata': { operation: 'states stateMachineName', kind: 'states', correlationId, traceparent },
  firehose: {
    operation: 'firehose delivery-stream-name',
    kind: 'firehose',
    batchSize: 2,
    oldestRecordMs: 1664029185290,
  },
  logs: { operation: 'logs', kind: 'logs' },
  alarm: { operation: 'alarm', kind: 'alarm', ...at('2019-10-02T17:04:40.989Z') },
  cognito: { operation: 'cognito PreSignUp_SignUp', kind: 'cognito' },
  appsync: {
    operation: 'appsync Query.getPost',
    kind: 'appsync',
    correlationId,
    xrayHeader: 'Root=1-5fcdaa42-3b7a',
  },
  'appsync-batch': {
    operation: 'appsync Query.getPost',
    kind: 'appsync',
    correlationId,
    batchSize: 3,
    xrayHeader: 'Root=1-5fcdaa42-3b7a',
  },
  cloudformation: {
    operation: 'cloudformation Custom::MyCustomResourceType',
    kind: 'cloudformation',
    correlationId: 'unique-request-id',
  },
  msk: {
    operation: 'kafka mytopic',
    kind: 'kafka',
    correlationId,
    traceparent,
    batchSize: 3,
    oldestRecordMs: 1545084650000,
  },
  'self-managed-kafka': { operation: 'kafka mytopic', kind: 'kafka', batchSize: 1, oldestRecordMs: 1545084650990 },
  activemq: { operation: 'mq testQueue', kind: 'mq', correlationId, batchSize: 2, oldestRecordMs: 1598827811900 },
  rabbitmq: { operation: 'mq pizzaQueue', kind: 'mq', correlationId, batchSize: 1 },
};

test.each(Object.entries(TRIGGERS))('the sample event %s tells its trigger', (name, trigger) => {
  expect(readTrigger(sample(name))).toEqual(trigger);
});

test('every sample event is read', () => {
  const names = readdirSync(EVENTS).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
  expect(names.sort()).toEqual(Object.keys(TRIGGERS).sort());
});

test('a sample event with any value in any place makes texts and numbers, and never throws', () => {
  const samples = Object.keys(TRIGGERS).map(sample);
  const values = fc.anything({
    withBigInt: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.array(fc.nat()), values, (event, path, value) => {
      const { kind, operation, batchSize, oldestRecordMs, ...texts } = readTrigger(replaced(event, path, value));
      expect(typeof operation).toBe('string');
      expect(kind).toMatch(/^[a-z0-9]+$/);
      expect([batchSize, oldestRecordMs].every((number) => number === undefined || Number.isInteger(number))).toBe(
        true,
      );
      expect(Object.values(texts).every((text) => text === undefined || typeof text === 'string')).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

function sample(name: string): unknown {
  return JSON.parse(readFileSync(join(EVENTS, `${name}.json`), 'utf8'));
}

/** The event with `value` at the end of the path, whose steps are positions among the members. */
function replaced(event: unknown, [step, ...rest]: readonly number[], value: unknown): unknown {
  if (step === undefined || typeof event !== 'object' || event === null) return value;
  const keys = Object.keys(event);
  const key = keys[step % keys.length];
  if (key === undefined) return value;
  const member = replaced((event as Document)[key], rest, value);
  return Array.isArray(event) ? event.with(Number(key), member) : { ...event, [key]: member };
}
