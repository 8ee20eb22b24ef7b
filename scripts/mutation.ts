/**
 * `npm run mutation -- [AREA ...] [--sample N] [--seed N] [--json]`: Stryker changes the code of lib/core/AREA, one small
 * mutant after the other, and the tests of that area must notice. Areas are alarm, slo and incident (default: all three).
 * Of the mutants that a test reaches, N are tried (default: 300), chosen by the seed: all of them would take hours. Prints
 * the survivors and the scores; with `--json` the last line is one JSON object {area: score}.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../bench/measure';
import { type MutationReport, type MutationScore, type Survivor, scoreOf } from './mutation/score';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'out', 'mutation');
const STRYKER = join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const AREAS = ['alarm', 'slo', 'incident'] as const;
type Area = (typeof AREAS)[number];

interface Options {
  readonly areas: readonly Area[];
  readonly sample: number;
  readonly seed: number;
  readonly json: boolean;
}

try {
  main();
} catch (error) {
  process.stderr.write(`mutation: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function main(): void {
  const options = parseOptions();
  if (!existsSync(STRYKER)) throw new Error("@stryker-mutator/core is not installed; run 'npm ci'");
  const scores = options.areas.map((area) => [area, mutate(area, options)] as const);
  for (const [, { survivors }] of scores) process.stdout.write(survivors.map(lineOf).join(''));
  process.stdout.write(`\n${tableOf(scores)}`);
  if (options.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(scores))}\n`);
}

function parseOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !AREAS.some((area) => area === name));
  if (unknown.length > 0) throw new Error(`unknown area ${unknown.join(', ')}; there are ${AREAS.join(', ')}`);
  const [sample, seed] = [Number(values.sample), Number(values.seed)];
  if (!Number.isInteger(sample) || sample < 1) {
    throw new Error(`--sample must be a whole number from 1, got ${values.sample}`);
  }
  if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number, got ${values.seed}`);
  const areas = positionals.length > 0 ? AREAS.filter((area) => positionals.includes(area)) : AREAS;
  return { areas, sample, seed, json: values.json };
}

function mutate(area: Area, { sample, seed }: Options): MutationScore {
  mkdirSync(OUT, { recursive: true });
  const report = join(OUT, `${area}.json`);
  const plan = join(OUT, `${area}.plan.json`);
  for (const file of [report, plan]) rmSync(file, { force: true });
  process.stdout.write(`mutating lib/core/${area} ...\n`);
  const { status } = spawnSync(process.execPath, [STRYKER, 'run', 'scripts/mutation/stryker.config.mjs'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      SIGHTLINE_MUTATION_AREA: area,
      SIGHTLINE_MUTATION_REPORT: report,
      SIGHTLINE_MUTATION_PLAN: plan,
      SIGHTLINE_MUTATION_SAMPLE: String(sample),
      SIGHTLINE_MUTATION_SEED: String(seed),
    },
  });
  if (status !== 0) throw new Error(`Stryker ended with exit code ${status} on lib/core/${area}`);
  return scoreOf(JSON.parse(readFileSync(report, 'utf8')) as MutationReport);
}

function lineOf({ place, mutator, original, replacement }: Survivor): string {
  return `${place}  ${mutator}: ${original} -> ${replacement}\n`;
}

function tableOf(scores: readonly (readonly [Area, MutationScore])[]): string {
  const rows = scores.map(([area, score]) => [
    `lib/core/${area}`,
    `${score.score} %`,
    `${score.scoreOfReached} %`,
    `${score.killed} of ${score.tried}`,
    String(score.mutants),
    String(score.unreached),
    String(score.constants),
    String(score.crashed),
  ]);
  return table(
    ['', 'score', 'of those reached', 'killed', 'mutants', 'not reached', 'constants, not tried', 'crashed'],
    rows,
  );
}
