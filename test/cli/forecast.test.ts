import { forecastCommand } from '../../lib/cli/forecast';
import type { MetricSource } from '../../lib/cli/history/metric-source';
import { DAY_MS, HOUR_MS, NOW, pointsOf } from '../core/anomaly/forecast/support';
import { temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';
import { ran } from './ran';

const directory = temporaryDirectory();
const home = process.cwd();
const disk = pointsOf(14, HOUR_MS, (days) => 86 + 3.6 * days);

beforeAll(() => {
  const rows = disk.map(([atMs, value]) => `${new Date(atMs).toISOString()},${value}`);
  directory.write('disk.csv', ['timestamp,value', ...rows, ''].join('\n'));
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const forecast = (...args: readonly string[]) => captured('forecast', ...args);

describe('sightline forecast --csv', () => {
  test('tells trend, next day and capacity, as of the last row', async () => {
    const { code, stdout, stderr } = await forecast('--csv', 'disk.csv', '--capacity', '100');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('disk.csv');
    expect(lines[1]).toBe('as of 2026-03-01 23:00 UTC');
    expect(lines[2]).toMatch(/^ {2}Trend: rises by 3\.\d+ a day in 13 d 23 h/);
    expect(lines[3]).toMatch(/^ {2}Next 1 d: lowest /);
    expect(lines.at(-1)).toMatch(/^ {2}Capacity 100: full in 3\.9 days, about 2026-03-05/);
  });

  test.each([
    [['--capacity', '100', '--within', '3'], 0],
    [['--capacity', '100', '--within', '5'], 1],
    [['--capacity', '10', '--direction', 'empties', '--within', '5'], 0],
  ])('%j ends with code %i', async (more, code) => {
    expect((await forecast('--csv', 'disk.csv', ...more)).code).toBe(code);
  });

  test('what is full now ends with code 1', async () => {
    expect((await forecast('--csv', 'disk.csv', '--capacity', '80')).code).toBe(1);
  });

  test('--json has all that was found', async () => {
    const { stdout } = await forecast('--csv', 'disk.csv', '--capacity', '100', '--json');
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      ...{ told: 'disk.csv', nowMs: NOW - HOUR_MS, trend: { status: 'report', shape: 'trend', direction: 'up' } },
      next: { status: 'forecast', stepMs: HOUR_MS },
      capacity: { options: { capacity: 100, direction: 'fills' }, forecast: { status: 'approaching' } },
    });
    expect(found.next.values).toHaveLength(24);
  });

  test.each<[readonly string[], string]>([
    [[], 'say which series: give --csv FILE, or --metric NAMESPACE/NAME'],
    [['disk.csv'], "'disk.csv' is not an option; a file is given with --csv FILE"],
    [['--csv', 'disk.csv', '--days', '9'], '--days is for CloudWatch, and --csv reads a file instead'],
    [['--csv', 'disk.csv', '--within', '9'], '--within is about a capacity; say which with --capacity N'],
    [['--csv', 'disk.csv', '--direction', 'fills'], '--direction is about a capacity; say which with --capacity N'],
    [['--csv', 'disk.csv', '--capacity', 'lots'], "--capacity must be a number, got 'lots'"],
    [['--csv', 'disk.csv', '--capacity', '9', '--direction', 'up'], "--direction must be fills or empties, got 'up'"],
    [['--csv', 'disk.csv', '--capacity', '9', '--within', '0'], '--within must be days, above 0 and at most 365'],
    [['--csv', 'none.csv'], "cannot read the history 'none.csv': there is no such file"],
    [['--csv', 'disk.csv', '--capcity', '9'], "there is no option '--capcity'; did you mean '--capacity'?"],
  ])('%j is refused with what to do', async (args, message) => {
    const { code, stdout, stderr } = await forecast(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`sightline forecast: ${message}`);
  });
});

describe('sightline forecast --metric', () => {
  const asked: Parameters<MetricSource['read']>[] = [];
  const source: MetricSource = {
    read: async (...args) => {
      asked.push(args);
      return new Map([['metric', { points: disk, periodSeconds: 300, parts: [], errors: [], notes: [] }]]);
    },
  };

  test('reads four weeks, and the present is now', async () => {
    const args = [
      '--metric',
      'Shop/DiskUsed',
      '--dimensions',
      'Volume=a',
      '--statistic',
      'Maximum',
      '--capacity',
      '100',
    ];
    const { code, stdout } = await ran(() => forecastCommand(args, source, NOW));
    expect(code).toBe(0);
    expect(asked).toEqual([
      [expect.objectContaining({ startMs: NOW - 28 * DAY_MS, endMs: NOW, nowMs: NOW }), undefined],
    ]);
    expect(stdout).toMatch(/^Shop\/DiskUsed\{Volume=a\} Maximum, 28 days of CloudWatch\nas of 2026-03-02 00:00 UTC\n/);
    expect(stdout).toMatch(/Capacity 100: full in 3\.9 days/);
  });
});
