const base = require('./jest.config.js');

/**
 * What `npm test` runs: every file that takes a second or two. The others have names that end in `.slow.test.ts`: browsers,
 * engines, whole apps, whole days in virtual time.
 */
/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, '\\.slow\\.test\\.ts$'],
};
