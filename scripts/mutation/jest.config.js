const { join } = require('node:path');
const { transform, moduleNameMapper, testEnvironment, testTimeout } = require('../../jest.config.js');

const area = process.env.SIGHTLINE_MUTATION_AREA;

/** The tests of one area and the examples from the documentation of AWS: no other test is asked. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: join(__dirname, '..', '..'),
  roots: ['<rootDir>/test'],
  testEnvironment,
  testTimeout,
  transform,
  moduleNameMapper,
  testMatch: [`<rootDir>/test/core/${area}/**/*.test.ts`, '<rootDir>/test/vectors.test.ts'],
};
