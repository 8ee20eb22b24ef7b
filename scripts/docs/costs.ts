/** What the example costs a month while nothing happens, from its templates and list prices. */
import { HANDLER_METRIC } from '../../lib/core/conventions';
import type { Assembly, StackTemplate } from '../../lib/rehearsal/assembly';
import { table } from './table';

/** Where a price comes from: an AWS price list or page, somebody's text, or nobody's word but ours. */
type Trust = 'verified' | 'secondary' | 'unverified';

/** List prices of us-east-1 in US dollars, compiled on 2026-11-21. */
const PRICES = {
  alarm: { usd: 0.1, trust: 'verified' },
  customMetric: { usd: 0.3, trust: 'secondary' },
  dashboard: { usd: 3, trust: 'verified' },
  key: { usd: 1, trust: 'unverified' },
  lambdaRequest: { usd: 0.2e-6, trust: 'verified' },
  lambdaGbSecondArm: { usd: 1.33334e-5, trust: 'verified' },
  trace: { usd: 5e-6, trust: 'verified' },
  readUnit: { usd: 0.125e-6, trust: 'verified' },
  logGigabyte: { usd: 0.5, trust: 'verified' },
} as const satisfies Readonly<Record<string, { readonly usd: number; readonly trust: Trust }>>;

const HOURS = 730;
/** The hub's sweeper runs once a minute. */
const SWEEPS = HOURS * 60;
/** Assumed for one sweep that finds nothing; the function has 256 MB. */
const SWEEP_SECONDS = 0.1;
const SWEEP_GIGABYTES = 0.25;
/** The index of due work has eight partitions; an empty eventually consistent query is half a read unit. */
const UNITS_PER_SWEEP = 8 * 0.5;
/** EMF document, log line and Lambda's own three lines of an invocation, roughly. */
const LOG_BYTES = 1_300;

/** Handler metrics that every invocation publishes, on two dimension sets. */
const STEADY_METRICS = Object.values(HANDLER_METRIC).length - 1;

interface Row {
  readonly what: string;
  readonly price: keyof typeof PRICES;
  readonly count: number;
}

export function costTable({ stacks }: Assembly): string {
  return stacks.map((stack) => `**${stack.stackName}**\n\n${stackTable(rowsOf(stack))}`).join('\n\n');
}

function rowsOf(stack: StackTemplate): Row[] {
  const count = (type: string) => stack.resources.filter((resource) => resource.type === type).length;
  const rows: Row[] = [
    { what: 'alarms', price: 'alarm', count: count('AWS::CloudWatch::Alarm') },
    { what: 'dashboard', price: 'dashboard', count: count('AWS::CloudWatch::Dashboard') },
    { what: 'KMS key', price: 'key', count: count('AWS::KMS::Key') },
    ...(count('AWS::Events::Rule') > 0 ? sweeperRows() : handlerRows(stack)),
  ];
  return rows.filter((row) => row.count > 0);
}

/** The sweeper is an invocation each minute for ever, wrapped as every function of ours is. */
function sweeperRows(): Row[] {
  return [
    { what: 'custom metrics of the sweeper (every hour)', price: 'customMetric', count: 2 * STEADY_METRICS },
    { what: 'sweeps: Lambda requests', price: 'lambdaRequest', count: SWEEPS },
    {
      what: `sweeps: GB-seconds (${SWEEP_SECONDS * 1000} ms assumed)`,
      price: 'lambdaGbSecondArm',
      count: SWEEPS * SWEEP_SECONDS * SWEEP_GIGABYTES,
    },
    { what: 'sweeps: X-Ray traces', price: 'trace', count: SWEEPS },
    { what: 'sweeps: DynamoDB read units', price: 'readUnit', count: SWEEPS * UNITS_PER_SWEEP },
    { what: 'sweeps: GB of logs', price: 'logGigabyte', count: (SWEEPS * LOG_BYTES) / 1e9 },
  ];
}

/** One operation for each route and queue; each is a set of metrics beside that of the whole service. */
function handlerRows({ resources }: StackTemplate): Row[] {
  const operations = resources.filter(({ type }) =>
    ['AWS::ApiGatewayV2::Route', 'AWS::Lambda::EventSourceMapping'].includes(type),
  ).length;
  return [
    {
      what: `custom metrics of the handlers (${STEADY_METRICS} for the service, ${STEADY_METRICS} for each of ${operations} operations), with traffic in every hour`,
      price: 'customMetric',
      count: STEADY_METRICS * (1 + operations),
    },
  ];
}

function stackTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, price, count }) => {
    const { usd, trust } = PRICES[price];
    return [what, amount(count), unitPrice(usd), dollars(usd * count), trust];
  });
  const sum = rows.reduce((total, { price, count }) => total + PRICES[price].usd * count, 0);
  return table(
    ['what', 'how many:', 'each:', 'a month:', 'price is'],
    [...lines, ['**together**', '', '', `**${dollars(sum)}**`, '']],
  );
}

function amount(count: number): string {
  return count < 1 ? count.toPrecision(2) : Math.round(count).toLocaleString('en-US');
}

/** Small prices are written for a million, as AWS does. */
function unitPrice(usd: number): string {
  return usd < 0.001 ? `$${Number((usd * 1e6).toPrecision(6))} per million` : dollars(usd);
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}
