/**
 * What the middleware costs a handler, beside a bare handler, the same work written by hand, and the usual libraries.
 * How it is measured, and one run's table: docs/explanation/what-a-handler-costs.md. With `--json` the last line is one
 * JSON object; `--quick` takes half a minute and shows more noise.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ratio, table } from './measure';
import { type Measurement, type Measurements, measure, type Plan } from './middleware/measurement';
import type { Round } from './middleware/runtime';

const KB = 1024;
const FULL: Plan = { starts: 21, warmUpCalls: 5_000, rounds: 25, callsPerRound: 2_000 };
const QUICK: Plan = { starts: 7, warmUpCalls: 3_000, rounds: 5, callsPerRound: 1_000 };

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const folder = mkdtempSync(join(tmpdir(), 'sightline-bench-'));

main()
  .catch((error: Error) => {
    process.stderr.write(`bench:middleware: ${error.message}\n`);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));

async function main(): Promise<void> {
  const plan = options.quick ? QUICK : FULL;
  const all = await measure(plan, folder);
  const { bare, ours } = all;
  process.stdout.write(`${tableOf(all)}\n${anchorsOf(all, plan)}\n`);
  const results = {
    p50OverFloor: quotient(ours, all['full-floor'], 'p50Us'),
    p99OverFloor: quotient(ours, all['full-floor'], 'p99Us'),
    p50PowertoolsMiddyOverOurs: quotient(all['powertools-middy'], ours, 'p50Us'),
    initOverNodeBoot: initOverNodeBoot(ours, bare),
    bundleKB: bundleKB(ours, bare),
    metricsOnlyBundleKB: bundleKB(all['ours-metrics'], bare),
    heapGrowthKB: rounded(ours.heapGrowthBytes / KB),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function tableOf(all: Measurements): string {
  const { bare, 'emf-floor': emfFloor, 'full-floor': floor } = all;
  const rows = Object.values(all).map((one) => [
    one.candidate.title,
    `${(one.bundle.cjsBytes / KB).toFixed(1)}`,
    `${(one.bundle.esmBytes / KB).toFixed(1)}${one.bundle.runsAsEsm ? '' : ' (*)'}`,
    initOverNodeBoot(one, bare).toFixed(2),
    `${ratio(medianOf(one.starts, 'firstCallMs'), medianOf(floor.starts, 'firstCallMs'))} x`,
    `${quotient(one, emfFloor, 'p50Us')} x`,
    `${quotient(one, floor, 'p50Us')} x`,
    `${quotient(one, floor, 'p99Us')} x`,
    `${cpuOverFloor(one, all)} x`,
    `${Math.round(one.heapGrowthBytes / KB)} KB`,
    `${Math.round(one.outputBytesPerCall)} + ${one.packetsPerCall.toFixed(2)}`,
  ]);
  const head = [
    '',
    'CJS KB',
    'ESM KB',
    'init',
    'first call',
    'p50 / metrics',
    'p50',
    'p99',
    'CPU',
    'heap growth',
    'output',
  ];
  return table(head, rows);
}

/** What one needs to read the ratios, and nothing to compare between machines. */
function anchorsOf({ bare, 'emf-floor': emfFloor, 'full-floor': floor }: Measurements, plan: Plan): string {
  const us = (one: Measurement, key: 'p50Us' | 'p99Us') => `${medianOf(one.rounds, key).toFixed(1)} us`;
  return [
    `init: over bare, as a share of the ${medianOf(bare.starts, 'readyMs').toFixed(0)} ms Node takes to the first invocation;`,
    `first call, p50, p99, CPU: over the full floor (p50 ${us(floor, 'p50Us')}, p99 ${us(floor, 'p99Us')});`,
    `p50 / metrics: over metrics by hand (p50 ${us(emfFloor, 'p50Us')}); output: bytes and packets a call;`,
    `${plan.rounds} rounds x ${plan.callsPerRound} calls, ${plan.starts} starts; (*) fails to load without a banner\n`,
  ].join('\n');
}

/** The larger of the CommonJS and the ES module bundle, without what the bare handler takes. */
function bundleKB({ bundle }: Measurement, bare: Measurement): number {
  return rounded(Math.max(bundle.cjsBytes - bare.bundle.cjsBytes, bundle.esmBytes - bare.bundle.esmBytes) / KB);
}

function initOverNodeBoot(one: Measurement, bare: Measurement): number {
  const overBareMs = medianOf(one.starts, 'initMs') - medianOf(bare.starts, 'initMs');
  return rounded(overBareMs / medianOf(bare.starts, 'readyMs'), 3);
}

/** The median of the rounds' ratios: each compares neighbours in time. */
function quotient(one: Measurement, other: Measurement, key: 'p50Us' | 'p99Us'): number {
  return ratio(median(one.rounds.map((round, index) => round[key] / (other.rounds[index] as Round)[key])), 1);
}

/** Without what the bench itself takes for a call, which is what is measured of the bare handler. */
function cpuOverFloor(one: Measurement, { bare, 'full-floor': floor }: Measurements): number {
  const ownUs = (rounds: readonly Round[]) =>
    rounds.map(({ cpuUs }, index) => cpuUs - (bare.rounds[index] as Round).cpuUs);
  const floorUs = ownUs(floor.rounds);
  return ratio(median(ownUs(one.rounds).map((us, index) => us / (floorUs[index] as number))), 1);
}

function medianOf<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return median(items.map((item) => item[key]));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
