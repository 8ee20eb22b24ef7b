/** What TypeScript says to tests that use the matchers and the builder, with @types/jest and without. */
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

const USES = `
import { type RehearsalMatchers, rehearse, series, story } from '../../lib/rehearsal';
async function uses(check: RehearsalMatchers<void>, late: RehearsalMatchers<Promise<void>>, when: string) {
  check.toAlarm('Errors', { by: when });
  check.toHavePaged('oncall', { times: 1, within: '5m' });
  await late.toStayQuiet();
  await rehearse().play(story('A night').series('App/Errors', series().values(1, 2)).at('1m').fail('payments'));
  // @ts-expect-error a misspelt option
  check.toAlarm('Errors', { buy: when });
  // @ts-expect-error a kind that there is not
  check.toHaveNotified('mail', 'oncall');
  // @ts-expect-error times are a number
  check.toHavePaged('oncall', { times: '1' });
  // @ts-expect-error a scene is needed
  story('A night').at('1m').end('1h');
  // @ts-expect-error an operator that there is not
  story('A night').alarm('A', { metric: 'App/Errors', statistic: 'Sum', operator: '=>', threshold: 1 });
  // @ts-expect-error math needs its metrics
  story('A night').alarm('A', { math: 'a / b', operator: '>', threshold: 1 });
}
void uses;
`;

const WITH_JEST = `
import { rehearse } from '../../lib/rehearsal';
test('a night', async () => {
  const rehearsal = rehearse();
  const night = await rehearsal.play('a.scenario');
  expect(night).toHavePaged('oncall', { times: 1, within: '5m' });
  expect(night).not.toAlarm('Errors');
  expect(rehearsal).toBeFullyCovered();
  await expect(rehearsal.play('b.scenario')).resolves.toStayQuiet();
  expect(1).toBe(1);
  // @ts-expect-error an option that there is not
  expect(night).toHavePaged('oncall', { time: 1 });
});
`;

test.each([
  ['without @types/jest', USES, ['node']],
  [
    'with @types/jest, whose matchers stay what they are',
    USES + WITH_JEST.replace(/^import.*$/m, ''),
    ['node', 'jest'],
  ],
])('%s', (_what, text, types) => {
  expect(problemsOf(text, types)).toEqual([]);
});

test('without @types/jest there is no global expect', () => {
  expect(problemsOf(WITH_JEST, ['node'])).toContain("Cannot find name 'expect'.");
});

function problemsOf(text: string, types: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const file = join(__dirname, 'uses-of-matchers.ts');
  // What is checked is the snippet and the declarations it meets, not the rest of the program again.
  const host = ts.createCompilerHost({ ...options, types: [...types] });
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, language, ...rest) =>
    name === file ? ts.createSourceFile(name, text, language, true) : getSourceFile(name, language, ...rest);
  const program = ts.createProgram([file], { ...options, types: [...types] }, host);
  const matchers = program.getSourceFile(join(ROOT, 'lib', 'rehearsal', 'jest.ts'));
  return [program.getSourceFile(file), matchers]
    .flatMap((source) => program.getSemanticDiagnostics(source))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ').split(' Did you')[0] as string)
    .map((problem) => problem.replace(/ Do you need.*$/s, ''));
}
