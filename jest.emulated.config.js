const { transform, moduleNameMapper, testEnvironment, testMatch, reporters } = require('./jest.config.js');

/** Tests against AWS emulators: real processes, real sockets, real seconds. */
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment,
  testMatch,
  transform,
  moduleNameMapper,
  reporters,
  roots: ['<rootDir>/test/emulated'],
  globalSetup: '<rootDir>/test/emulated/install.ts',
  globalTeardown: '<rootDir>/test/emulated/tell.ts',
  testTimeout: 480_000,
};
