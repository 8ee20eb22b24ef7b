import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { isBareFunctionName } from '../../../lib/core/catalog/function-name';
import { LAMBDA_ALIAS, LAMBDA_VERSION } from '../../../lib/core/catalog/lambda-alias';
import { LAMBDA_INVOKE_CONFIG } from '../../../lib/core/catalog/lambda-async';
import { LAMBDA_CONCURRENCY } from '../../../lib/core/catalog/lambda-concurrency';
import { LAMBDA_FUNCTION } from '../../../lib/core/catalog/lambda-function';
import { LAMBDA_KAFKA_MAPPING } from '../../../lib/core/catalog/lambda-kafka-mapping';
import { LAMBDA_MAPPING_COUNTS } from '../../../lib/core/catalog/lambda-mapping-counts';
import { LAMBDA_STREAM_MAPPING } from '../../../lib/core/catalog/lambda-stream-mapping';
import { LAMBDA_URL } from '../../../lib/core/catalog/lambda-url';
import { readProperties } from '../../../lib/core/catalog/properties';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { sampleAlarms } from './sample';

const thresholdsOf = <Facts>(entry: CatalogEntry<Facts>, properties: Record<string, unknown>) =>
  Object.fromEntries(sampleAlarms(entry, properties).map(({ id, threshold }) => [id, threshold]));

const takes = <Facts>(entry: CatalogEntry<Facts>, properties: unknown) =>
  entry.resource?.when?.(readProperties(properties)) ?? true;

const ALWAYS = { FaultRate: 0.05, Throttles: 1 };
/** Where a small reserve throttles by design. */
const UNTHROTTLED = { FaultRate: 0.05, DurationNearTimeout: 2400 };

test.each([
  ['nothing set: the timeout is 3 s', {}, { DurationNearTimeout: 2400 }],
  ['a reserve of 25', { ReservedConcurrentExecutions: 25 }, { DurationNearTimeout: 2400, ConcurrencyNearReserved: 22 }],
  [
    'a reserve of 10, the smallest',
    { ReservedConcurrentExecutions: '10' },
    {
      DurationNearTimeout: 2400,
      ConcurrencyNearReserved: 9,
    },
  ],
  [
    'a reserve known at deploy time',
    { ReservedConcurrentExecutions: { Ref: 'Reserve' } },
    { DurationNearTimeout: 2400 },
  ],
  [
    'a dead-letter queue',
    { Timeout: 60, DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
    {
      DurationNearTimeout: 48_000,
      DeadLetterErrors: 1,
      AsyncEventsDropped: 1,
      AsyncEventAge: 900_000,
    },
  ],
  ['loops stopped', { RecursiveLoop: 'Terminate' }, { DurationNearTimeout: 2400, RecursiveLoop: 1 }],
  ['loops allowed, which has no metric', { RecursiveLoop: 'Allow' }, { DurationNearTimeout: 2400 }],
  ['a timeout known at deploy time', { Timeout: { Ref: 'Timeout' } }, {}],
])('a function pays for alarms that can fire: %s', (_, properties, more) => {
  expect(thresholdsOf(LAMBDA_FUNCTION, properties)).toEqual({ ...ALWAYS, ...more });
});

test.each([0, 1, 9, '9'])('a reserve of %p is meant to throttle, and nobody is woken for it', (reserve) => {
  expect(thresholdsOf(LAMBDA_FUNCTION, { ReservedConcurrentExecutions: reserve })).toEqual(UNTHROTTLED);
});

test('an imported function, of which nothing is known, has the two alarms that need no facts', () => {
  const facts = LAMBDA_FUNCTION.resource?.facts?.(readProperties(undefined)) ?? {};
  const resource = { label: 'Charge', namespace: 'S', facts, dimensions: { default: { FunctionName: 'charge' } } };
  expect(resolveAlarms(LAMBDA_FUNCTION, resource).map(({ id }) => id)).toEqual(['FaultRate', 'Throttles']);
});

test('the drops of a function that says nothing of failures are watched as soon as a threshold is given', () => {
  const resource = { label: 'Resize', namespace: 'S', facts: {}, dimensions: { default: { FunctionName: 'resize' } } };
  const alarms = resolveAlarms(LAMBDA_FUNCTION, resource, { AsyncEventsDropped: { threshold: 1 } });
  expect(alarms.map(({ id }) => id)).toContain('AsyncEventsDropped');
});

test.each([
  ['at most a quarter of an hour', {}, 900_000],
  ['half of a short maximum age', { MaximumEventAgeInSeconds: 600 }, 300_000],
  ['a quarter of an hour of a long one', { MaximumEventAgeInSeconds: 7200 }, 900_000],
])('asynchronous events may wait %s', (_, properties, threshold) => {
  expect(thresholdsOf(LAMBDA_INVOKE_CONFIG, { FunctionName: 'f', ...properties })).toEqual({
    AsyncEventsDropped: 1,
    AsyncEventAge: threshold,
  });
});

test('a success destination can fail, too', () => {
  const properties = { FunctionName: 'f', DestinationConfig: { OnSuccess: { Destination: 'arn' } } };
  expect(thresholdsOf(LAMBDA_INVOKE_CONFIG, properties)).toHaveProperty('DestinationDeliveryFailures', 1);
});

test('provisioned concurrency is watched only where there is some', () => {
  expect(thresholdsOf(LAMBDA_ALIAS, { FunctionName: 'f', Name: 'live' })).toEqual({});
  expect(takes(LAMBDA_ALIAS, { FunctionName: 'f', Name: 'live' })).toBe(true);
  expect(takes(LAMBDA_VERSION, { FunctionName: 'f' })).toBe(false);
  expect(takes(LAMBDA_VERSION, { FunctionName: 'f', ProvisionedConcurrencyConfig: {} })).toBe(true);
});

test.each([
  ['charge', true],
  [{ Ref: 'Charge' }, true],
  [{ 'Fn::ImportValue': 'Stack:ChargeRef' }, true],
  ['arn:aws:lambda:us-east-1:123456789012:function:charge', false],
  ['charge:live', false],
  [{ 'Fn::GetAtt': ['Charge', 'Arn'] }, false],
  [{ 'Fn::Join': [':', [{ Ref: 'Charge' }, 'live']] }, false],
  [{ 'Fn::Sub': ['<Charge>:live', {}] }, false],
])('%j is a bare function name: %s', (FunctionName, expected) => {
  expect(isBareFunctionName(readProperties({ FunctionName }), 'FunctionName')).toBe(expected);
  expect(takes(LAMBDA_ALIAS, { FunctionName, Name: 'live' })).toBe(expected);
  expect(takes(LAMBDA_INVOKE_CONFIG, { FunctionName })).toBe(expected);
  expect(takes(LAMBDA_STREAM_MAPPING, { FunctionName, StartingPosition: 'LATEST' })).toBe(expected);
});

test.each([
  [{ 'Fn::GetAtt': ['Charge', 'Arn'] }, true],
  ['arn:aws:lambda:us-east-1:123456789012:function:charge', true],
  ['charge', false],
  ['123456789012:function:charge', false],
  [{ Ref: 'Charge' }, false],
])('the function of a URL is read off an ARN only: %j is %s', (TargetFunctionArn, expected) => {
  expect(takes(LAMBDA_URL, { TargetFunctionArn })).toBe(expected);
});

test.each([
  ['no batching', {}, 300_000],
  ['a batching window', { MaximumBatchingWindowInSeconds: 60 }, 360_000],
  ['a tumbling window', { TumblingWindowInSeconds: 900 }, 1_200_000],
  ['records that are given up soon', { MaximumRecordAgeInSeconds: 120 }, 60_000],
  ['records that are kept for ever', { MaximumRecordAgeInSeconds: -1 }, 300_000],
])('stream records may be late: %s', (_, properties, threshold) => {
  const mapping = { FunctionName: 'f', StartingPosition: 'LATEST', ...properties };
  expect(thresholdsOf(LAMBDA_STREAM_MAPPING, mapping)).toEqual({ RecordAge: threshold });
});

const COUNTED = { FunctionName: 'f', MetricsConfig: { Metrics: ['EventCount'] } };
const STREAM = { ...COUNTED, StartingPosition: 'LATEST' };
const KAFKA = { ...STREAM, Topics: ['orders'] };

test.each([
  ['queue without metrics', { FunctionName: 'f' }, []],
  ['queue with metrics', COUNTED, ['Lambda event source mapping']],
  ['stream without metrics', { FunctionName: 'f', StartingPosition: 'LATEST' }, ['Lambda stream mapping']],
  ['stream with metrics', STREAM, ['Lambda stream mapping', 'Lambda event source mapping']],
  ['Kafka', KAFKA, ['Lambda event source mapping', 'Lambda Kafka mapping']],
  ['hostile metrics', { FunctionName: 'f', MetricsConfig: { Metrics: { __proto__: ['EventCount'] } } }, []],
])('a mapping of a %s is what it publishes', (_, properties, titles) => {
  const entries = [LAMBDA_STREAM_MAPPING, LAMBDA_MAPPING_COUNTS, LAMBDA_KAFKA_MAPPING] as CatalogEntry<never>[];
  expect(entries.filter((entry) => takes(entry, properties)).map(({ title }) => title)).toEqual(titles);
});

test('only mappings that give events up have alarms on it', () => {
  expect(Object.keys(thresholdsOf(LAMBDA_MAPPING_COUNTS, COUNTED))).toEqual(['FailedEvents']);
  expect(Object.keys(thresholdsOf(LAMBDA_MAPPING_COUNTS, STREAM))).toEqual(['FailedEvents', 'DroppedEvents']);
  expect(thresholdsOf(LAMBDA_KAFKA_MAPPING, KAFKA)).toEqual({});
});

test.each([
  [{}, 800],
  [{ limit: 10 }, 8],
  [{ limit: 5000 }, 4000],
])("the account's concurrency with %j alarms at %d", (facts, threshold) => {
  const resource = { label: 'Account', namespace: 'S', facts, dimensions: { default: {} } };
  expect(resolveAlarms(LAMBDA_CONCURRENCY, resource)).toMatchObject([{ threshold, metric: { dimensions: {} } }]);
});
