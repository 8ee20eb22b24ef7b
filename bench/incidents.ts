/**
 * Incidents on DynamoDB Local, through the real workflows: how many request units a complete incident consumes (counted
 * by the engine), what a thousand cost at list prices, and how many signals a second are handled. With `--json` the last
 * line is one JSON object.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoIncidentStore } from '../lib/adapters/aws/incident-store';
import { createIncidentTable, startDynamoDbLocal } from '../scripts/dynamodb-local';
import { type Share, sharesOf } from './incidents/cost';
import { createHub, type VirtualClock } from './incidents/hub';
import { meter, type Units } from './incidents/metered-client';
import { p99VirtualNotifyMs } from './incidents/notify-latency';
import { playIncident } from './incidents/story';
import { type Shape, signalsPerSecond } from './incidents/throughput';
import { table } from './measure';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const RUNS = options.quick ? { incidents: 5, signals: 400 } : { incidents: 50, signals: 2_000 };
const TABLE = 'incidents';

main().catch((error: Error) => {
  process.stderr.write(`bench:incidents: ${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const engine = await startDynamoDbLocal();
  if ('skipped' in engine) {
    process.stdout.write(`bench:incidents ${engine.skipped}\n`);
    return;
  }
  const clients: DynamoDBClient[] = [];
  const newClient = () => {
    const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
    const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
    clients.push(client);
    return client;
  };
  try {
    await createIncidentTable(newClient(), TABLE);
    await report(newClient);
  } finally {
    for (const client of clients) client.destroy();
    await engine.stop();
  }
}

async function report(newClient: () => DynamoDBClient): Promise<void> {
  const units: Units = { writes: 0, reads: 0, calls: 0 };
  const hub = createHub({
    open: ({ now }) => ({
      used: new DynamoIncidentStore({ client: meter(newClient(), units), tableName: TABLE, now }),
      watch: new DynamoIncidentStore({ client: newClient(), tableName: TABLE, now }),
    }),
  });
  for (let index = 0; index < RUNS.incidents; index += 1) await playIncident(hub, `service-${index}`);
  const shares = sharesOf(units, hub.traffic).map((share) => perIncident(share, RUNS.incidents));
  const burst = await measureThroughput(newClient, 'burst');
  const mixed = await measureThroughput(newClient, 'mixed');
  const usd = shares.reduce((sum, share) => sum + share.usd, 0) * 1_000;
  process.stdout.write(
    `${costTable(shares, usd)}\nsignals a second: ${burst} where the ten of a batch are of one service, ` +
      `${mixed} where each is of another\n`,
  );
  const results = {
    signalsPerSecond: burst,
    signalsPerSecondMixed: mixed,
    writeUnitsPerIncident: round(units.writes / RUNS.incidents),
    usdPer1000Incidents: round(usd),
    p99VirtualNotifyMs: await p99VirtualNotifyMs(),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

/** Without the meter. */
function measureThroughput(newClient: () => DynamoDBClient, shape: Shape): Promise<number> {
  const client = newClient();
  const open = ({ now }: VirtualClock) => {
    const store = new DynamoIncidentStore({ client, tableName: TABLE, now });
    return { used: store, watch: store };
  };
  return signalsPerSecond(createHub({ open }), RUNS.signals, shape);
}

function perIncident(share: Share, incidents: number): Share {
  return { ...share, quantity: share.quantity / incidents, usd: share.usd / incidents };
}

function costTable(shares: readonly Share[], usd: number): string {
  const rows = shares.map(({ what, quantity, usd: each, source }) => [
    what,
    String(round(quantity)),
    `$${(each * 1_000).toFixed(4)}`,
    source,
  ]);
  return table(
    ['an incident with 2 alarms and 6 messages', 'each', '1,000 cost', 'price'],
    [...rows, ['together', '', `$${usd.toFixed(4)}`]],
  );
}

function round(value: number): number {
  return Number(value.toFixed(value < 1 ? 4 : 2));
}
