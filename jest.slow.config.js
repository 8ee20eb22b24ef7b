const base = require('./jest.config.js');

/** What `npm run test:slow` runs: what `npm test` leaves out. */
/** @type {import('jest').Config} */
module.exports = { ...base, testMatch: ['**/*.slow.test.ts'] };
