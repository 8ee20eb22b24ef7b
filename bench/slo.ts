/**
 * `evaluateSlo` over 1,000 objectives with 30 days of minutes each (the workbook's four rules, burn rates over seven
 * windows, budget, status, projection), against a plain loop that adds up every window every minute, and against
 * `promtool test rules`. With `--json` the last line is one JSON object, in which `growth` is the time for 60 days over
 * twice the time for 30 days: 1 is linear.
 */
import { parseArgs } from 'node:util';
import { ratio, table } from './measure';
import { evaluateFleet, type Fleet, measureGrowth } from './slo/fleet';
import { againstPromtool, againstResumming, type Comparison } from './slo/peers';
import { KIND_NAMES, trafficOf } from './slo/traffic';

const MINUTES_A_DAY = 1_440;
const DAYS = 30;
const MINUTES = DAYS * MINUTES_A_DAY;
const SLOS = 1_000;
/** Two of each kind. */
const GROWTH_SLOS = 2 * KIND_NAMES.length;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const RUNS = options.quick
  ? { fleet: 1, growth: 9, resumming: 3, promtool: 1, promtoolDays: 1 }
  : { fleet: 5, growth: 21, resumming: 5, promtool: 1, promtoolDays: 2 };

main().catch((error: Error) => {
  process.stderr.write(`bench:slo: ${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const fleet = evaluateFleet(SLOS, MINUTES, RUNS.fleet);
  const growth = measureGrowth(GROWTH_SLOS, MINUTES, RUNS.growth);
  const oneOfEach = KIND_NAMES.map((_, index) => trafficOf(index, MINUTES));
  const resumming = await againstResumming(RUNS.resumming, oneOfEach);
  const days = trafficOf(KIND_NAMES.indexOf('flapping'), RUNS.promtoolDays * MINUTES_A_DAY);
  const promtool = await againstPromtool(RUNS.promtool, days);
  process.stdout.write(`${fleetTable(fleet)}\n${peerTable(resumming, promtool)}\ngrowth ${growth.toFixed(2)}\n`);
  const results = {
    slosPerSecond: Number((SLOS / (fleet.ms / 1_000)).toPrecision(3)),
    growth: ratio(growth, 1),
    timesFasterThanResumming: faster(resumming),
    ...(typeof promtool !== 'string' && { timesFasterThanPromtool: faster(promtool) }),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function fleetTable({ ms, kinds }: Fleet): string {
  const rows = [...kinds].map(([kind, tally]) => [
    kind,
    `${(tally.ms / tally.evaluations).toFixed(2)} ms`,
    (tally.firings / tally.evaluations).toFixed(1),
  ]);
  const all = [`all ${SLOS}`, `${(ms / SLOS).toFixed(2)} ms`, '', `${Math.round(SLOS / (ms / 1_000))} SLOs/s`];
  return table([`SLOs of ${DAYS} days of minutes`, 'an SLO', 'firings'], [...rows, all]);
}

function peerTable(resumming: Comparison, promtool: Comparison | string): string {
  const row = (name: string, { ours, theirs }: Comparison) => [
    name,
    `${Math.round(theirs)} ms`,
    `${ours.toFixed(2)} ms`,
    `${faster({ ours, theirs })} x`,
  ];
  return table(
    ['the same series and rules', 'peer', 'evaluateSlo', 'faster'],
    [
      row(`a plain loop, ${KIND_NAMES.length} SLOs x ${DAYS} days`, resumming),
      typeof promtool === 'string'
        ? ['promtool test rules', promtool]
        : row(`promtool test rules, whole process, 1 SLO x ${RUNS.promtoolDays * 24} h`, promtool),
    ],
  );
}

function faster({ ours, theirs }: Comparison): number {
  const times = ratio(theirs, ours);
  return times < 100 ? times : Math.round(times);
}
