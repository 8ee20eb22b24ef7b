// What Stryker is told, for one area of lib/core at a time; scripts/mutation.ts sets the variables.
const { SIGHTLINE_MUTATION_AREA: area, SIGHTLINE_MUTATION_REPORT: report } = process.env;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [`lib/core/${area}/**/*.ts`],
  testRunner: 'sampled-jest',
  appendPlugins: [new URL('./sampled-jest.mjs', import.meta.url).pathname],
  jest: { configFile: 'scripts/mutation/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // A constant of a module needs a fresh process and every test for each of its mutants: hours.
  ignoreStatic: true,
  // Machines are shared: a slow test is no endless loop.
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 60,
  // Types are checked elsewhere; a mutant that no compiler would take is still a mutant of the behaviour.
  disableTypeChecks: true,
  ignorePatterns: [
    '/.ci',
    '/.engines',
    '/bench',
    '/cdk.out',
    '/coverage',
    '/dist',
    '/docs',
    '/examples',
    '/out',
    '/runbooks',
  ],
  tempDirName: `out/mutation/${area}`,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: report },
  allowConsoleColors: false,
};
