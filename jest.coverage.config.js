const base = require('./jest.config.js');

/**
 * Lines and branches of the decisions (lib/core) and the use cases (lib/workflow), by the suites that are about them.
 * Branches are counted by istanbul, which takes each side of `?:`, `??`, `&&` and each default value for one.
 */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  // 'lib' too: a file that no suite loads counts as 0 %.
  roots: ['<rootDir>/lib', '<rootDir>/test/core', '<rootDir>/test/workflow', '<rootDir>/test/rehearsal'],
  // Thousands of random stories through the same lines: minutes where each line is counted.
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, '/test/workflow/interleavings/'],
  collectCoverage: true,
  collectCoverageFrom: ['lib/{core,workflow}/**/*.ts'],
  coverageDirectory: 'out/coverage',
  coverageReporters: ['json', require.resolve('./scripts/coverage-report.js')],
  coverageThreshold: {
    './lib/core/': { lines: 90, branches: 90 },
    './lib/workflow/': { lines: 90, branches: 90 },
  },
};
