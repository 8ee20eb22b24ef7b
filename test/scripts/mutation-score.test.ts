import { type MutationReport, scoreOf } from '../../scripts/mutation/score';

const SOURCE = 'const a = 1;\nif (a > 0 &&\n  b) stop();\n';

function report(...mutants: readonly (readonly [status: string, statusReason?: string])[]): MutationReport {
  const location = { start: { line: 2, column: 5 }, end: { line: 3, column: 4 } };
  return {
    files: {
      'lib/a.ts': {
        source: SOURCE,
        mutants: mutants.map(([status, statusReason]) => ({
          mutatorName: 'ConditionalExpression',
          replacement: 'false',
          status,
          statusReason,
          location,
        })),
      },
    },
  };
}

const many = (count: number, status: string, reason?: string) =>
  Array.from({ length: count }, () => [status, reason] as const);

test('the score is the kills of the sample, times the share of mutants that tests reach', () => {
  const { survivors, ...score } = scoreOf(
    report(
      ...many(8, 'Killed'),
      ...many(1, 'Timeout'),
      ...many(1, 'Survived'),
      ...many(2, 'RuntimeError', 'Test runner crashed. Tried twice to restart it.'),
      ...many(78, 'RuntimeError', 'not sampled'),
      ...many(30, 'NoCoverage'),
      ...many(7, 'Ignored'),
    ),
  );
  // 9 of 10 killed; 90 of 120 reached.
  expect(score).toEqual({
    score: 67.5,
    scoreOfReached: 90,
    tried: 10,
    killed: 9,
    mutants: 120,
    unreached: 30,
    constants: 7,
    crashed: 2,
  });
  expect(survivors).toHaveLength(1);
});

test('a survivor is shown with its place and what it replaced, in one line', () => {
  expect(scoreOf(report(['Survived'])).survivors).toEqual([
    { place: 'lib/a.ts:2', mutator: 'ConditionalExpression', original: 'a > 0 && b', replacement: 'false' },
  ]);
});

test('a run that broke or tried nothing gives no score', () => {
  expect(() => scoreOf(report(['Killed'], ['RuntimeError', 'Cannot find module x']))).toThrow(
    'a mutant ended as RuntimeError: Cannot find module x',
  );
  expect(() => scoreOf(report(['NoCoverage'], ['Ignored']))).toThrow('no mutant was tried');
});
