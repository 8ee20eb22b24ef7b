import fc from 'fast-check';
import { metricKey } from '../../lib/core/signal/metric';
import { matchSeries } from '../../lib/rehearsal/backtest/match-series';
import { recordedHistory } from '../../lib/rehearsal/backtest/recorded-history';
import { parseMapEntry, parseSeriesMap } from '../../lib/rehearsal/backtest/series-map';
import { sweepRecording } from '../../lib/rehearsal/backtest/unwatched';
import { readMetricAlarm } from '../../lib/rehearsal/platform/alarms/metric-alarm';
import { parseRecording, type Recording } from '../../lib/rehearsal/recording';
import { alarm, lambda, messageOf, templatesOf } from './support';

const templates = templatesOf({ PlaceOrder: lambda({ FunctionName: 'place-order' }) });
const metricOf = (namespace: string, name: string, dimensions: Record<string, string> = {}) => ({
  namespace,
  name,
  dimensions,
});
const DURATION = metricOf('AWS/Lambda', 'Duration', { FunctionName: 'place-order' });
const ERRORS = metricOf('AWS/Lambda', 'Errors', { FunctionName: 'place-order' });
const REQUESTS = metricOf('AWS/ApplicationELB', 'RequestCount', { LoadBalancer: 'app/shop' });

describe('a map entry', () => {
  test('names a file, a metric of the templates and a scale', () => {
    expect(parseMapEntry('slow.csv=AWS/Lambda/Duration:FunctionName=@PlaceOrder*1000', '--map', templates)).toEqual({
      file: 'slow.csv',
      metric: DURATION,
      scale: 1000,
      where: '--map',
    });
  });

  test('has the scale 1 where it names none, and a decimal or negative one where it does', () => {
    const scaleOf = (text: string) => parseMapEntry(`a.csv=Shop/Errors${text}`, '--map', templates).scale;
    expect(['', '*0.01', ' * -2', '*1e3'].map(scaleOf)).toEqual([1, 0.01, -2, 1000]);
  });

  test.each([
    ['slow.csv', "--map: 'slow.csv' does not begin with <file>="],
    ['dir/slow.csv=Shop/Errors', 'the name of a file without its directory'],
    ['a.csv=Shop/Errors*0', "the scale behind * must be a number other than 0, got '0'"],
    ['a.csv=Shop/Errors*', "the scale behind * must be a number other than 0, got ''"],
    ['a.csv=Errors', "--map: 'Errors' is not a metric"],
    ['a.csv=AWS/Lambda/Errors:FunctionName=@PlaceOrde', "did you mean '@PlaceOrder'?"],
  ])('%s is refused', (text, why) => {
    expect(messageOf(() => parseMapEntry(text, '--map', templates))).toContain(why);
  });

  test('stands on a line of a map file, among comments; errors name the line', () => {
    const text = '\uFEFF# what is what\r\n\r\na.csv = Shop/Errors\nb.csv=Shop/Errors:x=y*2\n';
    expect(parseSeriesMap(text, 'dir/sightline.map', templates).map(({ file, where }) => [file, where])).toEqual([
      ['a.csv', 'dir/sightline.map:3'],
      ['b.csv', 'dir/sightline.map:4'],
    ]);
    expect(messageOf(() => parseSeriesMap('\nnonsense', 'm', templates))).toMatch(/^m:2: /);
  });
});

describe('a file', () => {
  const match = (files: string[], metrics = [DURATION, ERRORS, REQUESTS]) => matchSeries(files, [], metrics);
  const guessed = (file: string) => match([file]).matches.map(({ metric, by }) => [metric.name, by]);

  test.each([
    ['elb_request_count_8c0756.csv', 'RequestCount'],
    ['RequestCount.csv', 'RequestCount'],
    ['lambda_errors.csv', 'Errors'],
    ['place-order.duration.csv', 'Duration'],
  ])('%s is taken by its name for %s', (file, name) => {
    expect(guessed(file)).toEqual([[name, 'name']]);
  });

  test.each([
    ['ec2_cpu_utilization_24ae8d.csv'],
    ['errors.csv'],
    ['request.csv'],
    ['counted_requests.csv'],
    ['aws_errors.csv'],
  ])('%s is taken for nothing', (file) => {
    expect(match([file])).toEqual({ matches: [], rest: [file], remarks: [] });
  });

  test('that may be two metrics is taken for neither, and told', () => {
    const other = { ...REQUESTS, dimensions: { LoadBalancer: 'app/blog' } };
    const found = match(['request_count.csv'], [REQUESTS, other]);
    expect(found.matches).toEqual([]);
    expect(found.remarks).toEqual([expect.stringMatching(/^request_count\.csv may be .* or .*say which with --map/)]);
  });

  test('like another one for the same metric is not taken, nor the other, and both are told', () => {
    const found = match(['request_count_1.csv', 'request_count_2.csv']);
    expect(found.matches).toEqual([]);
    expect(found.rest).toHaveLength(2);
    expect(found.remarks).toHaveLength(2);
  });

  test('that is mapped is what the map says, and leaves its name to nobody else', () => {
    const entry = { file: 'x.csv', metric: REQUESTS, scale: 2, where: '--map' };
    const found = matchSeries(['x.csv', 'request_count.csv'], [entry], [REQUESTS]);
    expect(found.matches).toEqual([{ file: 'x.csv', metric: REQUESTS, scale: 2, by: 'map' }]);
    expect(found.rest).toEqual(['request_count.csv']);
  });

  test('that is not there, a metric no alarm reads, and two files for one metric are refused', () => {
    const entry = (file: string, metric = ERRORS) => ({ file, metric, scale: 1, where: 'map:1' });
    const refused = (entries: ReturnType<typeof entry>[]) =>
      messageOf(() => matchSeries(['a.csv', 'b.csv'], entries, [ERRORS]));
    expect(refused([entry('c.csv')])).toBe("map:1: there is no file 'c.csv'; there are a.csv, b.csv");
    expect(refused([entry('a.csv', DURATION)])).toMatch(
      /no alarm reads AWS\/Lambda\/Duration.*\n {2}AWS\/Lambda\/Errors/,
    );
    expect(refused([entry('a.csv'), entry('b.csv')])).toContain("is 'a.csv' already (map:1); keep one");
  });

  test('is matched or left over, never both', () => {
    const names = fc.uniqueArray(
      fc.constantFrom('request_count.csv', 'lambda_errors.csv', 'x.csv', 'RequestCount2.csv'),
    );
    fc.assert(
      fc.property(names, (files) => {
        const { matches, rest } = match(files);
        expect([...matches.map(({ file }) => file), ...rest].sort()).toEqual([...files].sort());
      }),
    );
  });
});

describe('a recording', () => {
  const recordingOf = (rows: readonly (readonly [minute: number, value: number])[], file = 'r.csv'): Recording =>
    parseRecording(
      rows
        .map(([minute, value]) => `${new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString()},${value}`)
        .join('\n'),
      file,
    );
  const watching = (properties = {}) => {
    const [resource] = templatesOf({ Errors: alarm(properties) }).ofType('AWS::CloudWatch::Alarm');
    return readMetricAlarm(resource as NonNullable<typeof resource>);
  };
  const historyOf = (properties: object, recording: Recording, scale = 1) => {
    const given = watching(properties);
    const metric = given.metric as NonNullable<typeof given.metric>;
    const match = { file: recording.file, metric, scale, by: 'name' as const };
    return recordedHistory(given, new Map([[metricKey(metric), { match, recording }]]));
  };

  test('is evaluated from its first point to the end of its last period', () => {
    const found = historyOf({ Period: 300 }, recordingOf([0, 5, 10].map((minute) => [minute, 1])));
    expect(found).toMatchObject({ startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 0, 5) + 16 * 60_000 });
  });

  test('with wider spacing than the period is labelled: the periods between are missing', () => {
    const found = historyOf({ Period: 60 }, recordingOf([0, 5, 10].map((minute) => [minute, 1])), 3);
    expect(found).toMatchObject({
      notes: [
        'recorded in r.csv, times 3, taken by its name',
        expect.stringMatching(/^a point every 5 min and a period of 1 min: the periods between count as missing/),
      ],
    });
  });

  describe('that no alarm reads', () => {
    const day = Array.from({ length: 288 }, (_, index) => index);
    const rows = day.map((index): [number, number] => [index * 5, 100 + (index % 7) + (index % 60 === 59 ? 400 : 0)]);

    test('is tried with upper quantiles, at its own spacing', () => {
      const found = sweepRecording('r.csv', recordingOf(rows), 2);
      expect(found).toMatchObject({ points: 288, spacingMs: 300_000, rule: 'in 2 of 3 x 5 min' });
      expect(found.thresholds.every(({ comparison }) => comparison === '>')).toBe(true);
      expect(found.thresholds.map(({ quantile }) => quantile)).toContain('p99');
    });

    test('counts what a threshold would have come to', () => {
      const outage = rows.map(([minute, value]): [number, number] => [
        minute,
        minute >= 600 && minute < 610 ? 900 : value,
      ]);
      const [first] = sweepRecording('r.csv', recordingOf(outage), 2).thresholds;
      expect(first).toMatchObject({
        quantile: 'p99',
        comparison: '>',
        alarmCount: 1,
        pagesPerWeek: expect.closeTo(7, 0),
      });
      expect(first?.alarmMs).toBeGreaterThanOrEqual(10 * 60_000);
    });

    test('is tried with lower quantiles where a drop would be news', () => {
      const drop = rows.map(([minute]): [number, number] => [
        minute,
        minute >= 600 && minute < 625 ? 10 + minute / 100 : 100 + (minute % 9),
      ]);
      const below = sweepRecording('r.csv', recordingOf(drop), 2).thresholds.filter(
        ({ comparison }) => comparison === '<',
      );
      expect(below[0]).toMatchObject({ quantile: 'p1', alarmCount: 1 });
    });

    test('has no threshold worth trying where it never changes, or is a single point', () => {
      expect(sweepRecording('r.csv', recordingOf(rows.map(([minute]) => [minute, 3])), 2)).toMatchObject({
        thresholds: [],
        notes: [expect.stringContaining('hardly changes')],
      });
      expect(sweepRecording('r.csv', recordingOf([[0, 1]]), 2)).toMatchObject({
        thresholds: [],
        notes: ['a single point tells nothing about thresholds'],
      });
    });

    test('never has more pages at a higher quantile of the same side', () => {
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 300 }),
          (values) => {
            const { thresholds } = sweepRecording(
              'r.csv',
              recordingOf(values.map((value, index) => [index, value])),
              2,
            );
            const upper = thresholds.filter(({ comparison }) => comparison === '>');
            const times = upper.map(({ alarmMs }) => alarmMs);
            expect(times).toEqual([...times].sort((a, b) => b - a));
            for (const { threshold } of upper) expect(threshold).toBeLessThan(Math.max(...values));
          },
        ),
      );
    });
  });
});
