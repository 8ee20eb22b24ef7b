import fc from 'fast-check';
import { keyOf, propertyAt, readProperties } from '../../../lib/core/catalog/properties';

describe('properties', () => {
  const read = readProperties({
    Timeout: '30',
    memorySize: 128,
    Enabled: 'true',
    off: false,
    Name: { Ref: 'P' },
    Items: [{ Id: 'a' }, { Id: 'b' }],
    Deep: { VpcConfig: { subnetIds: ['s'] } },
  });

  test('are found by their path, whatever the case of its letters', () => {
    expect(read.number('timeout')).toBe(30);
    expect(read.number('MemorySize')).toBe(128);
    expect(read.has('deep.vpcconfig.SubnetIds')).toBe(true);
    expect(read.list('items').map((item) => item.text('id'))).toEqual(['a', 'b']);
  });

  test('are numbers and flags in text, too', () => {
    expect(read.flag('enabled')).toBe(true);
    expect(read.flag('Off')).toBe(false);
    expect(readProperties({ A: 'yes' }).flag('A')).toBeUndefined();
  });

  test.each(['', ' ', 'x', 'NaN', 'Infinity', null, {}, [], true])('are no number where they are %j', (value) => {
    expect(readProperties({ A: value }).number('A', 5)).toBeUndefined();
  });

  test('are the default only where they are not set: what is known at deploy time is not known', () => {
    expect(read.number('Missing', 3)).toBe(3);
    expect(read.text('Name', 'x')).toBeUndefined();
    expect(read.has('Name')).toBe(true);
  });

  test('of what is imported are not known, and have no defaults', () => {
    const unknown = readProperties(undefined);
    expect([unknown.known, unknown.number('A', 3), unknown.text('A', 'x'), unknown.flag('A', true)]).toEqual([
      false,
      undefined,
      undefined,
      undefined,
    ]);
    expect([unknown.list('A'), unknown.has('A')]).toEqual([[], false]);
  });

  test('are not what every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(propertyAt({}, name)).toBeUndefined();
      expect(keyOf({}, name)).toBeUndefined();
      expect(readProperties({ A: 1 }).has(`A.${name}`)).toBe(false);
    }
    expect(propertyAt(JSON.parse('{"__proto__": {"a": 1}}'), '__proto__.a')).toBe(1);
  });

  test('of the very name win over those in another case', () => {
    expect(propertyAt({ timeout: 1, Timeout: 2 }, 'Timeout')).toBe(2);
    expect(propertyAt({ timeout: 1, Timeout: 2 }, 'timeout')).toBe(1);
  });

  test('are read from any JSON without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, path) => {
        const properties = readProperties(value);
        for (const key of ['number', 'text', 'flag', 'list', 'has'] as const) {
          expect(() => properties[key](path)).not.toThrow();
        }
      }),
    );
  });
});
