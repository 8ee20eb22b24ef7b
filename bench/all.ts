/**
 * `npm run bench -- [--quick] [--data DIR] [--json]`: every `bench:*` script of package.json, one after the other; then
 * docs/reference/benchmarks.md is written from the results. `--quick` goes to those that know it; `--data` is the folder
 * of labelled series that `bench:anomaly` reads. With `--json` the last line is one JSON object {name: result}, where a
 * benchmark that could not run has {"skipped": why}. If one fails, the others still run, and the page stays as it was.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarkPage, type Machine, type Outcome } from './all/page';
import { type RunOptions, runBenchmark } from './all/run';
import { SECTIONS } from './all/sections';

const ROOT = join(__dirname, '..');
const PAGE = 'docs/reference/benchmarks.md';
const GIB = 2 ** 30;

/** The names behind `bench:`, in the order of package.json. */
export function benchmarkNames(): string[] {
  const { scripts } = require('../package.json') as { readonly scripts: Readonly<Record<string, string>> };
  return Object.keys(scripts).flatMap((script) => (script.startsWith('bench:') ? [script.slice('bench:'.length)] : []));
}

function main(): void {
  const { values: options } = parseArgs({
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const { outcomes, failed } = runAll({ quick: options.quick, data: options.data });
  if (failed.length > 0) throw new Error(`${failed.join(', ')} failed; ${PAGE} is not written`);
  writeFileSync(join(ROOT, PAGE), benchmarkPage(outcomes, SECTIONS, { machine: machine(), quick: options.quick }));
  process.stdout.write(`${PAGE} written\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(resultsOf(outcomes))}\n`);
}

function runAll(options: RunOptions): { readonly outcomes: Record<string, Outcome>; readonly failed: string[] } {
  const outcomes: Record<string, Outcome> = {};
  const failed: string[] = [];
  for (const name of benchmarkNames()) {
    const section = SECTIONS[name];
    if (!section) throw new Error(`bench:${name} has no section in bench/all/sections.ts; write one`);
    process.stdout.write(`== bench:${name}\n`);
    try {
      const outcome = runBenchmark(name, section, options);
      outcomes[name] = outcome;
      process.stdout.write(`${'skipped' in outcome ? `skipped: ${outcome.skipped}` : outcome.printed.trim()}\n\n`);
    } catch (error) {
      failed.push(name);
      process.stderr.write(`bench:${name}: ${(error as Error).message}\n`);
    }
  }
  return { outcomes, failed };
}

function resultsOf(outcomes: Readonly<Record<string, Outcome>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([name, outcome]) => [name, 'skipped' in outcome ? outcome : outcome.result]),
  );
}

function machine(): Machine {
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / GIB),
    system: process.platform,
    node: process.versions.node,
  };
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
