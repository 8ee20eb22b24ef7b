/**
 * Synthesis: the same app with the same 5.2 alarms a function with Sightline, with cdk-monitoring-constructs, as raw L1
 * alarms, and without any. Each run is a process of its own; candidates take turns. With `--json` the last line is one
 * JSON object. The app comes in stacks of 40 functions.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ratio, table } from './measure';
import { CANDIDATES, type CandidateName } from './synth/monitored';
import type { Outcome } from './synth/run';

const SIZES = [10, 50, 100, 200, 1_000];
/** Ratios come from here. */
const COMPARED = 100;
const RUNS = { compared: 5, other: 1 };

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const QUOTAS: Outcome['max'] = {
  resources: 500,
  bytes: 1_000_000,
  parameters: 200,
  widgets: 500,
  dashboardMetrics: 2_500,
};

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});

/** A quick run measures the others at one size only. */
type Outcomes = Readonly<Partial<Record<CandidateName, Outcome>>>;

const outcomes = new Map(SIZES.map((size) => [size, measureAll(size)]));
process.stdout.write(report());
if (options.json) process.stdout.write(`${JSON.stringify(figures())}\n`);

function measureAll(size: number): Outcomes {
  const runs = size === COMPARED && !options.quick ? RUNS.compared : RUNS.other;
  const names = options.quick && size !== COMPARED ? (['ours'] as const) : CANDIDATES;
  const all = Array.from({ length: runs }, () => names.map((name) => [name, runOnce(name, size)] as const)).flat();
  const median = (name: CandidateName) => {
    const own = all.filter(([candidate]) => candidate === name).map(([, outcome]) => outcome);
    return own.sort((a, b) => a.ms - b.ms)[own.length >> 1] as Outcome;
  };
  return Object.fromEntries(names.map((name) => [name, median(name)]));
}

function runOnce(name: CandidateName, size: number): Outcome {
  const script = join(__dirname, 'synth', 'run.ts');
  const args = ['--import', 'tsx', script, name, String(size)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function figures() {
  const { ours, peer, 'raw L1': raw } = outcomes.get(COMPARED) as Record<CandidateName, Outcome>;
  const deployable = SIZES.filter((size) => exceeded(outcomes.get(size)?.ours) === '');
  return {
    timeOverRawL1At100: ratio(ours.ms, raw.ms),
    timePeerOverOurs100: ratio(peer.ms, ours.ms),
    bytesOursOverPeer100: ratio(ours.bytes, peer.bytes),
    widgets100: ours.widgets,
    largestDeployable: Math.max(0, ...deployable),
    resourcesPerStackMax: Math.max(...SIZES.map((size) => outcomes.get(size)?.ours?.max.resources ?? 0)),
  };
}

/** Quotas that an outcome breaks, with numbers; empty where it can be deployed. */
function exceeded(outcome: Outcome | undefined): string {
  if (!outcome) return 'not measured';
  return Object.entries(QUOTAS)
    .filter(([name, quota]) => outcome.max[name as keyof Outcome['max']] > quota)
    .map(([name, quota]) => `${outcome.max[name as keyof Outcome['max']]} ${name} > ${quota}`)
    .join(', ');
}

function report(): string {
  const head = [
    'functions',
    'candidate',
    'time',
    'of raw L1',
    'alarms',
    'bytes',
    'widgets',
    'resources a stack',
    'deployable',
  ];
  const rows = SIZES.flatMap((size) =>
    CANDIDATES.flatMap((name) => {
      const { [name]: outcome, 'raw L1': raw } = outcomes.get(size) as Outcomes;
      if (!outcome) return [];
      const row = [
        String(size),
        name,
        `${Math.round(outcome.ms)} ms`,
        raw ? `${ratio(outcome.ms, raw.ms)} x` : '',
        String(outcome.alarms),
        String(outcome.bytes),
        String(outcome.widgets),
        String(outcome.max.resources),
        exceeded(outcome) || 'yes',
      ];
      return [row];
    }),
  );
  return table(head, rows);
}
