import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import { Threshold } from '../../../lib/constructs/alarm/threshold';
import { Backtest } from '../../../lib/rehearsal/backtest';
import { assemblyOf, stackOf } from '../../rehearsal/support';
import { messageOf, metric, propertiesOf } from './support';

const directory = mkdtempSync(join(tmpdir(), 'sightline-threshold-'));
afterAll(() => rmSync(directory, { recursive: true }));

const HOUR_MS = 3_600_000;
const END_MS = Date.parse('2026-11-15T00:00:00Z');
const START_MS = END_MS - 14 * 24 * HOUR_MS;

/** A week's hours with one of 8, one of 12 and one of 18 errors in every week: what `sightline backtest --json` writes. */
async function writeReport(): Promise<string> {
  const backtest = new Backtest(
    assemblyOf(
      stackOf({
        Errors: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...{ AlarmName: 'shop-errors', Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 3600 },
            ...{ EvaluationPeriods: 1, Threshold: 10, ComparisonOperator: 'GreaterThanThreshold' },
            TreatMissingData: 'notBreaching',
          },
        },
      }),
    ),
  );
  const points: [number, number][] = [];
  for (let atMs = START_MS; atMs < END_MS; atMs += HOUR_MS) {
    const hour = ((atMs - START_MS) / HOUR_MS) % 168;
    points.push([atMs, { 20: 8, 60: 12, 100: 18 }[hour] ?? 1]);
  }
  const read = { points, parts: [{ startMs: START_MS, endMs: END_MS, periodSeconds: 3600 }], errors: [] };
  const series = new Map(backtest.needs(new Map()).map(({ key }) => [key, read]));
  const report = await backtest.overCloudWatch({ startMs: START_MS, endMs: END_MS, series }, new Map(), 'CloudWatch');
  const file = join(directory, 'backtest.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

let file: string;
beforeAll(async () => {
  file = await writeReport();
});

function thresholdOf(
  threshold: Threshold,
  comparison: 'GreaterThanThreshold' | 'LessThanThreshold' = 'GreaterThanThreshold',
) {
  return propertiesOf(AlarmCondition.threshold({ metric: metric('Errors'), comparison, threshold })).Threshold;
}

test('a backtest gives the most sensitive threshold that alarms no more often than allowed', () => {
  // It tried 5, 7.5, 10, 15 and 20, which go to ALARM three, three, two, one and no times a week.
  expect(thresholdOf(Threshold.fromBacktest(file, 'shop-errors'))).toBe(15);
  expect(thresholdOf(Threshold.fromBacktest(file, 'shop-errors', { alarmsPerWeek: 2 }))).toBe(10);
  expect(thresholdOf(Threshold.fromBacktest(file, 'shop-errors', { alarmsPerWeek: 3 }))).toBe(5);
  expect(thresholdOf(Threshold.fromBacktest(file, 'shop-errors', { alarmsPerWeek: 0 }))).toBe(20);
});

test('below a threshold, the highest is the most sensitive', () => {
  expect(thresholdOf(Threshold.fromBacktest(file, 'shop-errors'), 'LessThanThreshold')).toBe(20);
});

test.each([
  [
    () => Threshold.fromBacktest(join(directory, 'none.json'), 'a'),
    /cannot read '.*none.json': ENOENT.*; write it with 'sightline backtest --json/,
  ],
  [
    () => thresholdOf(Threshold.fromBacktest(file, 'shop-erors')),
    /there is no alarm 'shop-erors' in it; did you mean 'shop-errors'\?/,
  ],
  [() => Threshold.fromBacktest(file, 'shop-errors', { perWeek: 1 } as never), /there is no option 'perWeek'/],
  [
    () => Threshold.fromBacktest(file, 'shop-errors', { alarmsPerWeek: -1 }),
    /'alarmsPerWeek' must be a number from 0, got -1/,
  ],
  [() => Threshold.learned({ deviations: -1 }), /'deviations' must be a number/],
  [() => Threshold.learned({ deviation: 1 } as never), /did you mean 'deviations'/],
])('what is missing is named (%#)', (work, message) => {
  expect(messageOf(work)).toMatch(message);
});

test('a file that is no report is named', () => {
  const wrong = join(directory, 'wrong.json');
  writeFileSync(wrong, '{"alarms": {}}');
  expect(messageOf(() => thresholdOf(Threshold.fromBacktest(wrong, 'a')))).toMatch(
    /^Threshold.fromBacktest\('.*wrong.json'\): it is not a report of 'sightline backtest --json'/,
  );
  writeFileSync(wrong, 'not json');
  expect(messageOf(() => Threshold.fromBacktest(wrong, 'a'))).toMatch(/cannot read '.*wrong.json'/);
});
