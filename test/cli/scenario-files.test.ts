import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioFiles } from '../../lib/cli/scenario-files';
import { messageOf, temporaryDirectory } from '../rehearsal/support';

const directory = temporaryDirectory();
const home = process.cwd();
beforeAll(() => {
  const files = ['b.scenario', 'a/z.scenario', 'a/deep/1.scenario', 'a.scenario', 'a/notes.md', 'a+b (1).scenario'];
  const passedOver = ['node_modules/x.scenario', '.hidden/x.scenario'];
  for (const file of [...files, ...passedOver]) directory.write(`tree/${file}`, '');
  directory.write('empty/readme.md', '');
  directory.write('[a].scenario', '');
  symlinkSync(join(directory.path, 'tree'), join(directory.path, 'tree/loop'));
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

test('files are taken as they are given, whatever they are called, each once', () => {
  const given = ['tree/b.scenario', 'tree/a/notes.md', '[a].scenario', 'tree/b.scenario'];
  expect(scenarioFiles(given)).toEqual(given.slice(0, 3));
  expect(scenarioFiles([])).toEqual([]);
});

test('a directory stands for the scenarios below it, without hidden ones, installed packages and links', () => {
  const all = [
    'tree/a/deep/1.scenario',
    'tree/a/z.scenario',
    'tree/a+b (1).scenario',
    'tree/a.scenario',
    'tree/b.scenario',
  ];
  expect(scenarioFiles(['tree'])).toEqual(all);
  expect(scenarioFiles(['./tree/'])).toEqual(all);
  expect(scenarioFiles(['tree/b.scenario', 'tree'])).toEqual(['tree/b.scenario', ...all.slice(0, 4)]);
});

test.each([
  ['tree/*.scenario', ['tree/a+b (1).scenario', 'tree/a.scenario', 'tree/b.scenario']],
  ['./tree/?.scenario', ['tree/a.scenario', 'tree/b.scenario']],
  [
    'tree/**/*.scenario',
    ['tree/a/deep/1.scenario', 'tree/a/z.scenario', 'tree/a+b (1).scenario', 'tree/a.scenario', 'tree/b.scenario'],
  ],
  ['**/deep/*', ['tree/a/deep/1.scenario']],
  ['tree/a/**', ['tree/a/deep/1.scenario', 'tree/a/notes.md', 'tree/a/z.scenario']],
  ['*/a+b (?).scenario', ['tree/a+b (1).scenario']],
])('the pattern %s', (pattern, files) => {
  expect(scenarioFiles([pattern])).toEqual(files);
});

test('a pattern may begin at the root', () => {
  const pattern = `${directory.path}/tree/b*`;
  expect(scenarioFiles([pattern])).toEqual([`${directory.path}/tree/b.scenario`]);
});

test.each([
  ['nowhere.scenario', "cannot read the scenario 'nowhere.scenario': there is no such file"],
  ['tree/b.scenario/x', "cannot read the scenario 'tree/b.scenario/x': a part of its path is a file, not a directory"],
  ['empty', "there is no .scenario file in the directory 'empty' or below; name another, or a file"],
  ['tree/*.scenaro', "no file matches 'tree/*.scenaro'; check the pattern, or name the scenarios or their directory"],
  [
    'nowhere/*.scenario',
    "no file matches 'nowhere/*.scenario'; check the pattern, or name the scenarios or their directory",
  ],
  [
    'tree/b.scenario/*',
    "no file matches 'tree/b.scenario/*'; check the pattern, or name the scenarios or their directory",
  ],
])('%s is refused', (given, message) => {
  expect(messageOf(() => scenarioFiles(['tree/b.scenario', given]))).toBe(message);
});
