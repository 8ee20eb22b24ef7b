import fc from 'fast-check';
import { MemoryMetricStore } from '../../lib/adapters/memory/metric-store';
import { metricKey } from '../../lib/core/signal/metric';
import { compileStatistic } from '../../lib/core/signal/statistic';
import { Backtest } from '../../lib/rehearsal/backtest';
import { cloudWatchHistory } from '../../lib/rehearsal/backtest/cloudwatch-history';
import { metricQueries } from '../../lib/rehearsal/backtest/needs';
import type { ReadSeries } from '../../lib/rehearsal/backtest/series-data';
import { statesOf, storeOf } from '../../lib/rehearsal/backtest/sweep';
import type { MetricAlarm } from '../../lib/rehearsal/platform/alarms/metric-alarm';
import { readMetricAlarm } from '../../lib/rehearsal/platform/alarms/metric-alarm';
import { assemblyOf, type GivenResources, stackOf, templatesOf } from './support';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const END_MS = Date.parse('2026-11-15T00:00:00Z');
const START_MS = END_MS - 7 * DAY_MS;

const ERRORS = { namespace: 'Shop', name: 'Errors', dimensions: {} };
const PAGER = 'arn:aws:sns:us-east-1:123456789012:pager';

function alarm(properties: Record<string, unknown> = {}) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Shop',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [PAGER],
      ...properties,
    },
  };
}

/** One value for every minute of the week; `undefined`: no datapoint. */
type Minutes = (minute: number) => number | undefined;

/** Answers every need of a metric with the same values, a sample a minute. */
async function backtest(resources: GivenResources, values: Readonly<Record<string, Minutes>>) {
  const tested = new Backtest(assemblyOf(stackOf(resources)));
  const series = new Map(
    tested.needs(new Map()).map(({ key, metric, statistic, periodSeconds }) => {
      const of = values[metric.name] ?? (() => undefined);
      const points: [number, number][] = [];
      for (let atMs = START_MS; atMs < END_MS; atMs += periodSeconds * 1_000) {
        const value = of((atMs - START_MS) / MINUTE_MS);
        if (value !== undefined) points.push([atMs, statistic === 'SampleCount' ? 1 : value]);
      }
      return [key, read(points, periodSeconds)];
    }),
  );
  return tested.overCloudWatch({ startMs: START_MS, endMs: END_MS, series }, new Map(), 'CloudWatch');
}

function read(points: [number, number][], periodSeconds: number): ReadSeries {
  return { points, parts: [{ startMs: START_MS, endMs: END_MS, periodSeconds }], errors: [] };
}

/** 20 errors in each minute of the stretches, 1 in all others. */
const spikes =
  (...stretches: readonly (readonly [from: number, to: number])[]): Minutes =>
  (minute) =>
    stretches.some(([from, to]) => minute >= from && minute < to) ? 20 : 1;

describe('the figures of an alarm', () => {
  test('are its pages a week, its times to ALARM, the time in ALARM and the longest', async () => {
    const report = await backtest({ Errors: alarm() }, { Errors: spikes([100, 110], [1000, 1030]) });
    expect(report.alarms[0]).toMatchObject({
      pageCount: 2,
      pagesPerWeek: 2,
      alarmCount: 2,
      alarmMs: 40 * MINUTE_MS,
      longestMs: 30 * MINUTE_MS,
      flaps: 0,
      missingShare: 0,
      notes: [],
    });
    expect(report.totals).toMatchObject({ pages: 2, pagesPerWeek: 2, alarms: 2, alarmMs: 40 * MINUTE_MS });
  });

  test('count ALARM again less than 30 minutes after its end as a flap, and no later one', async () => {
    const flapping = spikes([100, 101], [130, 131], [161, 162]);
    expect((await backtest({ Errors: alarm() }, { Errors: flapping })).alarms[0]?.flaps).toBe(1);
  });

  test('tell how often other thresholds would have paged, from half of it to twice', async () => {
    const values: Minutes = (minute) => ({ 100: 5, 200: 8, 300: 10, 400: 15, 500: 20 })[minute] ?? 0;
    const report = await backtest({ Errors: alarm() }, { Errors: values });
    expect(
      report.alarms[0]?.sensitivity?.map(({ factor, threshold, pageCount }) => [factor, threshold, pageCount]),
    ).toEqual([
      [0.5, 5, 5],
      [0.75, 7.5, 4],
      [1, 10, 3],
      [1.5, 15, 2],
      [2, 20, 1],
    ]);
  });

  test('leave the sensitivity out where the threshold is 0, and say why', async () => {
    const report = await backtest({ Errors: alarm({ Threshold: 0 }) }, { Errors: () => 1 });
    expect(report.alarms[0]).toMatchObject({ sensitivityNote: 'the threshold is 0, and so is any multiple of it' });
    expect(report.alarms[0]?.sensitivity).toBeUndefined();
  });

  test('tell the share of periods without a datapoint', async () => {
    const half = await backtest({ Errors: alarm() }, { Errors: (minute) => (minute % 4 === 0 ? undefined : 1) });
    expect(half.alarms[0]?.missingShare).toBeCloseTo(0.25, 3);
  });

  test('count no page for an alarm that notifies nobody, but its times to ALARM', async () => {
    const report = await backtest({ Errors: alarm({ AlarmActions: [] }) }, { Errors: spikes([5, 9]) });
    expect(report.alarms[0]).toMatchObject({ pages: false, pageCount: 0, alarmCount: 1 });
    expect(report.alarms[0]?.sensitivity?.map(({ pageCount }) => pageCount)).toEqual([0, 0, 0, 0, 0]);
  });

  test('count pages of an alarm with the role of a page, whom the incident hub hears', async () => {
    const tagged = alarm({ AlarmActions: [], Tags: [{ Key: 'sightline:role', Value: 'page' }] });
    const report = await backtest({ Errors: tagged }, { Errors: spikes([5, 9]) });
    expect(report.alarms[0]).toMatchObject({ pages: true, role: 'page', pageCount: 1 });
  });

  test('have those that page most first', async () => {
    const resources = {
      Quiet: alarm({ Threshold: 1000 }),
      Loud: alarm({ Threshold: 15 }),
      Never: alarm({ Threshold: 99 }),
    };
    const report = await backtest(resources, { Errors: spikes([5, 9]) });
    expect(report.alarms.map(({ name }) => name)).toEqual(['Shop-Loud', 'Shop-Never', 'Shop-Quiet']);
  });

  test('of a band alarm vary its width', async () => {
    const band = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Metrics: [
          {
            Id: 'm1',
            MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 3600, Stat: 'Average' },
          },
          { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
        ],
        ThresholdMetricId: 'band',
        ComparisonOperator: 'GreaterThanUpperThreshold',
        EvaluationPeriods: 1,
      },
    };
    // Hours that differ a little, and every eleventh one more than the one before it.
    const noisy: Minutes = (minute) => {
      const hour = Math.floor(minute / 60);
      return 100 + ((hour * 7919) % 10) + (hour % 11 === 0 ? hour / 4 : 0);
    };
    const [found] = (await backtest({ Band: band }, { Errors: noisy })).alarms;
    expect(found?.kind).toBe('band');
    expect(found?.sensitivity?.map(({ threshold }) => threshold)).toEqual([1, 1.5, 2, 3, 4]);
    expect(found?.sensitivity?.[2]?.alarmCount).toBe(found?.alarmCount);
    const counts = found?.sensitivity?.map(({ alarmCount }) => alarmCount) ?? [];
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(found?.notes).toEqual([expect.stringContaining("Sightline's own model")]);
  });
});

describe('what was held back', () => {
  const composite = (more: Record<string, unknown>) => ({
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmName: 'Any', AlarmRule: 'ALARM("Shop-Errors")', AlarmActions: [PAGER], ...more },
  });

  test('by a mute rule is saved, unless the alarm is still in ALARM when it ends', async () => {
    const mute = {
      Type: 'AWS::CloudWatch::AlarmMuteRule',
      Properties: {
        Name: 'Nights',
        Rule: { Schedule: { Expression: 'cron(0 1 * * *)', Duration: 'PT1H' } },
        MuteTargets: { AlarmNames: ['Shop-Errors'] },
      },
    };
    const values = spikes([70, 80], [1440 + 110, 1440 + 130], [3000, 3010]);
    const [found] = (await backtest({ Errors: alarm(), Nights: mute }, { Errors: values })).alarms;
    expect(found).toMatchObject({ alarmCount: 3, pageCount: 2 });
    expect(found?.saved).toEqual([{ by: expect.stringMatching(/^mute rule .*Nights$/), pages: 1 }]);
    expect(found?.sensitivity?.[2]).toMatchObject({ factor: 1, alarmCount: 3, pageCount: 2 });
  });

  test('by an actions suppressor is saved', async () => {
    const suppressed = composite({
      ActionsSuppressor: 'Shop-Deploying',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 60,
    });
    const resources = {
      Errors: alarm({ AlarmActions: [] }),
      Any: suppressed,
      Deploying: alarm({ MetricName: 'Deploys', AlarmActions: [] }),
    };
    const report = await backtest(resources, { Errors: spikes([100, 110], [500, 510]), Deploys: spikes([90, 120]) });
    const any = report.alarms.find(({ name }) => name === 'Any');
    expect(any).toMatchObject({ kind: 'composite', alarmCount: 2, pageCount: 1 });
    expect(any?.saved).toEqual([{ by: 'suppressor Shop-Deploying', pages: 1 }]);
    expect(report.totals.saved).toBe(1);
  });

  test('does not take a child without history for one in ALARM', async () => {
    const either = composite({ AlarmRule: 'ALARM("Shop-Errors") OR ALARM("Shop-Silent")' });
    const silent = alarm({ MetricName: 'Nothing', TreatMissingData: 'breaching' });
    const report = await backtest({ Errors: alarm(), Silent: silent, Any: either }, { Errors: spikes([100, 110]) });
    const any = report.alarms.find(({ name }) => name === 'Any');
    expect(any).toMatchObject({ alarmCount: 1, alarmMs: 10 * MINUTE_MS });
    expect(any?.notes).toEqual(['no history for Shop-Silent: counts as INSUFFICIENT_DATA throughout']);
    expect(report.withoutHistory.map(({ name }) => name)).toEqual(['Shop-Silent']);
  });

  test('composites without any history are named with the reason', async () => {
    const report = await backtest({ Errors: alarm(), Any: composite({}) }, {});
    expect(report.alarms).toEqual([]);
    expect(report.notBacktested).toEqual([{ name: 'Any', reason: 'none of the alarms it depends on has a history' }]);
  });
});

describe('what history cannot rebuild', () => {
  test('percentiles over minutes are evaluated on aligned periods, and labelled so', async () => {
    const p99 = alarm({ Statistic: undefined, ExtendedStatistic: 'p99', Period: 300 });
    // The aligned period from minute 100 to 105 is over the threshold.
    const report = await backtest({ Slow: p99 }, { Errors: spikes([100, 105]) });
    expect(report.alarms[0]).toMatchObject({ alarmCount: 1, alarmMs: 5 * MINUTE_MS, missingShare: 0 });
    expect(report.alarms[0]?.notes).toEqual([expect.stringContaining('evaluated on aligned periods')]);
  });

  test('percentiles of single minutes are read as they are', async () => {
    const p99 = alarm({ Statistic: undefined, ExtendedStatistic: 'p99' });
    const report = await backtest({ Slow: p99 }, { Errors: spikes([100, 103]) });
    expect(report.alarms[0]).toMatchObject({ alarmCount: 1, alarmMs: 3 * MINUTE_MS, notes: [] });
  });

  test('periods below a minute are refused with the reason', async () => {
    const report = await backtest({ Fast: alarm({ Period: 10 }) }, { Errors: spikes([1, 2]) });
    expect(report.notBacktested).toEqual([{ name: 'Shop-Fast', reason: expect.stringContaining('3 hours only') }]);
  });

  describe('where CloudWatch keeps five minutes only of the older half', () => {
    const MIDDLE_MS = START_MS + 3 * DAY_MS;
    const history = (given: MetricAlarm) => {
      const points: [number, number][] = [];
      for (let atMs = START_MS; atMs < END_MS; atMs += (atMs < MIDDLE_MS ? 5 : 1) * MINUTE_MS)
        points.push([atMs, atMs < MIDDLE_MS ? 50 : 1]);
      const parts = [
        { startMs: START_MS, endMs: MIDDLE_MS, periodSeconds: 300 },
        { startMs: MIDDLE_MS, endMs: END_MS, periodSeconds: 60 },
      ];
      const series = { get: () => ({ points, parts, errors: [] }) } as unknown as ReadonlyMap<string, ReadSeries>;
      const found = cloudWatchHistory(given, {
        startMs: START_MS,
        endMs: END_MS,
        series,
        deployed: (metric) => metric,
      });
      if (typeof found === 'string') throw new Error(found);
      return found;
    };

    test('an alarm on minutes is evaluated on the newer half only', () => {
      const found = history(metricAlarm(alarm({ EvaluationPeriods: 2, DatapointsToAlarm: 1 })));
      expect(found.startMs).toBe(MIDDLE_MS);
      expect(found.notes).toEqual([expect.stringMatching(/^evaluated from 2026-11-11 00:00 UTC on/)]);
      const changes = statesOf([found.alarm], storeOf(found), found, 2)[0];
      expect(changes?.map(({ state }) => state)).toEqual(['OK']);
    });

    test('an alarm on five minutes is evaluated on all, and no window holds a datapoint before it is complete', () => {
      const found = history(metricAlarm(alarm({ Period: 300, Threshold: 50 })));
      expect(found.startMs).toBe(START_MS);
      const changes = statesOf([found.alarm], storeOf(found), found, 2)[0];
      expect(changes?.map(({ atMs, state }) => [Math.floor((atMs - START_MS) / MINUTE_MS), state])).toEqual([
        [1, 'OK'],
        [5, 'ALARM'],
        // The last five minutes of the older half leave the evaluation range.
        [(MIDDLE_MS - START_MS) / MINUTE_MS + 5, 'OK'],
      ]);
    });
  });
});

function metricAlarm(given: ReturnType<typeof alarm>): MetricAlarm {
  const [resource] = templatesOf({ Errors: given }).ofType('AWS::CloudWatch::Alarm');
  return readMetricAlarm(resource as NonNullable<typeof resource>);
}

const HOURS = 3;
const statistics = fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount');
const samples = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: HOURS * 60 * MINUTE_MS - 1 }),
    value: fc.integer({ min: -50, max: 50 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** What GetMetricData answers for one-minute periods. */
function minuteSeries(statistic: string, given: readonly { atMs: number; value: number }[]): ReadSeries {
  const minutes = new Map<number, number[]>();
  for (const { atMs, value } of [...given].sort((a, b) => a.atMs - b.atMs)) {
    const startMs = START_MS + Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    minutes.set(startMs, [...(minutes.get(startMs) ?? []), value]);
  }
  const compute = compileStatistic(statistic);
  const points = [...minutes].map(([startMs, values]): [number, number] => {
    const sum = values.reduce((total, value) => total + value, 0);
    const set = { count: values.length, sum, minimum: Math.min(...values), maximum: Math.max(...values) };
    return [startMs, compute(set) as number];
  });
  return read(points, 60);
}

describe('sliding windows put together from the statistics of minutes', () => {
  const rebuilt = (given: MetricAlarm, from: readonly { atMs: number; value: number }[]) => {
    const [query] = metricQueries(given);
    const series = new Map(
      ['Sum', 'SampleCount', 'Minimum', 'Maximum'].map((statistic) => [
        JSON.stringify([metricKey(ERRORS), statistic, 60]),
        minuteSeries(statistic, from),
      ]),
    );
    const found = cloudWatchHistory(given, { startMs: START_MS, endMs: END_MS, series, deployed: (metric) => metric });
    if (typeof found === 'string' || !query) throw new Error('no history');
    return found;
  };
  const raw = (from: readonly { atMs: number; value: number }[]) => {
    const store = new MemoryMetricStore();
    for (const { atMs, value } of from) store.put(ERRORS, value, START_MS + atMs);
    return store;
  };

  test('have the value of the raw samples, wherever they begin', () => {
    fc.assert(
      fc.property(
        samples,
        statistics,
        fc.integer({ min: 0, max: HOURS * 60 }),
        fc.integer({ min: 1, max: 120 }),
        (from, Statistic, start, minutes) => {
          const found = rebuilt(metricAlarm(alarm({ Statistic })), from);
          const [key] = found.data.keys();
          const [fromMs, toMs] = [START_MS + start * MINUTE_MS, START_MS + (start + minutes) * MINUTE_MS];
          const actual = storeOf(found).statistic(key as string, Statistic, fromMs, toMs);
          const expected = raw(from).statistic(metricKey(ERRORS), Statistic, fromMs, toMs);
          if (expected === undefined) expect(actual).toBeUndefined();
          else expect(actual).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  test('lead an alarm through the same states', () => {
    const settings = fc.record({
      Statistic: statistics,
      Period: fc.constantFrom(60, 120, 300, 900),
      EvaluationPeriods: fc.integer({ min: 1, max: 4 }),
      Threshold: fc.integer({ min: -20, max: 20 }),
      TreatMissingData: fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching'),
    });
    fc.assert(
      fc.property(samples, settings, (from, properties) => {
        const given = metricAlarm(alarm(properties));
        const found = rebuilt(given, from);
        const stretch = { startMs: START_MS, endMs: START_MS + (HOURS + 2) * 60 * MINUTE_MS };
        const [expected] = statesOf([given], raw(from), stretch, 2);
        const [actual] = statesOf([found.alarm], storeOf(found), stretch, 2);
        expect(actual).toEqual(expected);
      }),
    );
  });

  test('page as often in the engine as at the threshold times 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 5, maxLength: 200 }), async (values) => {
        const given = alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Period: 120 });
        const [found] = (await backtest({ Errors: given }, { Errors: (minute) => values[minute] })).alarms;
        expect(found?.sensitivity?.[2]).toMatchObject({ pageCount: found?.pageCount, alarmCount: found?.alarmCount });
      }),
      { numRuns: 20 },
    );
  });
});

test('an assembly without alarms is refused', () => {
  expect(() => new Backtest(assemblyOf(stackOf({})))).toThrow(/has no CloudWatch alarms/);
});
