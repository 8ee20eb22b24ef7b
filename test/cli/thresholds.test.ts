import type { MetricSource } from '../../lib/cli/history/metric-source';
import { thresholdsCommand } from '../../lib/cli/thresholds';
import { DAY_MS, gaussian, NOW, pointsOf } from '../core/anomaly/forecast/support';
import { temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';
import { ran } from './ran';

const directory = temporaryDirectory();
const home = process.cwd();
const random = gaussian(1);
const points = pointsOf(14, 300_000, () => 100 + 5 * random());
const iso = (atMs: number) => new Date(atMs).toISOString();
const csvOf = (rows: readonly (readonly [number, number])[], timeOf: (atMs: number) => string | number = iso) =>
  rows.map(([atMs, value]) => `${timeOf(atMs)},${value}`).join('\n');

beforeAll(() => {
  directory.write('history.csv', `timestamp,value\n${csvOf(points)}\n`);
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const suggest = (...args: readonly string[]) => captured('thresholds', 'suggest', ...args);
const json = async (...args: readonly string[]) => JSON.parse((await suggest(...args, '--json')).stdout);

describe('sightline thresholds suggest --csv', () => {
  test('tells the threshold, with pages a week before and after', async () => {
    const { code, stdout, stderr } = await suggest('--csv', 'history.csv', '--current', '104');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Threshold: Average > 11\d in 2 of 3 x 5 min\n {2}from history\.csv: 2\.0 weeks, median 100\.?\d*, /,
    );
    expect(stdout).toMatch(
      /\n {2}pages a week before, at 104: \d{2,3}(\.\d)? \(\d+\)\n {2}pages a week after, at 11\d: 0/,
    );
    expect(stdout).toMatch(/\n {2}thresholds beside it, pages a week:\n {4}(\d+: \S+( · )?){4,5}\n$/);
  });

  test('--json is one object with all that was decided on', async () => {
    const found = await json('--csv', 'history.csv', '--current=104');
    expect(found).toMatchObject({
      history: 'history.csv',
      options: { direction: 'above', statistic: 'Average', periodSeconds: 300, datapointsToAlarm: 2, current: 104 },
      suggestion: { status: 'suggested', comparison: 'GreaterThanThreshold', weeks: 2, current: { threshold: 104 } },
    });
    expect(found.suggestion.pagesPerWeek).toBeLessThanOrEqual(0.5);
  });

  test('epoch seconds and milliseconds are the same times', async () => {
    directory.write(
      'ms.csv',
      csvOf(points, (atMs) => atMs),
    );
    directory.write(
      's.csv',
      csvOf(points, (atMs) => atMs / 1_000),
    );
    const [ms, s, text] = [
      await json('--csv', 'ms.csv'),
      await json('--csv', 's.csv'),
      await json('--csv', 'history.csv'),
    ];
    expect(ms.suggestion).toEqual(text.suggestion);
    expect(s.suggestion).toEqual(text.suggestion);
  });

  test('every option reaches the decision', async () => {
    const [from, to] = [iso(NOW - 3 * DAY_MS), iso(NOW - 2 * DAY_MS)];
    const { options, suggestion } = await json(
      ...['--csv', 'history.csv', '--statistic', 'Maximum', '--period', '900', '--datapoints', '1/2'],
      ...['--direction', 'below', '--pages-per-week', '3', '--exclude', `${from}/${to}`],
    );
    expect(options).toEqual({
      direction: 'below',
      statistic: 'Maximum',
      periodSeconds: 900,
      datapointsToAlarm: 1,
      evaluationPeriods: 2,
      pagesPerWeekAtMost: 3,
      exclude: [{ startMs: NOW - 3 * DAY_MS, endMs: NOW - 2 * DAY_MS }],
    });
    expect(suggestion).toMatchObject({ comparison: 'LessThanThreshold', weeks: 13 / 7 });
  });

  test('outages are told', async () => {
    const broken = points.map(
      ([atMs, value], index) => [atMs, index >= 1_000 && index < 1_006 ? 5_000 : value] as const,
    );
    directory.write('outage.csv', csvOf(broken));
    const { stdout } = await suggest('--csv', 'outage.csv');
    expect(stdout).toMatch(/\n {2}1 outage left aside: 2026-02-19 11:20 UTC for 30 min\n/);
    expect(stdout).toMatch(/pages a week after, at 11\d: \S+ \(\d, 1 of them in outages\)/);
  });

  test('rows that cannot be read are named by line, and the others used', async () => {
    directory.write('flawed.csv', `timestamp,value\n${csvOf(points)}\nyesterday,5\n2026-03-01 09:00,n/a\n`);
    const { code, stderr } = await suggest('--csv', 'flawed.csv');
    expect(code).toBe(0);
    expect(stderr).toContain("flawed.csv:4034: 'yesterday' is not a time such as 2026-01-05 09:00:00; row left out\n");
    expect(stderr).toContain("flawed.csv:4035: 'n/a' is not a number; row left out\n");
  });

  test('too little history and a constant one are refused with what they lack', async () => {
    directory.write('short.csv', csvOf(points.slice(0, 3 * 288)));
    directory.write('constant.csv', csvOf(points.map(([atMs]) => [atMs, 0])));
    expect(await suggest('--csv', 'short.csv')).toMatchObject({
      code: 1,
      stdout: 'No threshold for short.csv: 7 days with 100 datapoints are needed; there are 3 days with 864\n',
    });
    expect(await suggest('--csv', 'constant.csv')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('a guess'),
    });
    expect(await json('--csv', 'short.csv')).toMatchObject({ suggestion: { status: 'not-enough-data' } });
  });

  test.each([
    [[], 'say which history: give --csv FILE, or --metric NAMESPACE/NAME'],
    [['history.csv'], "'history.csv' is not an option; a file is given with --csv FILE"],
    [['--csv', 'nowhere.csv'], "cannot read the history 'nowhere.csv': there is no such file"],
    [['--csv', 'words.csv'], "words.csv: no row of the form 'timestamp,value'"],
    [['--csv', 'words.csv'], 'first problem: words.csv:1:'],
    [['--csv', 'history.csv', '--metric', 'A/B'], '--metric is for CloudWatch, and --csv reads a file instead'],
    [['--csv', 'history.csv', '--days', '9'], '--days is for CloudWatch'],
    [['--csv', 'history.csv', '--statistic', 'Mean'], '--statistic must be one of CloudWatch'],
    [['--csv', 'history.csv', '--period', '90'], '--period must be whole minutes in seconds'],
    [['--csv', 'history.csv', '--datapoints', '3/2'], '--datapoints must be M/N with M from 1 to N'],
    [['--csv', 'history.csv', '--datapoints', '300/300'], 'use at most 288 periods'],
    [['--csv', 'history.csv', '--direction', 'up'], "--direction must be above or below, got 'up'"],
    [['--csv', 'history.csv', '--pages-per-week', '0'], '--pages-per-week must be more than 0'],
    [['--csv', 'history.csv', '--current', 'x'], "--current must be a number, got 'x'"],
    [['--csv', 'history.csv', '--exclude', '2026-01-05'], '--exclude must be FROM/TO'],
    [['--csv', 'history.csv', '--exclude', '2026-01-06T09:00Z/2026-01-05T09:00Z'], 'the earlier one first'],
    [['--csvs', 'x'], "there is no option '--csvs'; did you mean '--csv'?"],
  ])('%j is refused', async (args, why) => {
    directory.write('words.csv', 'hello,world\n');
    const { code, stdout, stderr } = await suggest(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });

  test('what is no part of the command is refused with its name', async () => {
    expect((await captured('thresholds')).stderr).toContain('say what to do with thresholds. It is one of: suggest');
    expect((await captured('thresholds', 'sugest')).stderr).toContain(
      "there is no 'thresholds sugest'; did you mean 'suggest'?",
    );
    expect((await suggest('--days')).stderr).toContain("Run 'sightline thresholds suggest --help'");
    expect((await captured('thresholds', '--help')).stdout).toMatch(/^Usage: sightline thresholds <what> /);
    expect((await suggest('--help')).stdout).toMatch(/^Usage: sightline thresholds suggest --csv FILE /);
  });
});

describe('sightline thresholds suggest --metric', () => {
  type Read = Parameters<MetricSource['read']>;
  const source = (
    found: readonly (readonly [number, number])[],
    errors: readonly string[] = [],
    periodSeconds = 300,
  ) => {
    const asked: Read[] = [];
    const read: MetricSource['read'] = async (...args) => {
      asked.push(args);
      const parts = [{ startMs: NOW - 14 * DAY_MS, endMs: NOW, periodSeconds }];
      return new Map([['metric', { points: found, periodSeconds: 300, parts, notes: [], errors }]]);
    };
    return { asked, source: { read } };
  };
  const METRIC = ['suggest', '--metric', 'AWS/Lambda/Duration', '--dimensions', 'FunctionName=checkout,Resource=a=b'];

  test('asks CloudWatch for whole periods of the last two weeks', async () => {
    const { asked, source: metrics } = source(points);
    const { code, stdout } = await ran(() =>
      thresholdsCommand([...METRIC, '--statistic', 'p99', '--region', 'eu-west-1'], metrics, NOW + 30_000),
    );
    expect(code).toBe(0);
    expect(asked).toEqual([
      [
        {
          queries: [
            {
              key: 'metric',
              metric: {
                namespace: 'AWS/Lambda',
                name: 'Duration',
                dimensions: { FunctionName: 'checkout', Resource: 'a=b' },
              },
              statistic: 'p99',
              periodSeconds: 300,
            },
          ],
          startMs: NOW - 14 * DAY_MS,
          endMs: NOW,
          nowMs: NOW + 30_000,
        },
        'eu-west-1',
      ],
    ]);
    expect(stdout).toMatch(
      /^Threshold: p99 > 11\d in 2 of 3 x 5 min\n {2}from AWS\/Lambda\/Duration\{FunctionName=checkout, /,
    );
  });

  test.each([
    [[], 'no datapoints; are namespace, name, all of its dimensions and the region right?', []],
    [
      [],
      'cannot read AWS/Lambda/Duration{FunctionName=checkout, Resource=a=b} Average, 14 days of CloudWatch: Forbidden',
      ['Forbidden'],
    ],
  ])('says why there is nothing to judge', async (found, why, errors) => {
    const { error } = await ran(() => thresholdsCommand(METRIC, source(found, errors).source, NOW));
    expect(error?.message).toContain(why);
  });

  test('refuses a history that CloudWatch keeps in longer periods only', async () => {
    const { source: metrics } = source(points, [], 3_600);
    const { error } = await ran(() => thresholdsCommand([...METRIC, '--days', '90'], metrics, NOW));
    expect(error?.message).toBe(
      'CloudWatch keeps periods of 5 min for fewer days; ask for fewer --days, or for --period 3600',
    );
  });

  test.each([
    [['suggest', '--metric', 'Duration'], '--metric must be NAMESPACE/NAME, such as AWS/Lambda/Duration'],
    [[...METRIC, '--days', '3'], '--days must be a whole number from 7 (a threshold needs a week) to 455'],
    [
      ['suggest', '--metric', 'A/B', '--dimensions', 'x'],
      "--dimensions must be a list such as FunctionName=checkout,Resource=checkout; got 'x'",
    ],
    [['suggest', '--metric', 'A/B', '--dimensions', 'x=1,x=2'], "--dimensions has 'x' twice; keep one of them"],
  ])('%j is refused before anything is read', async (args, why) => {
    const { asked, source: metrics } = source(points);
    expect((await ran(() => thresholdsCommand(args, metrics, NOW))).error?.message).toContain(why);
    expect(asked).toEqual([]);
  });
});
