import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataInput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { MetricDataSloSeries } from '../../../lib/adapters/aws/slo-series';
import type { IndicatorQuery } from '../../../lib/core/slo/definition';
import type { SloSeries, SloSeriesRequest } from '../../../lib/workflow/ports';

const client = new CloudWatchClient({ region: 'eu-west-1' });
const cloudWatch = mockClient(client);
const calls = () => cloudWatch.commandCalls(GetMetricDataCommand).map((call) => call.args[0].input);

const START_MS = Date.UTC(2026, 10, 20);
const PERIOD_MS = 300_000;

const metricQuery = (id: string, name = id): IndicatorQuery => ({
  id,
  metric: { namespace: 'Sightline', name, dimensions: { service: 'checkout', environment: 'prod' } },
  statistic: 'Sum',
});

function request(slo: string, changes: Partial<SloSeriesRequest> & { readonly periods?: number } = {}) {
  const { periods = 3, ...more } = changes;
  return {
    slo,
    queries: [metricQuery('total', 'Requests'), metricQuery('bad', 'Faults')],
    wanted: ['total', 'bad'],
    periodSeconds: 300,
    span: { startMs: START_MS, endMs: START_MS + periods * PERIOD_MS },
    ...more,
  };
}

const sleeps: number[] = [];
const port = (maxTries = 3) =>
  new MetricDataSloSeries({ client, maxTries, random: () => 1, sleep: async (ms) => void sleeps.push(ms) });

beforeEach(() => {
  cloudWatch.reset();
  sleeps.length = 0;
});

type Values = Readonly<Record<number, number>>;

/** Answers each wanted query by `valuesOf`, by the number of the period. */
function answer(valuesOf: (query: MetricDataQuery, input: GetMetricDataInput) => Values) {
  cloudWatch
    .on(GetMetricDataCommand)
    .callsFake((input: GetMetricDataInput) => ({ MetricDataResults: results(input, valuesOf) }));
}

function results(input: GetMetricDataInput, valuesOf: (query: MetricDataQuery, input: GetMetricDataInput) => Values) {
  const wanted = (input.MetricDataQueries ?? []).filter(({ ReturnData }) => ReturnData);
  return wanted.map((query) => result(query.Id, valuesOf(query, input)));
}

function result(Id: string | undefined, values: Values, StatusCode = 'Complete') {
  const periods = Object.keys(values).map(Number);
  return {
    Id,
    StatusCode: StatusCode as 'Complete',
    Timestamps: periods.map((period) => new Date(START_MS + period * PERIOD_MS)),
    Values: periods.map((period) => values[period] as number),
  };
}

const nameOf = ({ MetricStat }: MetricDataQuery) => MetricStat?.Metric?.MetricName;
const rejected = () => Object.assign(new Error('Invalid metrics list'), { name: 'ValidationError' });
const listed = (series: SloSeries | Error | undefined) =>
  series instanceof Error
    ? series.message
    : Object.fromEntries(Object.entries(series ?? {}).map(([id, v]) => [id, [...v]]));

describe('what is asked', () => {
  test('is one call for requests about the same span, with ids of their own', async () => {
    answer(() => ({}));
    const math = [
      ...request('a').queries,
      { id: 'good', expression: 'FILL(total, 0) - bad * IF(bad > 1e3, total, 1)' },
      { id: 'one', expression: 'TIME_SERIES(1)' },
    ];
    await port().read([request('a', { queries: math, wanted: ['good', 'one'] }), request('b')]);
    const [input, ...more] = calls();
    expect(more).toEqual([]);
    expect(input).toMatchObject({
      StartTime: new Date(START_MS),
      EndTime: new Date(START_MS + 3 * PERIOD_MS),
      ScanBy: 'TimestampAscending',
    });
    expect(input?.MetricDataQueries).toEqual([
      expect.objectContaining({ Id: 'r0_total', ReturnData: false }),
      expect.objectContaining({ Id: 'r0_bad', ReturnData: false }),
      {
        Id: 'r0_good',
        ReturnData: true,
        Expression: 'FILL(r0_total, 0) - r0_bad * IF(r0_bad > 1e3, r0_total, 1)',
      },
      { Id: 'r0_one', ReturnData: true, Expression: 'TIME_SERIES(1)', Period: 300 },
      {
        Id: 'r1_total',
        ReturnData: true,
        MetricStat: {
          Metric: {
            Namespace: 'Sightline',
            MetricName: 'Requests',
            Dimensions: [
              { Name: 'service', Value: 'checkout' },
              { Name: 'environment', Value: 'prod' },
            ],
          },
          Period: 300,
          Stat: 'Sum',
        },
      },
      expect.objectContaining({ Id: 'r1_bad', ReturnData: true }),
    ]);
  });

  test('keeps texts in expressions as they are', async () => {
    answer(() => ({}));
    const queries = [metricQuery('m1'), { id: 'e1', expression: `SEARCH('{N,d} m1', "Sum") + m1` }];
    await port().read([request('a', { queries, wanted: ['e1'] })]);
    expect(calls()[0]?.MetricDataQueries?.[1]?.Expression).toBe(`SEARCH('{N,d} m1', "Sum") + r0_m1`);
  });

  test('takes a call of its own for each span', async () => {
    answer(() => ({}));
    await port().read([request('a'), request('b', { periods: 4 }), request('c')]);
    expect(calls().map(({ MetricDataQueries = [] }) => MetricDataQueries.length)).toEqual([4, 2]);
  });

  test('is at most 500 queries a call, those of a request together', async () => {
    answer(() => ({}));
    const three = { queries: ['a', 'b', 'c'].map((id) => metricQuery(id)), wanted: ['a'] };
    await port().read(Array.from({ length: 200 }, (_, index) => request(`s${index}`, three)));
    expect(calls().map(({ MetricDataQueries = [] }) => MetricDataQueries.length)).toEqual([498, 102]);
  });

  test('is at most 100,800 datapoints a call, but for one request that has more', async () => {
    answer(() => ({}));
    const month = { periods: 8_640 };
    await port().read(Array.from({ length: 12 }, (_, index) => request(`s${index}`, month)));
    expect(calls().map(({ MetricDataQueries = [] }) => MetricDataQueries.length)).toEqual([10, 10, 4]);
    cloudWatch.resetHistory();
    await port().read([request('a', { periods: 60_000 })]);
    expect(calls()).toHaveLength(1);
  });

  test('is nothing for no requests', async () => {
    expect(await port().read([])).toEqual([]);
    expect(calls()).toEqual([]);
  });
});

describe('what is answered', () => {
  test('has one value a period, and NaN where there is no datapoint', async () => {
    answer((query): Values => (nameOf(query) === 'Requests' ? { 0: 10, 2: 12 } : {}));
    const [series] = await port().read([request('a')]);
    expect(listed(series)).toEqual({ total: [10, Number.NaN, 12], bad: [Number.NaN, Number.NaN, Number.NaN] });
  });

  test('leaves out what lies outside the span or is no number', async () => {
    answer(() => ({ [-1]: 5, 0: Number.NaN, 1: Number.POSITIVE_INFINITY, 2: 7, 3: 9 }));
    const [series] = await port().read([request('a', { wanted: ['total'] })]);
    expect(listed(series)).toEqual({ total: [Number.NaN, Number.NaN, 7] });
  });

  test('is read page by page', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [result('r0_total', { 0: 1 }, 'PartialData')], NextToken: 'more' })
      .resolvesOnce({ MetricDataResults: [result('r0_total', { 1: 2 }), result('r0_bad', { 2: 3 })] });
    const [series] = await port().read([request('a')]);
    expect(listed(series)).toEqual({ total: [1, 2, Number.NaN], bad: [Number.NaN, Number.NaN, 3] });
    expect(calls().map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
    expect(sleeps).toEqual([]);
  });

  test('keeps the order of the requests, whatever calls they share', async () => {
    answer((_, { EndTime }) => ({ 0: (EndTime as Date).getTime() - START_MS }));
    const spans = [3, 5, 3, 4];
    const answers = await port().read(spans.map((periods) => request('s', { periods, wanted: ['bad'] })));
    expect(answers.map((series) => (series as SloSeries).bad?.[0])).toEqual(spans.map((n) => n * PERIOD_MS));
  });
});

describe('what fails', () => {
  test('of one request alone is an error that tells the objective and its metrics', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake((input: GetMetricDataInput) => {
      if (input.MetricDataQueries?.some((query) => nameOf(query) === 'Poison')) throw rejected();
      return { MetricDataResults: results(input, () => ({ 0: 1 })) };
    });
    const poisoned = request('checkout/prod/Bad', { queries: [metricQuery('total', 'Poison')], wanted: ['total'] });
    const requests = [...Array.from({ length: 6 }, (_, index) => request(`s${index}`)), poisoned, request('last')];
    const answers = await port().read(requests);
    expect(listed(answers[6])).toBe(
      "the metrics of 'checkout/prod/Bad' (Sightline Poison) cannot be read: ValidationError: Invalid metrics list",
    );
    const others = answers.filter((_, index) => index !== 6);
    expect(others).toHaveLength(7);
    for (const series of others) expect(series).toHaveProperty('total.0', 1);
  });

  test.each([
    ['Forbidden', 'Forbidden: not yours', 1],
    ['InternalError', 'incomplete: CloudWatch answered InternalError in 3 tries', 3],
    ['PartialData', 'incomplete: CloudWatch answered PartialData in 3 tries', 3],
  ])('as %s of a query is an error of its request', async (status, message, tries) => {
    cloudWatch.on(GetMetricDataCommand).callsFake((input: GetMetricDataInput) => ({
      MetricDataResults: results(input, () => ({ 0: 1 })).map((one) =>
        one.Id === 'r0_bad' ? { ...one, StatusCode: status, Messages: [{ Value: 'not yours' }] } : one,
      ),
    }));
    const [bad, good] = await port().read([request('a'), request('b')]);
    expect(listed(bad)).toContain(message);
    expect(good).toHaveProperty('total.0', 1);
    expect(calls()).toHaveLength(tries);
    // What is complete is not read again.
    for (const { MetricDataQueries } of calls().slice(1)) expect(MetricDataQueries).toHaveLength(2);
  });

  test('once is read again', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .rejectsOnce(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }))
      .resolvesOnce({ MetricDataResults: [result('r0_total', {}, 'InternalError'), result('r0_bad', { 0: 1 })] })
      .resolves({ MetricDataResults: [result('r0_total', { 0: 2 }), result('r0_bad', { 0: 1 })] });
    const [series] = await port().read([request('a', { periods: 1 })]);
    expect(listed(series)).toEqual({ total: [2], bad: [1] });
    expect(sleeps).toEqual([500, 500]);
  });

  test('as a query without an answer is an error, and no silence', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [result('r0_total', { 0: 2 })] });
    expect(listed((await port().read([request('a')]))[0])).toContain('CloudWatch answered nothing in 3 tries');
  });

  test('as an expression with several results is an error', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [result('r0_e1', { 0: 1 }), result('r0_e1', { 0: 2 })] });
    const queries = [{ id: 'e1', expression: `SEARCH('{N,d} m1', 'Sum')` }];
    const [several] = await port().read([request('a', { queries, wanted: ['e1'] })]);
    expect(listed(several)).toContain(
      "('SEARCH('{N,d} m1', 'Sum')') cannot be read: its result is several time series",
    );
  });

  test('in all calls alike is thrown', async () => {
    const denied = Object.assign(new Error('no GetMetricData'), { name: 'AccessDeniedException' });
    cloudWatch.on(GetMetricDataCommand).rejects(denied);
    await expect(port().read([request('a'), request('b', { periods: 4 })])).rejects.toBe(denied);
  });

  test('in some calls is an error of the requests in these', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake((input: GetMetricDataInput) => {
      if (input.EndTime?.getTime() === START_MS + 4 * PERIOD_MS) {
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      }
      return { MetricDataResults: results(input, () => ({ 0: 1 })) };
    });
    const [good, bad] = await port().read([request('a'), request('b', { periods: 4 })]);
    expect(good).toHaveProperty('total.0', 1);
    expect(listed(bad)).toContain(
      "the metrics of 'b' (Sightline Requests, Sightline Faults) cannot be read: Throttling",
    );
    expect(sleeps).toEqual([500, 1_000]);
  });

  test.each<[string, Partial<SloSeriesRequest>, string]>([
    ['no whole periods', { span: { startMs: START_MS, endMs: START_MS + 1 } }, 'must be whole periods of 300 s'],
    ['a start between periods', { span: { startMs: 1, endMs: 300_001 } }, 'must be whole periods of 300 s'],
    ['an empty span', { span: { startMs: START_MS, endMs: START_MS } }, 'must be whole periods of 300 s'],
    ['an unknown query', { wanted: ['nothing'] }, "it has no query 'nothing', only total, bad"],
    ['the same id twice', { queries: [metricQuery('total'), metricQuery('total')] }, 'two of its queries'],
    [
      'METRICS()',
      { queries: [metricQuery('m1'), { id: 'total', expression: 'SUM(METRICS())' }], wanted: ['total'] },
      "'total' uses METRICS(), which would take in the metrics of other objectives",
    ],
    [
      'ids of others',
      { queries: [{ id: 'total', expression: 'r1_bad + 1' }], wanted: ['total'] },
      "'total' refers to 'r1_bad', which is none of its queries",
    ],
    [
      'bad syntax',
      { queries: [{ id: 'total', expression: '1 +' }], wanted: ['total'] },
      'the expression ends too early',
    ],
    [
      'too many queries',
      { queries: Array.from({ length: 501 }, (_, index) => metricQuery(`m${index}`)), wanted: ['m1'] },
      'it has 501 queries, GetMetricData takes 500',
    ],
  ])('by itself is never asked: %s', async (_, changes, message) => {
    answer(() => ({ 0: 1 }));
    const [bad, good] = await port().read([request('a', changes), request('b')]);
    expect(listed(bad)).toContain(message);
    expect(good).toHaveProperty('bad.0', 1);
    expect(calls()[0]?.MetricDataQueries?.map(({ Id }) => Id)).toEqual(['r1_total', 'r1_bad']);
  });
});
