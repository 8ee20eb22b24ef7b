/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
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
