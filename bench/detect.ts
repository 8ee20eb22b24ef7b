/**
 * `detect-anomalies` on 10,000 series of five minutes: the real workflow and adapters on DynamoDB Local (its request units,
 * counted by the engine) and a local GetMetricData. How long a tick takes, one worker after the other, and what a month
 * costs at list prices. With `--json` the last line is one JSON object; `--quick` takes 1,000 series.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDbLocal } from '../scripts/dynamodb-local';
import { CALL_SECONDS, coldReadsUsd, metricDataUsd, sharesOf, statesUsd, TICKS_A_COLD_START } from './detect/cost';
import { createFleet, type Used } from './detect/fleet';
import { startMetricDataServer } from './detect/metric-data-server';
import { table } from './measure';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const SERIES = options.quick ? 1_000 : 10_000;
/** A sixth of the pages writes its checkpoint in them: pages take turns over 72 ticks. */
const TICKS = 12;
const ANOMALY_ALARM_USD = 0.3;

main().catch((error: Error) => {
  process.stderr.write(`bench:detect: ${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const engine = await startDynamoDbLocal();
  if ('skipped' in engine) {
    process.stdout.write(`bench:detect ${engine.skipped}\n`);
    return;
  }
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const dynamo = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  const server = await startMetricDataServer();
  try {
    const fleet = await createFleet(SERIES, dynamo, server);
    // Memory is filled, and code is compiled.
    await fleet.tick(1);
    const warm = await fleet.tick(TICKS);
    fleet.restart();
    const cold = await fleet.tick(1);
    report(warm, cold, fleet.stateBytes);
  } finally {
    server.stop();
    dynamo.destroy();
    await engine.stop();
  }
}

function report(warm: Used, cold: Used, stateBytes: number): void {
  const thousands = SERIES / 1_000;
  const shares = sharesOf(warm, TICKS, cold);
  const own = shares.reduce((sum, { usd }) => sum + usd, 0) / thousands;
  const metricData = metricDataUsd(warm.metrics / TICKS) / thousands;
  const rows = shares.map(({ what, quantity, usd }) => [
    what,
    quantity.toPrecision(4),
    dollars(usd),
    dollars(usd / thousands),
  ]);
  const total = ['our own part', '', dollars(own * thousands), dollars(own)];
  const read = [
    'GetMetricData, metrics',
    ((warm.metrics / TICKS) * 8_640).toPrecision(4),
    dollars(metricData * thousands),
    dollars(metricData),
  ];
  const jobs = warm.messageBytes.length / TICKS;
  const states = Object.entries(statesUsd(stateBytes, jobs)).map(([what, usd]) => [what, dollars(usd / thousands)]);
  process.stdout.write(
    [
      table(
        ['tick', 'seconds', 'processor', 'calls', 'datapoints', 'read units', 'write units'],
        [tickRow('warm', warm, TICKS), tickRow('every worker cold', cold, 1)],
      ),
      table([`${SERIES} series, a month`, 'quantity', 'all', 'a thousand series'], [...rows, total, read]),
      table(['keeping states, a month', 'a thousand series'], states),
      `A state has ${Math.round(stateBytes / SERIES)} bytes. Assumed: ${CALL_SECONDS} s a call, every worker cold once in ` +
        `${TICKS_A_COLD_START} ticks; cold in every tick, reads alone were ${dollars(coldReadsUsd(cold) / thousands)} a thousand series.`,
      `A series is ${dollars((own + metricData) / 1_000, 4)} a month all in all; CloudWatch's own anomaly alarm is ${dollars(ANOMALY_ALARM_USD)}.`,
      `signals: ${warm.signals + cold.signals}\n`,
    ].join('\n'),
  );
  const results = {
    secondsPerTick: round(warm.seconds / TICKS),
    calls: warm.calls / TICKS,
    usdPerMonthPer1000Series: round(own),
    usdGetMetricDataPer1000Series: round(metricData),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function tickRow(name: string, used: Used, ticks: number): string[] {
  const { seconds, cpuSeconds, calls, datapoints, units } = used;
  const numbers = [seconds, cpuSeconds, calls, datapoints, units.reads, units.writes];
  return [name, ...numbers.map((number) => String(round(number / ticks)))];
}

function dollars(usd: number, digits = 2): string {
  return `$${usd.toFixed(digits)}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
