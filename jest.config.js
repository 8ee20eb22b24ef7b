/**
 * What the language itself provides. Jest runs each file in a context of its own, where looking up a global takes a hundred
 * times as long as elsewhere; passed to each module as an argument, it takes no time. Nothing here may be a global that a
 * test or the rehearsal replaces, such as `Date` or `setTimeout`, or that a module declares, such as `Map` (CDK's Step
 * Functions have a class of that name).
 */
const LANGUAGE = [
  ...['Array', 'ArrayBuffer', 'BigInt', 'Boolean', 'DataView', 'Error', 'Float32Array', 'Float64Array', 'Infinity'],
  ...['JSON', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'Reflect', 'RegExp', 'Set'],
  ...['String', 'Symbol', 'TypeError', 'Uint32Array', 'Uint8Array', 'WeakMap', 'WeakSet', 'isNaN', 'parseInt'],
];

// CDK validates the templates of each synth, which takes longer than the synth, and only prints what it finds. One test
// reads what it finds in every construct: test/safety/validation.slow.test.ts.
process.env.CDK_VALIDATION = 'false';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  sandboxInjectedGlobals: LANGUAGE,
  // Machines are shared: a slow one must not turn a good test red. Nothing here measures time.
  testTimeout: 120_000,
  // Jest leaves one core alone by default; on two cores that doubles the time.
  maxWorkers: '100%',
  // A worker keeps what its test files leave behind: after a hundred of them it would do little else than collect garbage.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/scripts/tally-reporter.js'],
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/emulated/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^sightline$': '<rootDir>/lib/index.ts',
    '^sightline/(middleware|rehearsal|core|powertools|publisher)$': '<rootDir>/lib/$1/index.ts',
    '^sightline/middleware/(.+)$': '<rootDir>/lib/middleware/$1.ts',
  },
};
