import * as fc from 'fast-check';
import { compareReleases, type ErrorResolution, isRegression, newestRelease } from '../../../lib/core/error/release';

const T0 = 1_000_000;
const DATES = { a1b2c3: T0 - 30, d4e5f6: T0 - 20, '0f0f0f': T0 + 10 };

describe('which release is newer', () => {
  test('by the order of semver.org', () => {
    const ordered = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.9.0',
      '1.10.0',
      '2.0.0',
    ];
    for (const [index, release] of ordered.entries()) {
      for (const [other, later] of ordered.entries()) {
        expect(Math.sign(compareReleases(release, later, {}))).toBe(Math.sign(index - other));
      }
    }
    expect(compareReleases('v1.2.3', 'checkout@1.2.4+build.5', {})).toBeLessThan(0);
    expect(compareReleases('1.2.3+a', '1.2.3+b', {})).toBe(0);
  });

  test('by the time they were first seen, where they are no versions', () => {
    expect(compareReleases('a1b2c3', 'd4e5f6', DATES)).toBeLessThan(0);
    expect(compareReleases('0f0f0f', '1.0.0', { ...DATES, '1.0.0': T0 })).toBeGreaterThan(0);
    expect(newestRelease(DATES)).toBe('0f0f0f');
    expect(newestRelease({ '1.9.0': 5, '1.10.0': 1 })).toBe('1.10.0');
    expect(newestRelease({})).toBeUndefined();
  });

  test('names that objects have by themselves are releases like others', () => {
    expect(compareReleases('constructor', 'd4e5f6', DATES)).toBeGreaterThan(0);
  });

  test('is one order for all texts', () => {
    const release = fc.oneof(fc.string(), fc.stringMatching(/^\d\.\d\.\d(-[a-c\d]{1,2})?$/));
    fc.assert(
      fc.property(release, release, (a, b) => {
        // Two that nobody saw are alike, unless they are versions.
        expect(Math.sign(compareReleases(a, b, {})) + Math.sign(compareReleases(b, a, {}))).toBe(0);
      }),
    );
  });
});

describe('whether a resolved error is back', () => {
  const resolution = (changes: Partial<ErrorResolution>): ErrorResolution => ({ atMs: T0, by: 'alice', ...changes });
  const after = T0 + 100;

  test.each<[string, Partial<ErrorResolution>, string | undefined, boolean]>([
    ['resolved in a release: that release has it again', { inRelease: '1.2.0' }, '1.2.0', true],
    ['resolved in a release: a newer one has it again', { inRelease: '1.2.0' }, '1.3.0', true],
    ['resolved in a release: an older one is draining', { inRelease: '1.2.0' }, '1.1.9', false],
    ['resolved in a release: a candidate of it is older', { inRelease: '1.2.0' }, '1.2.0-rc.1', false],
    ['resolved in a release: an event without one counts as older', { inRelease: '1.2.0' }, undefined, false],
    ['resolved in the next release: the one of then does not have the fix', { afterRelease: '1.2.0' }, '1.2.0', false],
    ['resolved in the next release: the next one does', { afterRelease: '1.2.0' }, '1.2.1', true],
    ['resolved in the next release: older ones do not', { afterRelease: '1.2.0' }, '1.0.0', false],
    ['resolved in the next release: an event without one counts as older', { afterRelease: '1.2.0' }, undefined, false],
    ['no versions: what was first seen before is older', { inRelease: 'd4e5f6' }, 'a1b2c3', false],
    ['no versions: what was first seen after is newer', { inRelease: 'd4e5f6' }, '0f0f0f', true],
    ['no versions: what is seen right now is newer', { afterRelease: 'd4e5f6' }, 'cafe00', true],
    ['a release that nobody saw dates from its resolution: older', { inRelease: 'future' }, 'd4e5f6', false],
    ['a release that nobody saw dates from its resolution: newer', { inRelease: 'future' }, '0f0f0f', true],
    ['resolved without a release: whatever comes after', {}, undefined, true],
    ['resolved without a release: of any release', {}, '1.0.0', true],
  ])('%s', (_, changes, release, expected) => {
    expect(isRegression(resolution(changes), { release, atMs: after }, DATES)).toBe(expected);
  });

  test('what was logged before the resolution, and comes late or again, is no regression', () => {
    expect(isRegression(resolution({}), { atMs: T0 }, DATES)).toBe(false);
    expect(isRegression(resolution({ inRelease: '1.2.0' }), { release: '1.3.0', atMs: T0 }, DATES)).toBe(false);
    expect(isRegression(resolution({ afterRelease: '1.2.0' }), { release: '1.3.0', atMs: T0 - 1 }, DATES)).toBe(false);
    expect(isRegression(resolution({}), { atMs: T0 + 1 }, DATES)).toBe(true);
  });
});
