import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../scripts/vectors';
import { type Run, runVectors } from '../scripts/vectors/run';

const OWN = join(__dirname, 'vectors');

type Vector = Record<string, unknown>;
type VectorFile = Record<string, unknown> & { cases: Vector[] };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vectors-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
}

function own(file: string): VectorFile {
  return JSON.parse(readFileSync(join(OWN, file), 'utf8')) as VectorFile;
}

/** Runs one file and answers its result. */
function runFile(content: unknown) {
  write('file.json', content);
  const result = runVectors(directory).results[0];
  if (!result) throw new Error('not a vector file');
  return result;
}

/** The command's exit code and what it prints. */
async function command(...args: string[]) {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      said[name] += String(chunk);
      return true;
    }),
  );
  const code = await main(args);
  for (const spy of spies) spy.mockRestore();
  return { code, ...said, lines: said.stdout.trimEnd().split('\n') };
}

const passed = (count: number) => ({ passed: count, failed: 0, notAsserted: 0 });

describe("the project's own vectors", () => {
  test('pass, every case of every file', async () => {
    const { code, lines, stderr } = await command(OWN, '--json');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      'alarm-missing-data.json': passed(40 + 3 + 1 + 3),
      'composite-rules.json': passed(12 + 3),
      'composite-suppression.json': passed(3),
      'emf.json': passed(12),
      'event-patterns.json': passed(70),
      'filter-patterns.json': passed(45),
      'metric-math.json': passed(13),
      'mute-rules.json': passed(3),
      'slo.json': passed(12),
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(lines.slice(0, -1)).toEqual([]);
  });

  test('have no cell that nobody looks at', () => {
    const notes = runVectors(OWN).results.flatMap(({ notes }) => notes);
    expect(notes.filter((note) => !note.includes('not asserted'))).toEqual([]);
  });

  const turned = turnedFiles();
  test.each(Object.keys(turned))('fail, every case of %s, with expectations turned around', (file) => {
    const asserted = runVectors(OWN).results.find((result) => result.file === file)?.tally.passed;
    const { tally, failures } = runFile(turned[file]);
    expect(tally).toEqual({ passed: 0, failed: asserted, notAsserted: 0 });
    for (const { expected, actual } of failures) expect(actual).not.toBe(expected);
  });

  test('are all turned around', () => {
    expect(Object.keys(turned).sort()).toEqual(readdirSync(OWN).sort());
  });
});

/** The own files, each case expecting what is not so. */
function turnedFiles(): Record<string, unknown> {
  const turn = (file: string, change: (vector: Vector) => Vector) => ({
    ...own(file),
    cases: own(file).cases.map(change),
  });
  const acts = (vector: Vector) => ({ ...vector, expectActions: [...(vector.expectActions as unknown[]), [99, 'OK']] });
  return {
    'alarm-missing-data.json': turnedAlarms(),
    'composite-rules.json': {
      ...turn('composite-rules.json', (vector) => ({ ...vector, expect: !vector.expect })),
      invalid: (own('composite-rules.json').invalid as Vector[]).map((vector) => ({ ...vector, rule: 'ALARM(A)' })),
    },
    'composite-suppression.json': turn('composite-suppression.json', acts),
    'mute-rules.json': turn('mute-rules.json', acts),
    'metric-math.json': turn('metric-math.json', (vector) => ({
      ...vector,
      expect: (vector.expect as (number | null)[]).map((value) => (value === null ? 0 : value + 1e-5)),
    })),
    'filter-patterns.json': turn('filter-patterns.json', (vector) =>
      vector.invalid ? { ...vector, pattern: 'fine' } : { ...vector, match: !vector.match },
    ),
    'event-patterns.json': turn('event-patterns.json', (vector) => ({
      ...vector,
      expect: vector.expect === 'match' ? 'no-match' : 'match',
    })),
    'emf.json': turn('emf.json', (vector) =>
      vector.expectMetrics
        ? { ...vector, expectMetrics: [{ unit: 'Bits' }] }
        : { ...vector, specValid: !vector.specValid },
    ),
    'slo.json': turn('slo.json', (vector) => {
      const expected = vector.expected as Record<string, number>;
      return { ...vector, expected: { ...expected, budget_consumed: (expected.budget_consumed as number) + 1e-9 } };
    }),
  };
}

function turnedAlarms(): unknown {
  const file = own('alarm-missing-data.json');
  const turnState = (vector: Vector) => {
    const { expect: expected } = vector;
    return { ...vector, expect: expected === 'RETAIN' || typeof expected === 'object' ? 'ALARM' : { not: expected } };
  };
  const turnLow = (vector: Vector) => ({ ...vector, lowSample: !vector.lowSample });
  const low = file.percentileLowSample as VectorFile;
  return {
    ...file,
    awsTables: (file.awsTables as Vector[]).map(turnState),
    awsText: (file.awsText as Vector[]).map(turnState),
    timelines: (file.timelines as Vector[]).map((vector) => ({
      ...vector,
      expectStateAfterEach: [...(vector.expectStateAfterEach as unknown[]).slice(0, -1), 'ALARM'],
    })),
    percentileLowSample: { ...low, cases: low.cases.map(turnLow) },
  };
}

describe('the command', () => {
  const broken = {
    states: { A: 'OK' },
    cases: [
      { rule: 'OK(A)', expect: false },
      { rule: 'OK(A)', expect: true },
    ],
  };

  test('tells file, case, expected and actual of a failing case, and exits 1', async () => {
    write('nested/deeper/rules.json', broken);
    const { code, lines } = await command(directory, '--json');
    expect(code).toBe(1);
    expect(lines).toEqual([
      'FAILED nested/deeper/rules.json: cases[0]: OK(A)',
      '  expected false',
      '  actual   true',
      '{"nested/deeper/rules.json":{"passed":1,"failed":1,"notAsserted":0}}',
    ]);
  });

  test('prints a table with totals for people', async () => {
    write('rules.json', broken);
    write('more-rules.json', broken);
    expect((await command(directory)).lines.slice(-4)).toEqual([
      'file             passed  failed  not asserted',
      'more-rules.json       1       1             0',
      'rules.json            1       1             0',
      'total                 2       2             0',
    ]);
  });

  test('exits 2 for a file that is not JSON, says which and why, and runs the others', async () => {
    write('broken.json', '{"cases": [');
    write('rules.json', broken);
    const { code, lines, stderr } = await command(directory, '--json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^vectors: cannot read broken\.json: it is not JSON: .+\n$/);
    expect(Object.keys(JSON.parse(lines.at(-1) ?? ''))).toEqual(['rules.json']);
  });

  test('lists what has no known layout and does not count it', async () => {
    write('README.md', '# Vectors');
    write('other.json', { cases: [{ question: 6, answer: 42 }] });
    write('list.json', [1]);
    const { code, lines, stderr } = await command(directory, '--json');
    expect(code).toBe(0);
    expect(lines).toEqual([
      'README.md: not a vector file',
      'list.json: not a vector file',
      'other.json: not a vector file',
      '{}',
    ]);
    expect(stderr).toContain('there is no vector file below');
  });

  test.each<[string, string[]]>([
    ['it takes one directory, got none', []],
    ['it takes one directory, got a b', ['a', 'b']],
    ["Unknown option '--jsno'", ['--jsno', 'a']],
    ['there is no directory', [join(OWN, 'nothing')]],
    ['is not a directory', [join(OWN, 'emf.json')]],
  ])('exits 2 and says: %s', async (says, args) => {
    const { code, stdout, stderr } = await command(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });

  test('explains itself', async () => {
    expect(await command('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('exit code'),
    });
  });
});

describe('files', () => {
  const tallies = ({ results }: Run) => results.map(({ file, tally }) => [file, tally.passed]);

  test('are recognized by their content, whatever their name', () => {
    write('notes.txt', `\uFEFF${JSON.stringify(own('mute-rules.json'))}`);
    write('slo.json', own('composite-suppression.json'));
    expect(tallies(runVectors(directory))).toEqual([
      ['notes.txt', 3],
      ['slo.json', 3],
    ]);
  });

  test('are found behind links, once, and a link to nothing is unreadable', () => {
    write('a/rules.json', own('composite-rules.json'));
    symlinkSync(join(directory, 'a', 'rules.json'), join(directory, 'linked.json'));
    symlinkSync(directory, join(directory, 'a', 'loop'));
    symlinkSync('nowhere', join(directory, 'dangling'));
    const run = runVectors(directory);
    expect(tallies(run)).toEqual([
      ['a/rules.json', 15],
      ['linked.json', 15],
    ]);
    expect(run.unreadable).toEqual([{ file: 'dangling', why: expect.stringContaining('ENOENT') }]);
  });

  test('with lists of several kinds run each list as its kind, at any depth, and tell of lists of none', () => {
    const cell = { evaluationPeriods: 1, treatMissingData: 'missing', expect: 'ALARM' };
    const { tally, notes } = runFile({
      grid: { rows: [{ points: '- - X', ...cell }] },
      percentiles: { cases: [{ percentile: 0.25, samples: 40, lowSample: false }] },
      future: [{ something: 'else' }],
    });
    expect(tally).toEqual(passed(2));
    expect(notes).toEqual(["list 'future' holds no known kind of case"]);
  });
});

describe('cases', () => {
  const alarm = { points: '0 - X - -', evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: 'missing' };

  test('that expect nothing are not asserted', () => {
    const cases = [{ ...alarm, expect: null }, alarm, { ...alarm, expect: 'OK' }];
    const { tally, notes } = runFile({ cases });
    expect(tally).toEqual({ passed: 1, failed: 0, notAsserted: 2 });
    expect(notes).toEqual(['2 not asserted, undocumented: the file expects nothing (null or absent)']);
  });

  test('that retain the state are asserted for every state before, exclusions for the other ones', () => {
    const ignored = { ...alarm, points: '- - - - -', treatMissingData: 'ignore' };
    const { tally, failures } = runFile({
      cases: [
        { ...ignored, expect: 'RETAIN' },
        { ...ignored, expect: { not: 'ALARM' } },
        { ...ignored, expect: 'NOT_ALARM' },
        { ...ignored, expect: 'ALARM', previous: 'ALARM' },
        { ...ignored, expect: 'ALARM' },
      ],
    });
    expect(tally).toEqual({ passed: 4, failed: 1, notAsserted: 0 });
    expect(failures[0]?.actual).toContain('{"was":"OK","state":"OK"');
  });

  test('of a timeline are judged step by step over the evaluation range', () => {
    const timeline = {
      ...{ threshold: 0, comparison: 'GreaterThanThreshold', evaluationPeriods: 1, treatMissingData: 'notBreaching' },
      values: [null, 1, null, null, null],
    };
    const expectStateAfterEach = [null, 'ALARM', 'RETAIN', { not: 'OK' }, 'OK'];
    expect(runFile({ timelines: [{ ...timeline, expectStateAfterEach }] }).tally).toEqual(passed(1));
    const narrow = { ...timeline, evaluationRange: 1, expectStateAfterEach };
    expect(runFile({ timelines: [narrow] }).failures[0]?.actual).toBe('["OK","ALARM","OK","OK","OK"]');
  });

  test('from an emulator are advisory: told where they differ, never counted', () => {
    const { tally, differences } = runFile({
      sources: { toy: 'toy - emulator opinion' },
      cases: [
        { id: 1, source: 'toy', pattern: 'ERROR', message: 'ERROR', match: false },
        { id: 2, source: 'toy', pattern: 'ERROR', message: 'ERROR', match: true },
        { id: 3, source: 'derived', pattern: 'ERROR', message: 'ERROR', match: true },
      ],
    });
    expect(tally).toEqual({ passed: 1, failed: 0, notAsserted: 2 });
    expect(differences).toMatchObject([{ id: 'cases 1', expected: '{"match":false}', actual: '{"match":true}' }]);
  });

  test('whose evaluation throws fail with the error, unless they expect a refusal of that kind', () => {
    const { tally, failures } = runFile({
      states: { A: 'OK' },
      cases: [
        { rule: 'OK(B)', expect: true },
        { rule: 5, invalid: true },
        { rule: 'OK(', expect: 'invalid' },
      ],
    });
    expect(tally).toEqual({ passed: 1, failed: 2, notAsserted: 0 });
    expect(failures.map(({ actual }) => actual)).toEqual([
      expect.stringContaining("throws AlarmRuleError: Alarm rule 'OK(B)' is not valid at column 4"),
      "throws TypeError: cell 'rule' of the case must be a text, got 5",
    ]);
  });

  test('that are malformed fail, each with what it lacks', () => {
    const { failures } = runFile({
      cases: [{ ...alarm, expect: 'OK' }, 'text', { ...alarm, points: '?', expect: 'MAYBE' }],
    });
    expect(failures.map(({ id, actual }) => [id, actual])).toEqual([
      ['cases[1]', '"text"'],
      ['cases[2]', 'throws TypeError: a state is one of OK, ALARM, INSUFFICIENT_DATA, got "MAYBE"'],
    ]);
  });

  test('with a cell that nobody looks at say so', () => {
    const { tally, notes } = runFile({ cases: [{ ...alarm, expect: 'OK', expectReason: 'because' }] });
    expect([tally, notes]).toEqual([passed(1), ["cell 'expectReason' of 1 cases is not looked at"]]);
  });
});

describe('metric math', () => {
  test('takes series, lists of series, scalars, errors, a period and a start', () => {
    const inputs = { m1: [1, null, 3] };
    const { tally, failures } = runFile({
      cases: [
        { expr: 'm1 / 3', inputs, expect: [0.333333, null, 1] },
        {
          expr: '[m1, m1 * 2] + 1',
          inputs,
          expect: [
            [2, null, 4],
            [3, null, 7],
          ],
        },
        { expr: 'MAX(m1)', inputs, expect: 3 },
        { expr: 'MAX(m1)', inputs, expect: 'error' },
        { expr: 'm1 +', inputs, expect: { error: 'unexpected end' } },
        { expr: 'TIME_SERIES(5)', inputs: {}, expect: [5, 5] },
        {
          expr: 'HOUR(m1) * PERIOD(m1)',
          inputs: { m1: [1, 1] },
          expect: [6900, 0],
          period: 300,
          start: '2030-01-01T23:55Z',
        },
        { expr: 'm1', inputs, expect: [1, 0, 3] },
        { expr: 'm1 +', inputs, expect: [1, 1, 1] },
      ],
    });
    expect(tally).toEqual({ passed: 7, failed: 2, notAsserted: 0 });
    expect(failures.map(({ actual }) => actual)).toEqual([
      '[1,null,3]',
      expect.stringMatching(/^throws MetricMathError: /),
    ]);
  });
});

describe('EMF documents', () => {
  const directive = { Namespace: 'ns', Dimensions: [['fn'], []], Metrics: [{ Name: 'time' }] };
  const doc = { _aws: { Timestamp: 1574109732004, CloudWatchMetrics: [directive] }, fn: 'pay', time: 5 };

  test('make the expected metrics in any order, named by some of their cells', () => {
    const { tally } = runFile({
      cases: [
        { doc, specValid: true, expectMetrics: [{ name: 'time' }, { dims: { fn: 'pay' }, values: [5] }] },
        { doc, specValid: true, expectMetrics: [{ dims: {} }, { dims: {} }] },
        { doc, specValid: true, expectMetrics: [{ dims: {} }] },
        { doc, specValid: true, expectMetrics: [{ dims: {} }, { color: 'red' }] },
      ],
    });
    expect(tally).toEqual({ passed: 1, failed: 3, notAsserted: 0 });
  });

  test('are asserted only as far as the file knows', () => {
    const { tally } = runFile({
      cases: [
        { doc: { fn: 'pay' }, schemaValid: false },
        { doc, schemaValid: true },
        { doc, schemaValid: true, specValid: null },
        { doc: '{"_aws"', specValid: false },
      ],
    });
    expect(tally).toEqual({ passed: 2, failed: 0, notAsserted: 2 });
  });
});

test('extracted values of a filter pattern are those the case names', () => {
  const vector = { pattern: '[ip, ..., bytes]', message: '127.0.0.1 GET 1534', match: true };
  const { tally } = runFile({
    cases: [
      { ...vector, extractedValues: { $ip: '127.0.0.1', $bytes: '1534' } },
      { ...vector, extractedValues: { $ip: '127.0.0.1', $bytes: '15' } },
    ],
  });
  expect(tally).toEqual({ passed: 1, failed: 1, notAsserted: 0 });
});
