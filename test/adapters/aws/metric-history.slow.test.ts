import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  InternalServiceFault,
  InvalidNextToken,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import {
  type HistoryChunk,
  type MetricHistoryOptions,
  mergeHistory,
  planHistoryChunks,
  readHistoryChunk,
  readMetricHistory,
} from '../../../lib/adapters/aws/metric-history';

const client = new CloudWatchClient({ region: 'eu-west-1' });
const cloudWatch = mockClient(client);
const calls = () => cloudWatch.commandCalls(GetMetricDataCommand).map((call) => call.args[0].input);

const START_MS = Date.UTC(2026, 10, 20);
const NOW_MS = START_MS + 86_400_000;
const MINUTE_MS = 60_000;

const query = (name: string, periodSeconds = 60) => ({
  key: name,
  metric: { namespace: 'N', name, dimensions: { d: '1' } },
  statistic: 'Sum',
  periodSeconds,
});

function request(names: readonly string[], minutes = 3) {
  const queries = names.map((name) => query(name));
  return { queries, startMs: START_MS, endMs: START_MS + minutes * MINUTE_MS, nowMs: NOW_MS };
}

let waits: { waitMs: number; why: string }[];
const options = (more: MetricHistoryOptions = {}): MetricHistoryOptions => ({
  sleep: async () => undefined,
  random: () => 1,
  onWait: (wait) => waits.push(wait),
  ...more,
});

beforeEach(() => {
  cloudWatch.reset();
  waits = [];
});

/** Values at minutes after the start. */
function result(Id: string | undefined, values: Record<number, number>, more: Partial<MetricDataResult> = {}) {
  const minutes = Object.keys(values).map(Number);
  return {
    Id,
    Timestamps: minutes.map((minute) => new Date(START_MS + minute * MINUTE_MS)),
    Values: minutes.map((minute) => values[minute] as number),
    StatusCode: 'Complete' as const,
    ...more,
  };
}

/** A whole CloudWatch: every query has one datapoint a period, its value the length of the metric's name. */
function answerEverything(input: GetMetricDataInput): GetMetricDataOutput {
  const startMs = Number(input.StartTime);
  return {
    MetricDataResults: input.MetricDataQueries?.map(({ Id, MetricStat }) => {
      const periodMs = (MetricStat?.Period ?? 0) * 1_000;
      const length = Math.ceil((Number(input.EndTime) - startMs) / periodMs);
      const Timestamps = Array.from({ length }, (_, index) => new Date(startMs + index * periodMs));
      const Values = Timestamps.map(() => MetricStat?.Metric?.MetricName?.length ?? 0);
      return { Id, Timestamps, Values, StatusCode: 'Complete' };
    }),
  };
}

const nameOf = (input: GetMetricDataInput, Id: string | undefined) =>
  input.MetricDataQueries?.find((one) => one.Id === Id)?.MetricStat?.Metric?.MetricName;
const namesIn = (input: GetMetricDataInput) => input.MetricDataQueries?.map(({ Id }) => nameOf(input, Id));

function failure(name: string, httpStatusCode: number, message = 'no') {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

describe('the call', () => {
  test('asks for whole periods, oldest first, a full page at once', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    await readMetricHistory(client, request(['Errors']), options());
    expect(calls()).toEqual([
      {
        MetricDataQueries: [
          {
            Id: 'm0',
            MetricStat: {
              Metric: { Namespace: 'N', MetricName: 'Errors', Dimensions: [{ Name: 'd', Value: '1' }] },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
        StartTime: new Date(START_MS),
        EndTime: new Date(START_MS + 3 * MINUTE_MS),
        ScanBy: 'TimestampAscending',
        MaxDatapoints: 100_800,
        NextToken: undefined,
      },
    ]);
  });

  test('is made as often as 1,201 metrics over two days need, and each metric gets its own values', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    const names = Array.from({ length: 1_201 }, (_, index) => 'x'.repeat(1 + (index % 7)) + index);
    const progress: string[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => progress.push(`${done}/${total}`);
    const twoDays = { ...request(names), startMs: START_MS - 86_400_000, endMs: START_MS + 86_400_000 };
    const { series } = await readMetricHistory(client, twoDays, options({ onProgress }));

    expect(calls()).toHaveLength(36);
    expect(progress).toEqual(Array.from({ length: 36 }, (_, index) => `${index + 1}/36`));
    expect(series.size).toBe(1_201);
    for (const name of names) {
      const { points = [], errors } = series.get(name) ?? {};
      expect(errors).toEqual([]);
      expect(points).toHaveLength(2_880);
      expect(points[0]).toEqual([START_MS - 86_400_000, name.length]);
      expect(points.at(-1)).toEqual([START_MS + 1_439 * MINUTE_MS, name.length]);
    }
  });

  test('reads what two keys ask for in one period once, and answers both', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    const twice = { ...request([]), queries: [query('Errors'), { ...query('Errors'), key: 'again' }] };
    const { series } = await readMetricHistory(client, twice, options());
    expect(calls()[0]?.MetricDataQueries).toHaveLength(1);
    expect(series.get('again')).toEqual(series.get('Errors'));
    expect(series.get('again')?.points).toHaveLength(3);
  });

  test('keeps apart what two keys ask for in different periods', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    const nowMs = START_MS + 40 * 86_400_000;
    const queries = [query('Errors'), { ...query('Errors', 300), key: 'coarse' }];
    const whole = { queries, startMs: START_MS + 60 * MINUTE_MS, endMs: nowMs, nowMs };
    const { series } = await readMetricHistory(client, whole, options());
    for (const { points, parts } of series.values()) {
      const times = points.map(([atMs]) => atMs);
      expect(new Set(times).size).toBe(times.length);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const periods = parts.map(({ startMs, endMs, periodSeconds }) => (endMs - startMs) / (periodSeconds * 1_000));
      expect(times).toHaveLength(periods.reduce((sum, count) => sum + count, 0));
    }
    expect(series.get('coarse')?.parts).toHaveLength(1);
    expect(series.get('Errors')?.parts.map(({ periodSeconds }) => periodSeconds)).toEqual([300, 60]);
    expect(series.get('Errors')?.notes).toHaveLength(1);
  });
});

describe('pages', () => {
  test('are followed to the last, and their points come in time order, each time once', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [
          result('m0', { 1: 11, 0: 10 }, { StatusCode: 'PartialData' }),
          result('m1', { 0: 20 }, { StatusCode: 'PartialData' }),
        ],
        NextToken: 'two',
      })
      .resolvesOnce({
        MetricDataResults: [result('m0', { 1: 11, 2: 12 }), result('m1', {}, { StatusCode: 'PartialData' })],
        NextToken: 'three',
      })
      .resolvesOnce({ MetricDataResults: [result('m1', { 2: 22 })] });
    const { series } = await readMetricHistory(client, request(['a', 'b']), options());
    expect(calls().map(({ NextToken }) => NextToken)).toEqual([undefined, 'two', 'three']);
    expect(series.get('a')?.points).toEqual([
      [START_MS, 10],
      [START_MS + MINUTE_MS, 11],
      [START_MS + 2 * MINUTE_MS, 12],
    ]);
    expect(series.get('b')?.points).toEqual([
      [START_MS, 20],
      [START_MS + 2 * MINUTE_MS, 22],
    ]);
    expect(waits).toEqual([]);
  });

  test('come in time order even from an answer that is not', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [result('m0', { 1: 11 })], NextToken: 'two' })
      .resolvesOnce({ MetricDataResults: [result('m0', { 0: 10 })] });
    const { series } = await readMetricHistory(client, request(['a']), options());
    expect(series.get('a')?.points.map(([, value]) => value)).toEqual([10, 11]);
  });

  test('that name themselves as the next do not turn for ever', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [result('m0', { 0: 1 }, { StatusCode: 'PartialData' })], NextToken: 'same' });
    const { series } = await readMetricHistory(client, request(['a']), options({ maxTries: 2 }));
    expect(calls()).toHaveLength(4);
    expect(series.get('a')?.errors[0]).toContain('incomplete: CloudWatch answered PartialData in 2 tries');
  });

  test('whose token is too old are read again from the start', async () => {
    const tooOld = new InvalidNextToken({ message: 'expired', $metadata: { httpStatusCode: 400 } });
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [result('m0', { 0: 1 }, { StatusCode: 'PartialData' })], NextToken: 'two' })
      .rejectsOnce(tooOld)
      .resolvesOnce({ MetricDataResults: [result('m0', { 0: 1, 1: 2 })] });
    const { series } = await readMetricHistory(client, request(['a']), options());
    expect(calls().map(({ NextToken }) => NextToken)).toEqual([undefined, 'two', undefined]);
    expect(series.get('a')).toMatchObject({
      errors: [],
      points: [
        [START_MS, 1],
        [START_MS + MINUTE_MS, 2],
      ],
    });
  });

  test('bring neither values outside of the time asked for nor values that are no numbers', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [result('m0', { '-1': 9, 0: Number.NaN, 2: 3, 3: 9 }), result('unknown', { 1: 9 })],
    });
    const { series } = await readMetricHistory(client, request(['a']), options());
    expect(series.get('a')?.points).toEqual([[START_MS + 2 * MINUTE_MS, 3]]);
  });
});

describe('incomplete answers', () => {
  test.each(['PartialData', 'InternalError'] as const)(
    'of %s are asked for again, for that metric only',
    async (status) => {
      cloudWatch
        .on(GetMetricDataCommand)
        .resolvesOnce({ MetricDataResults: [result('m0', { 0: 1 }), result('m1', { 0: 1 }, { StatusCode: status })] })
        .resolvesOnce({ MetricDataResults: [result('m1', { 0: 1, 1: 2 })] });
      const { series } = await readMetricHistory(client, request(['a', 'b']), options());
      expect(calls().map(namesIn)).toEqual([['a', 'b'], ['b']]);
      expect(series.get('b')).toMatchObject({
        errors: [],
        points: [
          [START_MS, 1],
          [START_MS + MINUTE_MS, 2],
        ],
      });
      expect(waits).toEqual([{ waitMs: 500, why: '1 series are not complete' }]);
    },
  );

  test('that stay so keep their points and say why there are no more', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake((input: GetMetricDataInput) => ({
      MetricDataResults: input.MetricDataQueries?.map(({ Id }) =>
        result(Id, { 0: 1 }, { StatusCode: nameOf(input, Id) === 'b' ? 'InternalError' : 'Complete' }),
      ),
    }));
    const { series } = await readMetricHistory(client, request(['a', 'b']), options({ maxTries: 3 }));
    expect(series.get('a')).toMatchObject({ errors: [], points: [[START_MS, 1]] });
    expect(series.get('b')).toMatchObject({
      points: [[START_MS, 1]],
      errors: [
        '2026-11-20T00:00:00Z to 2026-11-20T00:03:00Z: incomplete: CloudWatch answered InternalError in 3 tries',
      ],
    });
    expect(calls()).toHaveLength(3);
  });

  test('that leave a metric out are not taken for a metric without data', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    const { series } = await readMetricHistory(client, request(['a']), options({ maxTries: 2 }));
    expect(series.get('a')?.errors[0]).toContain('incomplete: CloudWatch answered nothing in 2 tries');
  });

  test('of Forbidden are final', async () => {
    const Messages = [{ Code: 'Forbidden', Value: 'Authentication too complex' }];
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [result('m0', {}, { StatusCode: 'Forbidden', Messages })] });
    const { series } = await readMetricHistory(client, request(['a']), options());
    expect(calls()).toHaveLength(1);
    expect(series.get('a')?.errors[0]).toContain('Forbidden: Authentication too complex');
  });
});

describe('failing calls', () => {
  test.each([
    failure('ThrottlingException', 400, 'Rate exceeded'),
    failure('Throttling', 400),
    failure('TooManyRequestsException', 429),
    failure('ServiceUnavailable', 503),
    failure('TimeoutError', 0),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    new InternalServiceFault({ message: 'sorry', $metadata: { httpStatusCode: 500 } }),
  ])('that may pass are made again: %s', async (error) => {
    cloudWatch
      .on(GetMetricDataCommand)
      .rejectsOnce(error)
      .rejectsOnce(error)
      .resolves({ MetricDataResults: [result('m0', { 0: 1 })] });
    const { series } = await readMetricHistory(client, request(['a']), options());
    expect(series.get('a')).toMatchObject({ errors: [], points: [[START_MS, 1]] });
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([500, 1_000]);
  });

  test('wait twice as long each time, at most 20 s, all by chance', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(failure('ThrottlingException', 400, 'Rate exceeded'));
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      slept.push(ms);
    };
    await expect(readMetricHistory(client, request(['a']), options({ sleep, random: () => 0.5 }))).rejects.toThrow(
      'Rate exceeded',
    );
    expect(slept).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(waits[0]).toEqual({ waitMs: 250, why: 'ThrottlingException: Rate exceeded' });
  });

  test('in the middle of the pages go on with the page that failed', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [result('m0', { 0: 1 }, { StatusCode: 'PartialData' })], NextToken: 'two' })
      .rejectsOnce(failure('ThrottlingException', 400))
      .resolvesOnce({ MetricDataResults: [result('m0', { 1: 2 })] });
    await readMetricHistory(client, request(['a']), options());
    expect(calls().map(({ NextToken }) => NextToken)).toEqual([undefined, 'two', 'two']);
  });

  test('without permission fail at once', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(failure('AccessDenied', 403, 'not authorized'));
    await expect(readMetricHistory(client, request(['a', 'b']), options())).rejects.toThrow('not authorized');
    expect(calls()).toHaveLength(1);
  });
});

describe('rejected queries', () => {
  test.each([
    'ValidationError',
    'ValidationException',
    'InvalidParameterValueException',
    'InvalidParameterCombination',
  ])('fail alone, whatever their neighbours are: %s', async (name) => {
    const names = Array.from({ length: 64 }, (_, index) => `m${index}`);
    const bad = new Set(['m7', 'm8', 'm40']);
    cloudWatch.on(GetMetricDataCommand).callsFake((input: GetMetricDataInput) => {
      const found = namesIn(input)?.find((one) => bad.has(one ?? ''));
      if (found) throw failure(name, 400, `${found} has no statistic XYZ`);
      return answerEverything(input);
    });
    const { series } = await readMetricHistory(client, request(names), options());
    for (const one of names) {
      const expected = bad.has(one)
        ? { points: [], errors: [expect.stringContaining(`${name}: ${one} has no statistic XYZ`)] }
        : { points: { length: 3 }, errors: [] };
      expect(series.get(one)).toMatchObject(expected);
    }
    expect(calls().length).toBeLessThan(45);
    expect(waits).toEqual([]);
  });
});

describe('an interrupted reading', () => {
  const names = ['a', 'b'];
  const days = { ...request(names), startMs: START_MS - 3 * 86_400_000, endMs: START_MS };

  test('goes on with the chunks that are not stored, through JSON, to the same result', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    const whole = await readMetricHistory(client, days, options());

    const stored = new Map<string, string>();
    const readMissing = async (limit: number) => {
      const missing = planHistoryChunks(days).chunks.filter(({ id }) => !stored.has(id));
      for (const chunk of missing.slice(0, limit)) {
        stored.set(chunk.id, JSON.stringify(await readHistoryChunk(client, chunk, options())));
      }
    };
    await readMissing(1);
    cloudWatch.resetHistory();
    await readMissing(10);
    expect(calls()).toHaveLength(2);
    const results = [...stored.values()].reverse().map((text) => JSON.parse(text));
    expect(mergeHistory(planHistoryChunks(days), results)).toEqual(whole);
  });

  test('says which times are missing', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answerEverything);
    const plan = planHistoryChunks(days);
    const last = await readHistoryChunk(client, plan.chunks[2] as HistoryChunk, options());
    const { series } = mergeHistory(plan, [last]);
    expect(series.get('a')?.points).toHaveLength(1_440);
    expect(series.get('a')?.errors).toEqual(['2026-11-17T00:00:00Z to 2026-11-19T00:00:00Z: not read']);
  });
});

test('a chunk of more than 500 queries is refused before it is sent', async () => {
  const { key: _, periodSeconds, ...one } = query('a');
  const chunk = { id: 'x', startMs: 0, endMs: 60_000, periodSeconds, settled: true, queries: Array(501).fill(one) };
  await expect(readHistoryChunk(client, chunk)).rejects.toThrow("may have 500 queries at most, 'x' has 501");
  expect(calls()).toHaveLength(0);
});
