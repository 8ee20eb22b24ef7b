import { checkTextFile, readTextFile } from '../../lib/rehearsal/text-file';
import { messageOf, temporaryDirectory } from './support';

const directory = temporaryDirectory();
afterAll(() => directory.remove());

test('reads text', () => {
  expect(readTextFile(directory.write('a.csv', 'é\n'), 'recording')).toBe('é\n');
});

test.each([
  ['nowhere.csv', 'there is no such file'],
  ['', 'it is a directory; name a file in it'],
  ['a.csv/b.csv', 'a part of its path is a file, not a directory'],
  ['x'.repeat(5_000), 'the name is too long'],
  ['null\u0000byte', expect.stringContaining('null bytes')],
])("says why '%s' cannot be read", (name, reason) => {
  directory.write('a.csv', 'text');
  const file = `${directory.path}/${name}`;
  const begin = `cannot read the recording '${file}': `;
  for (const attempt of [readTextFile, checkTextFile]) {
    const message = messageOf(() => attempt(file, 'recording'));
    expect(message.startsWith(begin)).toBe(true);
    expect(message.slice(begin.length)).toEqual(reason);
  }
});
