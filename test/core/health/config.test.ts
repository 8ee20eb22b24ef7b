import fc from 'fast-check';
import { parseHealthConfig } from '../../../lib/core/health/config';

const config = {
  schemaVersion: 1,
  service: 'checkout',
  environment: 'prod',
  checks: [{ name: 'api', url: 'https://a' }],
};

test('a configuration that fits is read as it is', () => {
  expect(parseHealthConfig(JSON.stringify(config))).toEqual(config);
});

test.each([
  ['not JSON', 'must be a JSON object, got "not JSON"'],
  ['null', 'must be a JSON object, got null'],
  [JSON.stringify({ ...config, schemaVersion: 2 }), 'has schemaVersion 2, this code reads up to 1'],
  [JSON.stringify({ ...config, schemaVersion: 'x' }), 'has schemaVersion x'],
  [JSON.stringify({ ...config, service: '' }), "needs the texts 'service' and 'environment'"],
  [JSON.stringify({ ...config, checks: [] }), "needs a list 'checks' that is not empty"],
  [JSON.stringify({ ...config, checks: [config.checks[0], null] }), "needs the texts 'name' and 'url' in checks[1]"],
])('%s is refused with what to do', (text, message) => {
  expect(() => parseHealthConfig(text)).toThrow(
    new RegExp(`${message.replace(/[[\]']/g, '\\$&')}.*deploy the HealthChecks construct again`),
  );
});

test('anything else is refused by the same words, never by accident', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(() => parseHealthConfig(text)).toThrow(/^the configuration of the health checks /);
    }),
  );
});
