import { parseOptions } from '../../lib/cli/options';
import { UsageError } from '../../lib/cli/usage-error';
import { messageOf } from '../rehearsal/support';

const OPTIONS = {
  assembly: { type: 'string' },
  out: { type: 'string' },
  tag: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;
const ALLOWED = 'Options are: --assembly, --out, --tag, --help';

test('reads values, switches and what stands around them', () => {
  expect(
    parseOptions(['a', '--out', 'x', 'b', '--assembly=y', '-h', '--tag', '1', '--tag=2', '--', '--c'], OPTIONS),
  ).toEqual({
    values: { out: 'x', assembly: 'y', help: true, tag: ['1', '2'] },
    positionals: ['a', 'b', '--c'],
  });
  expect(parseOptions([], OPTIONS)).toEqual({ values: {}, positionals: [] });
});

test('a negative number and a value behind an equals sign may begin with a dash', () => {
  expect(parseOptions(['--out', '-1.5', '--assembly=--x'], OPTIONS).values).toEqual({ out: '-1.5', assembly: '--x' });
});

test.each([
  [['--assmbly', 'x'], `there is no option '--assmbly'; did you mean '--assembly'? ${ALLOWED}`],
  [['--assmbly=x'], `there is no option '--assmbly'; did you mean '--assembly'? ${ALLOWED}`],
  [['--app', 'x'], `there is no option '--app'; did you mean '--assembly'? ${ALLOWED}`],
  [['--Out', 'x'], `there is no option '--Out'; did you mean '--out'? ${ALLOWED}`],
  [['--scenario'], `there is no option '--scenario'. ${ALLOWED}`],
  [['--constructor'], `there is no option '--constructor'. ${ALLOWED}`],
  [['--no-help'], `there is no option '--no-help'. ${ALLOWED}`],
  [['-x'], `there is no option '-x'. ${ALLOWED}`],
  [['-hx'], `there is no option '-x'. ${ALLOWED}`],
  [['-out', 'x'], `there is no option '-out'; did you mean '--out'? ${ALLOWED}`],
  [['-help'], `there is no option '-help'; did you mean '--help'? ${ALLOWED}`],
  [['--out'], '--out needs a value, and there is none behind it'],
  [['--out='], '--out needs a value, and there is none behind it'],
  [['--out', ''], '--out needs a value, and there is none behind it'],
  [
    ['--out', '--assembly', 'x'],
    "--out needs a value, got the option '--assembly'; a value that begins with a dash is written --out=--assembly",
  ],
  [['--help=yes'], "--help takes no value, got 'yes'"],
  [['--out', 'x', '--out', 'y'], '--out is given twice; keep one of them'],
  [['--help', '-h'], '-h is given twice; keep one of them'],
])('%j is refused', (args, message) => {
  expect(messageOf(() => parseOptions(args, OPTIONS))).toBe(message);
  expect(() => parseOptions(args, OPTIONS)).toThrow(UsageError);
});
