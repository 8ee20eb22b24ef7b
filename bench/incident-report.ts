/**
 * What it costs to find the incidents of a span, three ways, by the request units that DynamoDB Local counts; and what a
 * whole daily report reads. Run it by `npx tsx bench/incident-report.ts [--incidents 200]`. ADR 0025 has its table.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoIncidentStore } from '../lib/adapters/aws/incident-store';
import { priceOf, unitPrice } from '../lib/core/price/charge';
import { PRICE_LIST } from '../lib/core/price/prices';
import { collectRecords } from '../lib/workflow/report-incidents/collect';
import { createIncidentTable, startDynamoDbLocal } from '../scripts/dynamodb-local';
import { createHub } from './incidents/hub';
import { meter, type Units } from './incidents/metered-client';
import { playIncident } from './incidents/story';
import { table } from './measure';

const { values: options } = parseArgs({ options: { incidents: { type: 'string', default: '200' } } });
const INCIDENTS = Number(options.incidents);
const TABLE = 'incidents';
/** Kept for 30 days and reported of once a day. */
const RUNS_A_MONTH = 365 / 12;
/** Timelines and post-mortems are kept for 400 days: a scan of the table meets those of 13 months. */
const TIMELINE_MONTHS = 400 / 30;
/** Assumed, for the registry. */
const SERVICES = 50;
const EVERYTHING = { startMs: 0, endMs: 9_999_999_999_999 };

type Metered = ReturnType<typeof meter>;

main().catch((error: Error) => {
  process.stderr.write(`bench/incident-report: ${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const engine = await startDynamoDbLocal();
  if ('skipped' in engine) {
    process.stdout.write(`bench/incident-report ${engine.skipped}\n`);
    return;
  }
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const open = () => new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    await createIncidentTable(open(), TABLE);
    await report(open);
  } finally {
    await engine.stop();
  }
}

async function report(open: () => DynamoDBClient): Promise<void> {
  let now = () => 0;
  const hub = createHub({
    open: (clock) => {
      now = clock.now;
      const store = () => new DynamoIncidentStore({ client: open(), tableName: TABLE, now });
      return { used: store(), watch: store() };
    },
  });
  for (let index = 0; index < INCIDENTS; index += 1) await playIncident(hub, `service-${index}`);
  const wholeTable = await unitsOf(open, async (client) => {
    let start: Record<string, unknown> | undefined;
    do {
      const scan = new ScanCommand({ TableName: TABLE, ExclusiveStartKey: start });
      start = (await client.send(scan)).LastEvaluatedKey;
    } while (start);
  });
  const store = (client: Metered) => new DynamoIncidentStore({ client, tableName: TABLE, now });
  const index = await unitsOf(open, async (client) => {
    await store(client).listDuring(EVERYTHING, 1);
  });
  const whole = await unitsOf(open, async (client) => {
    await collectRecords(store(client), EVERYTHING);
  });
  const row = (what: string, unitsARun: number, writes = 0) => [
    what,
    unitsARun.toFixed(0),
    `$${(unitsARun * RUNS_A_MONTH * usd('ddb.rru') + writes * usd('ddb.wru')).toFixed(4)}`,
  ];
  const thousand = (units: number) => (1_000 * units) / INCIDENTS;
  const week = (7 / 30) * (thousand(whole) - thousand(index));
  process.stdout.write(
    `A thousand incidents a month, a report a day; counted on ${INCIDENTS} incidents\n\n${table(
      ['way to find them', 'read units a run', 'a month'],
      [
        row('scan of the table, after 400 days', thousand(wholeTable) * TIMELINE_MONTHS),
        // At least half a unit for each query, and a write for each opening.
        row(`a registry of ${SERVICES} services, and a query for each`, thousand(index) + SERVICES / 2, 1_000),
        row('scan of the index of services', thousand(index)),
        row('the same, with timelines and outboxes of seven days', thousand(index) + week),
      ],
    )}`,
  );
}

async function unitsOf(open: () => DynamoDBClient, work: (client: Metered) => Promise<void>) {
  const units: Units = { writes: 0, reads: 0, calls: 0 };
  await work(meter(open(), units));
  return units.reads;
}

function usd(id: 'ddb.rru' | 'ddb.wru'): number {
  const price = priceOf(PRICE_LIST, id);
  if (!price) throw new Error(`The price list has no '${id}'`);
  return unitPrice(price);
}
