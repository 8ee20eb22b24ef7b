import fc from 'fast-check';
import { type HistoryRequest, planHistoryChunks } from '../../../lib/adapters/aws/metric-history';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 21, 10, 30, 30);
const DAY_START_MS = Date.UTC(2026, 10, 21);

function query(name: string, periodSeconds = 60, statistic = 'Sum') {
  const metric = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: name } };
  return { key: `${name} ${statistic} ${periodSeconds}`, metric, statistic, periodSeconds };
}

function plan(request: Partial<HistoryRequest>) {
  const defaults = { queries: [query('a')], startMs: NOW_MS - DAY_MS, endMs: NOW_MS, nowMs: NOW_MS };
  return planHistoryChunks({ ...defaults, ...request });
}

const partsOf = (periodSeconds: number, startMs: number, endMs = NOW_MS) =>
  plan({ queries: [query('a', periodSeconds)], startMs, endMs }).series[0]?.parts;

describe('the size of chunks', () => {
  test('splits 1,201 one-minute metrics of a whole day into pages that are full', () => {
    const queries = Array.from({ length: 1_201 }, (_, index) => query(`f${index}`));
    const { chunks } = plan({ queries, startMs: DAY_START_MS - DAY_MS, endMs: DAY_START_MS });
    // 1,440 minutes times 70 metrics are the 100,800 datapoints of a page.
    expect(chunks.map((chunk) => chunk.queries.length)).toEqual([...Array(17).fill(70), 11]);
  });

  test('takes 500 metrics in a call where the time is short', () => {
    const queries = Array.from({ length: 1_201 }, (_, index) => query(`f${index}`));
    const { chunks } = plan({ queries, startMs: NOW_MS - HOUR_MS });
    expect(chunks.map((chunk) => chunk.queries.length)).toEqual([500, 500, 201]);
  });

  test('cuts time at the days of UTC', () => {
    const { chunks } = plan({ startMs: DAY_START_MS - 36 * HOUR_MS, endMs: DAY_START_MS + HOUR_MS });
    expect(chunks.map(({ startMs, endMs }) => [startMs - DAY_START_MS, endMs - DAY_START_MS])).toEqual([
      [-36 * HOUR_MS, -24 * HOUR_MS],
      [-24 * HOUR_MS, 0],
      [0, HOUR_MS],
    ]);
  });
});

describe('the identity of chunks', () => {
  const queries = [query('a'), query('b'), query('a', 60, 'p99')];

  test('depends neither on the order of the queries nor on their keys', () => {
    const renamed = [...queries].reverse().map((one) => ({ ...one, key: `${one.key} renamed` }));
    expect(plan({ queries: renamed }).chunks).toEqual(plan({ queries }).chunks);
  });

  test('does not depend on the order of dimensions', () => {
    const metric = (dimensions: Record<string, string>) => ({
      queries: [{ ...query('a'), metric: { namespace: 'N', name: 'M', dimensions } }],
    });
    const ids = (request: Partial<HistoryRequest>) => plan(request).chunks.map(({ id }) => id);
    expect(ids(metric({ x: '1', y: '2' }))).toEqual(ids(metric({ y: '2', x: '1' })));
  });

  test('is that of today for the whole days that tomorrow asks for again', () => {
    const today = plan({ queries, startMs: DAY_START_MS - 7 * DAY_MS });
    const tomorrow = plan({
      queries,
      startMs: DAY_START_MS - 7 * DAY_MS,
      endMs: NOW_MS + DAY_MS,
      nowMs: NOW_MS + DAY_MS,
    });
    const known = new Set(today.chunks.map(({ id }) => id));
    expect(tomorrow.chunks.filter(({ id }) => known.has(id))).toHaveLength(7);
  });

  test('differs where time, period, metric or statistic differ, and is fit for a file name', () => {
    const single = (one: ReturnType<typeof query>, endMs = NOW_MS) =>
      plan({ queries: [one], startMs: NOW_MS - HOUR_MS, endMs }).chunks.map(({ id }) => id);
    const ids = [
      ...single(query('a')),
      ...single(query('b')),
      ...single(query('a', 60, 'Average')),
      ...single(query('a', 300)),
      ...single(query('a'), NOW_MS - MINUTE_MS),
    ];
    expect(new Set(ids).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[\dTZ]+-\d+s-[\da-f]{16}$/);
  });

  test('is one for two keys of the same series', () => {
    const { chunks } = plan({ queries: [query('a'), { ...query('a'), key: 'again' }], startMs: NOW_MS - HOUR_MS });
    expect(chunks.map((chunk) => chunk.queries.length)).toEqual([1]);
  });

  test('is not to be stored where datapoints may still arrive', () => {
    const { chunks } = plan({ startMs: DAY_START_MS - DAY_MS });
    expect(chunks.map(({ settled }) => settled)).toEqual([true, false]);
  });
});

describe('periods and times', () => {
  test('rounds the start down and leaves the period out that is not over', () => {
    const startMs = Date.UTC(2026, 10, 21, 8, 7, 33);
    const endMs = Date.UTC(2026, 10, 21, 9, 59, 59);
    expect(partsOf(60, startMs, endMs)).toEqual([
      { startMs: Date.UTC(2026, 10, 21, 8, 7), endMs: Date.UTC(2026, 10, 21, 9, 59), periodSeconds: 60 },
    ]);
    expect(partsOf(300, startMs, endMs)).toEqual([
      { startMs: Date.UTC(2026, 10, 21, 8, 5), endMs: Date.UTC(2026, 10, 21, 9, 55), periodSeconds: 300 },
    ]);
    expect(partsOf(10, startMs + 2 * HOUR_MS, endMs + HOUR_MS)?.[0]?.startMs).toBe(Date.UTC(2026, 10, 21, 10, 7, 30));
  });

  test('reads nothing after the present', () => {
    const parts = partsOf(60, NOW_MS - HOUR_MS, NOW_MS + DAY_MS);
    expect(parts?.map(({ endMs }) => endMs)).toEqual([NOW_MS - 30_000]);
  });

  test.each([
    [60, 14, [60]],
    [10, 1, [60, 10]],
    [60, 30, [300, 60]],
    [60, 100, [3600, 300, 60]],
    [300, 30, [300]],
    [300, 100, [3600, 300]],
    [900, 30, [900]],
    [120, 30, [300, 120]],
    [3600, 400, [3600]],
    [86400, 400, [86400]],
  ])('reads %d s periods of the last %d days in periods of %j', (periodSeconds, days, expected) => {
    expect(partsOf(periodSeconds, NOW_MS - days * DAY_MS)?.map((part) => part.periodSeconds)).toEqual(expected);
  });

  test('says in a note where a longer period had to do', () => {
    const { series } = plan({ startMs: NOW_MS - 100 * DAY_MS });
    expect(series[0]?.notes).toEqual([
      'before 2026-09-19T12:00:00Z: periods of 3600 s instead of 60 s, CloudWatch keeps shorter ones for 63 days only',
      'before 2026-11-06T11:35:00Z: periods of 300 s instead of 60 s, CloudWatch keeps shorter ones for 15 days only',
    ]);
  });

  test('says in a note what CloudWatch no longer keeps', () => {
    const { series } = plan({ queries: [query('a', 3600)], startMs: NOW_MS - 500 * DAY_MS });
    expect(series[0]?.parts[0]?.startMs).toBe(Date.UTC(2025, 7, 23, 12));
    expect(series[0]?.notes).toEqual([
      'before 2025-08-23T12:00:00Z: nothing, CloudWatch keeps no datapoint beyond 455 days',
    ]);
  });

  test('says in a note that the time holds no whole period', () => {
    const { series, chunks } = plan({ queries: [query('a', 3600)], startMs: NOW_MS - 10 * MINUTE_MS });
    expect(chunks).toEqual([]);
    expect(series[0]?.notes).toEqual([
      '2026-11-21T10:20:30Z to 2026-11-21T10:30:30Z holds no whole period of 3600 s that CloudWatch still keeps',
    ]);
  });
});

describe('a request that is none', () => {
  test.each([
    [
      { queries: [query('a', 45)] },
      "'periodSeconds' of 'a Sum 45' must be 1, 5, 10, 20, 30 or a multiple of 60, got 45",
    ],
    [{ queries: [query('a', 0)] }, "'periodSeconds' of 'a Sum 0' must be 1, 5, 10"],
    [{ queries: [query('a', -60)] }, "'periodSeconds' of 'a Sum -60' must be 1, 5, 10"],
    [{ queries: [query('a', Number.NaN)] }, "'periodSeconds' of 'a Sum NaN' must be 1, 5, 10"],
    [{ queries: [query('a'), query('a')] }, "two queries have the key 'a Sum 60'; give each its own"],
    [{ startMs: NOW_MS, endMs: NOW_MS }, "'startMs' must be before 'endMs'"],
    [{ startMs: NOW_MS, endMs: NOW_MS + 1 }, "'startMs' must be before 'nowMs'"],
    [{ startMs: Number.NaN }, "'startMs' must be a time in whole epoch milliseconds, got NaN"],
    [{ endMs: 1e18 }, "'endMs' must be a time in whole epoch milliseconds, got 1000000000000000000"],
  ])('is refused: %#', (request, message) => {
    expect(() => plan(request)).toThrow(message);
  });

  test('is not one without queries: nothing is read', () => {
    expect(plan({ queries: [] })).toEqual({ series: [], chunks: [] });
  });
});

describe('any request', () => {
  const period = fc.constantFrom(1, 5, 10, 20, 30, 60, 120, 300, 420, 900, 3_600, 21_600, 86_400, 604_800);
  const anyRequest = fc
    .record({
      periods: fc.array(period, { minLength: 1, maxLength: 8 }),
      ageMs: fc.integer({ min: 1, max: 500 * DAY_MS }),
      lengthMs: fc.integer({ min: 1, max: 500 * DAY_MS }),
      nowMs: fc.integer({ min: NOW_MS, max: NOW_MS + 10 * DAY_MS }),
    })
    .map(({ periods, ageMs, lengthMs, nowMs }) => ({
      queries: periods.map((seconds, index) => ({ ...query(`f${index % 3}`, seconds), key: String(index) })),
      startMs: nowMs - ageMs,
      endMs: nowMs - ageMs + lengthMs,
      nowMs,
    }));

  /** GetMetricData answers nothing where the period does not suit the age of the call's start. */
  const unitFor = (ageMs: number) =>
    [[3 * HOUR_MS, 1] as const, [15 * DAY_MS, 60] as const, [63 * DAY_MS, 300] as const].find(
      ([limitMs]) => ageMs < limitMs,
    )?.[1] ?? 3_600;

  test('becomes calls that CloudWatch accepts and answers in one page, also minutes later', () => {
    fc.assert(
      fc.property(anyRequest, fc.integer({ min: 0, max: 5 * MINUTE_MS }), (request, laterMs) => {
        for (const { startMs, endMs, periodSeconds, queries } of planHistoryChunks(request).chunks) {
          const datapoints = ((endMs - startMs) / (periodSeconds * 1_000)) * queries.length;
          expect(Number.isInteger(datapoints) && datapoints > 0 && datapoints <= 100_800).toBe(true);
          expect(queries.length).toBeLessThanOrEqual(500);
          expect(startMs % (periodSeconds * 1_000)).toBe(0);
          expect(periodSeconds % unitFor(request.nowMs + laterMs - startMs)).toBe(0);
          expect(request.nowMs + laterMs - startMs).toBeLessThan(455 * DAY_MS);
        }
      }),
    );
  });

  test('covers its time in parts without overlap, with gaps shorter than a period, the newest with the period asked for', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { series } = planHistoryChunks(request);
        for (const { parts, periodSeconds } of series) {
          for (const [index, part] of parts.entries()) {
            expect(part.periodSeconds).toBeGreaterThanOrEqual(periodSeconds);
            const previous = parts[index - 1];
            if (!previous) continue;
            expect(part.startMs).toBeGreaterThanOrEqual(previous.endMs);
            expect(part.startMs - previous.endMs).toBeLessThan(part.periodSeconds * 1_000);
          }
          const first = parts[0];
          if (!first || request.nowMs - request.startMs > 454 * DAY_MS) continue;
          expect(first.startMs - request.startMs).toBeLessThan(first.periodSeconds * 1_000);
          expect(request.startMs - first.startMs).toBeLessThan(first.periodSeconds * 1_000);
        }
      }),
    );
  });
});
