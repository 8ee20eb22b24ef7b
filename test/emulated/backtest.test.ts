/** `sightline backtest` over the wire: what PutMetricData stored in moto is read and evaluated by the command itself. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { BacktestReport } from '../../lib/view/backtest/model';
import { alarm, temporaryDirectory } from '../rehearsal/support';
import { describeOnMoto } from './moto';
import { runNode } from './run-command';

const ROOT = join(__dirname, '..', '..');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** PutMetricData takes the last two weeks only, so the story plays in the day before the last. */
const STORY_MS = Math.floor((Date.now() - 1.5 * DAY_MS) / 3_600_000) * 3_600_000;
const MAX_DATUMS = 1_000;

/** Two hours of orders; from the 30th minute on six fail in each of ten minutes, three of them slowly. */
function datumsAt(minute: number): MetricDatum[] {
  const isDown = minute >= 30 && minute < 40;
  const at = { Timestamp: new Date(STORY_MS + minute * MINUTE_MS) };
  return [
    { ...at, MetricName: 'Failures', Values: [0, 1], Counts: [94, isDown ? 6 : 0.5] },
    { ...at, MetricName: 'Latency', Value: isDown ? 900 : 40 + (minute % 5) },
  ];
}

const RESOURCES = {
  Failures: alarm({
    AlarmName: 'Failures',
    Threshold: 5,
    EvaluationPeriods: 3,
    AlarmActions: ['arn:aws:sns:us-east-1:1:x'],
  }),
  Ratio: alarm({ AlarmName: 'Ratio', Statistic: 'Average', Period: 300, Threshold: 0.03 }),
  Latency: alarm({
    AlarmName: 'Latency',
    MetricName: 'Latency',
    Statistic: 'Maximum',
    Threshold: 500,
    EvaluationPeriods: 2,
  }),
  Nothing: alarm({ AlarmName: 'Nothing', MetricName: 'Nothing' }),
};

describeOnMoto('sightline backtest', 'us-west-2', ({ config, endpoint, region }) => {
  const directory = temporaryDirectory();

  beforeAll(async () => {
    const client = new CloudWatchClient(config);
    const datums = Array.from({ length: 120 }, (_, minute) => datumsAt(minute)).flat();
    for (let from = 0; from < datums.length; from += MAX_DATUMS) {
      const MetricData = datums.slice(from, from + MAX_DATUMS);
      await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
    }
    client.destroy();
    const properties = { templateFile: 'Shop.json' };
    directory.write('cdk.out/manifest.json', { artifacts: { Shop: { type: 'aws:cloudformation:stack', properties } } });
    directory.write('cdk.out/Shop.json', { Resources: RESOURCES });
  });

  afterAll(() => directory.remove());

  const run = async () => {
    const command = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'bin/sightline.ts'), 'backtest'];
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    const options = { cwd: directory.path, env, timeoutMs: 120_000 };
    return runNode([...command, '--days', '3', '--json', 'report.json'], options);
  };

  test('tells how often each alarm would have paged, and says what has no history', async () => {
    const { exitCode, output } = await run();
    expect(output).toContain('Backtest: 3 alarms over 3 d: 1 page');
    expect(exitCode).toBe(0);
    expect(output).toContain(`CloudWatch in ${region}, the last 3 days`);
    expect(output).toContain('Nothing: no history found for Shop/Nothing');
    const { alarms } = JSON.parse(readFileSync(join(directory.path, 'report.json'), 'utf8')) as BacktestReport;
    const told = Object.fromEntries(alarms.map(({ name, alarmCount, alarmMs }) => [name, [alarmCount, alarmMs]]));
    expect(told).toMatchObject({
      // From the third failing minute to the first one after the last.
      Failures: [1, 8 * MINUTE_MS],
      // A window of five minutes is over 3 % from its third failing minute until its third good one.
      Ratio: [1, 10 * MINUTE_MS],
      Latency: [1, 9 * MINUTE_MS],
    });
  });

  test('comes to the same with the history from the cache', async () => {
    const before = readFileSync(join(directory.path, 'report.json'), 'utf8');
    const { exitCode } = await run();
    expect(exitCode).toBe(0);
    const figures = (text: string) =>
      (JSON.parse(text) as BacktestReport).alarms.map(({ name, alarmMs, pageCount }) => ({ name, alarmMs, pageCount }));
    expect(figures(readFileSync(join(directory.path, 'report.json'), 'utf8'))).toEqual(figures(before));
  });
});
