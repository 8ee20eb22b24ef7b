import fc from 'fast-check';
import { plain } from '../../../lib/view/escape';
import { momentHash, readDeepLink } from '../../../lib/view/report/deep-link';
import { anyCharacter } from '../../any-character';
import { HOSTILE } from './fixture';

const AT = Date.UTC(2026, 0, 5, 9, 13, 11);

test('writes a moment in whole seconds of UTC, and an alarm before it', () => {
  expect(momentHash(AT)).toBe('#t=2026-01-05T09:13:11Z');
  expect(momentHash(AT + 999)).toBe('#t=2026-01-05T09:13:11Z');
  expect(momentHash(AT, 'a b&c')).toBe('#alarm=a%20b%26c&t=2026-01-05T09:13:11Z');
});

test('reads back what it wrote, whatever the alarm is called', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.oneof(fc.string({ unit: anyCharacter, minLength: 1 }), fc.constant(HOSTILE)),
      (second, name) => {
        fc.pre(plain(name) !== '');
        const link = readDeepLink(momentHash(second * 1000, name));
        expect(link).toEqual({ kind: 'moment', atMs: second * 1000, alarm: plain(name) });
      },
    ),
  );
});

test.each([
  ['#t=2026-01-05T09:13:11Z', AT],
  ['t=2026-01-05T09:13:11Z', AT],
  ['#t=2026-01-05T09:13:11.500Z', AT + 500],
  ['#t=2026-01-05T09:13Z', AT - 11_000],
  ['#t=2026-01-05T10:13:11+01:00', AT],
  ['#t=2026-01-05T09%3A13%3A11Z', AT],
  ['#t=2026-01-05T09:13:11Z&t=2026-01-06T00:00:00Z', AT],
])('reads %s', (hash, atMs) => {
  expect(readDeepLink(hash)).toEqual({ kind: 'moment', atMs });
});

test('reads an alarm without a moment, and a name with a stray percent sign', () => {
  expect(readDeepLink('#alarm=CPU%20high')).toEqual({ kind: 'moment', alarm: 'CPU high' });
  expect(readDeepLink('#alarm=5 % faults')).toEqual({ kind: 'moment', alarm: '5 % faults' });
});

test.each(['', '#', '#story', '#line-18', '#timeline'])('leaves %j to the browser', (hash) => {
  expect(readDeepLink(hash).kind).toBe('place');
});

test.each([
  ['#t=', "has no time in ''"],
  ['#t', "has no time in ''"],
  ['#t=yesterday', "has no time in 'yesterday'"],
  ['#t=2026-13-05T09:13:11Z', 'has no time'],
  ['#t=2026-02-03 09:13', 'has no time'],
  ['#t=2026-01-05T09:13:11', 'has no time'],
  ['#t=1767604391000', 'has no time'],
  ['#alarm=', 'names no alarm'],
  ['#alarm&t=2026-01-05T09:13:11Z', 'names no alarm'],
  ['#time=2026-01-05T09:13:11Z', "does not know 'time'"],
  ['#t=2026-01-05T09:13:11Z&x=1', "does not know 'x'"],
])('says what is wrong with %s', (hash, problem) => {
  const link = readDeepLink(hash);
  expect(link.kind === 'malformed' && link.problem).toContain(problem);
  expect(link.kind === 'malformed' && link.problem).toContain('#t=2026-01-05T09:13:11Z');
});

test('never throws and never passes control characters on', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.constant(`#t=${HOSTILE}`)), (text) => {
      for (const hash of [text, `#t=${text}`, `#alarm=${text}`]) {
        const link = readDeepLink(hash);
        const told = link.kind === 'malformed' ? link.problem : link.kind === 'moment' ? (link.alarm ?? '') : '';
        expect(plain(told)).toBe(told);
      }
    }),
  );
});
