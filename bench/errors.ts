/**
 * Tracking errors: how the time to read a log event grows with its length, how many lines a second are read, and what
 * counting costs, in request units that DynamoDB Local counts and at list prices. With `--json` the last line is one JSON
 * object.
 */

import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoErrorStore } from '../lib/adapters/aws/dynamo-error-store';
import { readLogEvent } from '../lib/core/error/log-event';
import { DEFAULT_SETTINGS } from '../lib/core/error/signals';
import { tallyErrors } from '../lib/core/error/tally';
import { priceOf, unitPrice } from '../lib/core/price/charge';
import { PRICE_LIST, type PriceId } from '../lib/core/price/prices';
import { randomNumbers } from '../lib/core/random';
import { trackErrors } from '../lib/workflow/track-errors';
import { readBatch } from '../lib/workflow/track-errors/log-batch';
import { startDynamoDbLocal } from '../scripts/dynamodb-local';
import { createErrorTable } from './errors/create-table';
import { measureGrowth, measureNaive, measureParse, measurePattern } from './errors/growth';
import { batchOf, errorLines, LINES_A_BATCH } from './errors/traffic';
import { meter, type Units } from './incidents/metered-client';
import { medianMs, table } from './measure';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const T0 = Date.UTC(2026, 10, 21);
const BATCHES = options.quick ? 100 : 600;
/** Assumed, not measured here: a warm run that unpacks a batch and writes a handful of items. */
const SECONDS_A_RUN = 0.15;
const GIGABYTES = 0.5;

main().catch((error: Error) => {
  process.stderr.write(`bench:errors: ${error.stack}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  // Not counted: the compiler and the heap warm up.
  measureGrowth(2);
  const growths = measureGrowth(options.quick ? 5 : 15);
  // Of all together: a single one takes a millisecond, which the collector of garbage doubles at will; one that is not
  // linear would outweigh the others by far.
  const together =
    growths.reduce((sum, { ms, growth }) => sum + ms * growth, 0) / growths.reduce((sum, { ms }) => sum + ms, 0);
  const peers = [measureParse(options.quick ? 5 : 15), measurePattern(), measureNaive()];
  const rows = [...[...growths].sort((a, b) => b.growth - a.growth).slice(0, 8), ...peers];
  const shown = [
    ['all together', growths.reduce((sum, { ms }) => sum + ms, 0).toFixed(3), together.toFixed(2)],
    ...rows.map(({ text, ms, growth }) => [text, ms.toFixed(3), growth.toFixed(2)]),
  ];
  process.stdout.write(`${table(['log events of 1 MB', 'ms', 'growth'], shown)}\n`);
  const linesPerSecond = await measureLines();
  process.stdout.write(
    `${linesPerSecond.toLocaleString('en-US')} lines a second are read and tallied, about 2 kB each\n\n`,
  );
  const costs = await measureCosts();
  const results = { growth: round(together), linesPerSecond, ...costs };
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

async function measureLines(): Promise<number> {
  const lines = errorLines(2_000, randomNumbers(1));
  const packed = batchOf(lines, 1, T0).awslogs.data;
  const ms = await medianMs(5, () => {
    const events = readBatch(gunzipSync(Buffer.from(packed, 'base64')).toString());
    const read = events.map(readLogEvent).flatMap((each) => (each.kind === 'other' ? [] : [each.occurrence]));
    return tallyErrors(read, T0);
  });
  return Math.round(lines.length / (ms / 1_000));
}

interface Costs {
  readonly writesPerThousandErrors: number | null;
  readonly usdPerMillionErrors: number | null;
}

async function measureCosts(): Promise<Costs> {
  const engine = await startDynamoDbLocal();
  if ('skipped' in engine) {
    process.stdout.write(`costs: ${engine.skipped}\n`);
    return { writesPerThousandErrors: null, usdPerMillionErrors: null };
  }
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    const usual = await play(client, 'usual', BATCHES, LINES_A_BATCH);
    const single = await play(client, 'single', BATCHES, 1);
    const rows = [
      [`${LINES_A_BATCH} lines a batch, 40 kinds by Zipf's law`, usual],
      ['one line a batch', single],
    ] as const;
    const cells = rows.map(([name, { writes, reads, usd }]) => [
      name,
      writes.toFixed(0),
      reads.toFixed(0),
      usd.toFixed(2),
    ]);
    process.stdout.write(
      `${table(['a million errors', 'writes a thousand', 'reads a thousand', 'USD a million'], cells)}\n`,
    );
    return { writesPerThousandErrors: round(usual.writes), usdPerMillionErrors: round(usual.usd) };
  } finally {
    client.destroy();
    await engine.stop();
  }
}

/** A batch every twenty seconds, for hours of a clock of its own: hours and minutes go by, and are tidied up. */
async function play(client: DynamoDBClient, tableName: string, batches: number, linesABatch: number) {
  await createErrorTable(client, tableName);
  const endpoint = await client.config.endpoint?.();
  const url = `${endpoint?.protocol}//${endpoint?.hostname}:${endpoint?.port}`;
  const own = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: await client.config.credentials(),
  });
  const units: Units = { writes: 0, reads: 0, calls: 0 };
  let nowMs = T0;
  const quiet = () => undefined;
  const handler = trackErrors({
    store: new DynamoErrorStore({ client: meter(own, units), tableName, now: () => nowMs }),
    payloads: { unpack: async (data) => gunzipSync(Buffer.from(data, 'base64')).toString() },
    bus: { publish: async () => undefined },
    metrics: { count: quiet, duration: quiet },
    clock: { now: () => nowMs, sleep: async () => undefined },
    log: { info: quiet, warn: quiet, error: (message) => void process.stderr.write(`${message}\n`) },
    settings: DEFAULT_SETTINGS,
  });
  const random = randomNumbers(7);
  for (let serial = 0; serial < batches; serial += 1) {
    nowMs += 20_000;
    await handler(batchOf(errorLines(linesABatch, random), serial, nowMs));
    if (serial % 15 === 0) await handler({ source: 'aws.events' });
  }
  own.destroy();
  const thousands = (batches * linesABatch) / 1_000;
  const runs = 1_000 / linesABatch;
  const writes = units.writes / thousands;
  const reads = units.reads / thousands;
  const perThousand =
    writes * price('ddb.wru') +
    reads * price('ddb.rru') +
    runs * price('lambda.request') +
    runs * SECONDS_A_RUN * GIGABYTES * price('lambda.gbs.arm');
  return { writes, reads, usd: perThousand * 1_000 };
}

function price(id: PriceId): number {
  const found = priceOf(PRICE_LIST, id);
  if (!found) throw new Error(`The price list has no '${id}'`);
  return unitPrice(found);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
