import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { PutMetricData } from '../../../lib/adapters/aws/put-metric-data';
import type { Datum } from '../../../lib/core/signal/aggregate/datum';

const client = new CloudWatchClient({ region: 'eu-west-1' });
const cloudWatch = mockClient(client);
const metricData = new PutMetricData({ client });
const DATUM: Datum = {
  name: 'Latency',
  dimensions: [['service', 'checkout']],
  unit: 'Milliseconds',
  resolution: 60,
  timestampMs: 1_700_000_040_000,
  values: [1.5, 3],
  counts: [2, 1],
  level: 3,
};

beforeEach(() => {
  cloudWatch.reset();
  cloudWatch.on(PutMetricDataCommand).resolves({});
});

test('puts values with counts, or a statistic set', async () => {
  const set: Datum = { ...DATUM, resolution: 1, values: undefined, counts: undefined, set: [3, 6, 1, 4] };
  expect(await metricData.put('Shop', [DATUM, set])).toEqual({ status: 'stored' });
  const common = {
    MetricName: 'Latency',
    Dimensions: [{ Name: 'service', Value: 'checkout' }],
    Timestamp: new Date(1_700_000_040_000),
    Unit: 'Milliseconds',
  };
  expect(cloudWatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input).toEqual({
    Namespace: 'Shop',
    MetricData: [
      { ...common, StorageResolution: 60, Values: [1.5, 3], Counts: [2, 1] },
      { ...common, StorageResolution: 1, StatisticValues: { SampleCount: 3, Sum: 6, Minimum: 1, Maximum: 4 } },
    ],
  });
});

const NOT_STORED = { status: 'unavailable', mayBeStored: false };
const PERHAPS = { status: 'unavailable', mayBeStored: true };
test.each<[string, number | undefined, object]>([
  ['Throttling', 400, NOT_STORED],
  ['ThrottlingException', 400, NOT_STORED],
  ['LimitExceededException', 400, NOT_STORED],
  ['TooMany', 429, NOT_STORED],
  ['InternalServiceFault', 500, PERHAPS],
  ['ServiceUnavailable', 503, PERHAPS],
  ['TimeoutError', undefined, PERHAPS],
  ['Error', undefined, PERHAPS],
  ['InvalidParameterValueException', 400, { status: 'rejected' }],
  ['InvalidParameterCombinationException', 400, { status: 'rejected' }],
  ['MissingRequiredParameterException', 400, { status: 'rejected' }],
  ['ValidationError', 400, { status: 'rejected' }],
  ['RequestEntityTooLarge', 413, { status: 'rejected' }],
  ['AccessDenied', 403, { status: 'denied' }],
  ['UnrecognizedClientException', 400, { status: 'denied' }],
  ['CredentialsProviderError', undefined, { status: 'denied' }],
])('%s (%s) is an outcome, not an exception', async (name, httpStatusCode, outcome) => {
  cloudWatch.on(PutMetricDataCommand).rejects(Object.assign(new Error('why'), { name, $metadata: { httpStatusCode } }));
  expect(await metricData.put('Shop', [DATUM])).toEqual({ ...outcome, reason: `${name}: why` });
});
