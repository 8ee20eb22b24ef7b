/**
 * Stryker's jest runner, made quick enough for a large test suite: of the mutants that some test reaches, it tries a sample
 * with a fixed seed, and for each it loads only the test files that reach it. The others end as errors named NOT_SAMPLED,
 * which Stryker leaves out of its score; the sample's share and score are in the report for scripts/mutation/score.ts.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { commonTokens, declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

const NOT_SAMPLED = 'not sampled';
const {
  SIGHTLINE_MUTATION_PLAN: planFile,
  SIGHTLINE_MUTATION_SAMPLE: size,
  SIGHTLINE_MUTATION_SEED: seed,
} = process.env;

const jest = jestPlugins.find(({ name }) => name === 'jest');

class SampledJest {
  constructor(runner) {
    this.runner = runner;
    this.adapter = runner.jestTestAdapter;
    const run = this.adapter.run.bind(this.adapter);
    this.adapter.run = (settings) => run(this.testFiles ? { ...settings, testFiles: this.testFiles } : settings);
  }

  init() {
    return this.runner.init();
  }

  capabilities() {
    return this.runner.capabilities();
  }

  /** Other workers read the plan: only one of them makes this run. */
  async dryRun(options) {
    const result = await this.runner.dryRun(options);
    if (result.status === 'complete') writeFileSync(planFile, JSON.stringify(planOf(result)));
    return result;
  }

  async mutantRun(options) {
    this.plan ??= JSON.parse(readFileSync(planFile, 'utf8'));
    const files = this.plan[options.activeMutant.id];
    if (!files) return { status: 'error', errorMessage: NOT_SAMPLED };
    this.testFiles = files;
    try {
      return await this.runner.mutantRun(options);
    } finally {
      this.testFiles = undefined;
    }
  }
}

/** Id of each mutant of the sample -> files of the tests that reach it. */
function planOf({ tests, mutantCoverage }) {
  const reached = new Map();
  for (const { id, fileName } of tests) {
    for (const mutant of Object.keys(mutantCoverage.perTest[id] ?? {})) {
      reached.set(mutant, (reached.get(mutant) ?? new Set()).add(fileName));
    }
  }
  const isStatic = (mutant) => mutantCoverage.static[mutant] > 0;
  const sample = [...reached.keys()]
    .filter((mutant) => !isStatic(mutant))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .slice(0, Number(size));
  return Object.fromEntries(sample.map((mutant) => [mutant, [...reached.get(mutant)]]));
}

/** A number without a pattern for each mutant, the same for the same seed. */
function rank(mutant) {
  return createHash('sha256').update(`${seed}:${mutant}`).digest('hex');
}

sampledJest.inject = [commonTokens.injector];
function sampledJest(injector) {
  return new SampledJest(injector.injectFunction(jest.factory));
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'sampled-jest', sampledJest)];
