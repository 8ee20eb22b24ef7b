import * as fc from 'fast-check';
import { parseRecording } from '../../lib/rehearsal/recording';
import { messageOf } from './support';

function recording(...rows: readonly string[]) {
  return parseRecording(rows.join('\n'), 'cpu.csv');
}

const minute = (n: number) => `2026-01-05 09:${String(n).padStart(2, '0')}:00`;
const ms = (n: number) => Date.parse('2026-01-05T09:00:00Z') + n * 60_000;

describe('rows', () => {
  test('are read with their spacing', () => {
    expect(recording('timestamp,value', `${minute(0)},0.132`, `${minute(5)},2`, `${minute(10)},-1e-3`, '')).toEqual({
      file: 'cpu.csv',
      points: [
        { atMs: ms(0), value: 0.132, line: 2 },
        { atMs: ms(5), value: 2, line: 3 },
        { atMs: ms(10), value: -0.001, line: 4 },
      ],
      spacingMs: 300_000,
      remarks: [],
    });
  });

  test.each([
    ['line ends of Windows', `timestamp,value\r\n${minute(0)},1\r\n${minute(1)},2\r\n`],
    ['no header', `${minute(0)},1\n${minute(1)},2`],
    ['a header in capitals and a byte order mark', `\uFEFFTimestamp , Value\n${minute(0)},1\n${minute(1)},2`],
    ['a byte order mark alone', `\uFEFF${minute(0)},1\n${minute(1)},2`],
    ['blank lines and blanks around cells', `\n ${minute(0)} , 1 \n\n\n${minute(1)},2\n\n`],
    ['ISO times', '2026-01-05T09:00:00Z,1\n2026-01-05T09:01:00.000+00:00,2'],
    ['times without seconds', '2026-01-05 09:00,1\n2026-01-05 09:01,2'],
  ])('may have %s', (_what, text) => {
    const { points, spacingMs, remarks } = parseRecording(text, 'cpu.csv');
    expect(points.map(({ atMs, value }) => [atMs, value])).toEqual([
      [ms(0), 1],
      [ms(1), 2],
    ]);
    expect([spacingMs, remarks]).toEqual([60_000, []]);
  });

  test('a single one has no spacing', () => {
    expect(recording(`${minute(0)},1`)).toMatchObject({ spacingMs: 0, remarks: [] });
  });
});

describe('remarks', () => {
  test.each([
    ['one column', '5', "expected two columns 'timestamp,value', got 1"],
    ['three columns', `${minute(1)},5,6`, "expected two columns 'timestamp,value', got 3"],
    ['a value that is no number', `${minute(1)},n/a`, "'n/a' is not a number"],
    ['no value', `${minute(1)},`, "'' is not a number"],
    ['an infinite value', `${minute(1)},Infinity`, "'Infinity' is not a number"],
    [
      'another time zone',
      '2026-01-05T09:01:00+02:00,5',
      "'2026-01-05T09:01:00+02:00' is not a UTC time such as 2026-01-05 09:00:00",
    ],
    [
      'another order of the date',
      '05/01/2026 09:01,5',
      "'05/01/2026 09:01' is not a UTC time such as 2026-01-05 09:00:00",
    ],
    [
      'a day that does not exist',
      '2026-02-30 09:01:00,5',
      "'2026-02-30 09:01:00' is not a UTC time such as 2026-01-05 09:00:00",
    ],
    ['a header in the middle', 'timestamp,value', "'timestamp' is not a UTC time such as 2026-01-05 09:00:00"],
  ])('%s is named with its line, the neighbours are used', (_what, row, problem) => {
    const { points, remarks } = recording(`${minute(0)},1`, row, `${minute(2)},2`);
    expect(points.map(({ value }) => value)).toEqual([1, 2]);
    expect(remarks).toEqual([`cpu.csv:2: ${problem}; row left out`]);
  });

  test('gaps count as missing data', () => {
    const rows = [0, 1, 2, 6, 7, 8].map((n) => `${minute(n)},1`);
    expect(recording(...rows).remarks).toEqual([
      'cpu.csv:4: 3 point(s) missing before this row; they count as missing data',
    ]);
  });

  test('a little jitter is no gap', () => {
    expect(recording(`${minute(0)},1`, `${minute(1)},1`, '2026-01-05 09:02:20,1', `${minute(3)},1`).remarks).toEqual(
      [],
    );
  });

  test('duplicates are both used', () => {
    const { points, remarks } = recording(`${minute(0)},1`, `${minute(1)},2`, `${minute(1)},3`, `${minute(2)},4`);
    expect(points.map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(remarks).toEqual(['cpu.csv:3: same time as line 2; both values are used']);
  });

  test('rows out of order are sorted into place', () => {
    const { points, remarks } = recording(`${minute(0)},1`, `${minute(2)},3`, `${minute(1)},2`, `${minute(3)},4`);
    expect(points.map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(remarks).toEqual(['cpu.csv:3: earlier than the row before it; sorted into place']);
  });

  test('many of a kind are shortened', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `${minute(n)},${n < 8 ? 'x' : n}`);
    const { remarks } = recording(...rows);
    expect(remarks).toHaveLength(6);
    expect(remarks.at(-1)).toBe('... and 3 more like the last');
  });
});

describe('beyond all use', () => {
  test.each([
    ['an empty file', '', ''],
    ['a header alone', 'timestamp,value\n', ''],
    [
      'something else',
      'hello\nworld',
      "; first problem: cpu.csv:1: expected two columns 'timestamp,value', got 1; row left out",
    ],
  ])('%s', (_what, text, problem) => {
    expect(messageOf(() => parseRecording(text, 'cpu.csv'))).toBe(
      `cpu.csv: no row of the form 'timestamp,value' (such as 2026-01-05 09:00:00,0.132) could be read${problem}`,
    );
  });

  test('more rows than a year has minutes', () => {
    expect(messageOf(() => parseRecording('\n'.repeat(1_000_000), 'cpu.csv'))).toBe(
      'cpu.csv: 1000001 rows, at most 1000000 can be replayed; cut it into parts',
    );
  });

  test('a date typed wrong by years would be replayed minute by minute', () => {
    expect(messageOf(() => recording(`${minute(0)},1`, '2062-01-05 09:01:00,2', `${minute(2)},3`))).toBe(
      'cpu.csv: the rows reach from 2026-01-05 (line 1) to 2062-01-05 (line 2), at most 366 days can be replayed; ' +
        'correct the dates or cut it into parts',
    );
  });
});

test('a month of minutes is read at once', () => {
  const rows = Array.from({ length: 44_640 }, (_, n) => `${new Date(ms(n)).toISOString()},${n}`);
  expect(recording(...rows)).toMatchObject({ points: { length: 44_640 }, spacingMs: 60_000, remarks: [] });
});

test('any text is a recording in time order, or an error that begins with the file', () => {
  const time = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
  const row = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(time, fc.oneof(fc.double().map(String), fc.string())).map(([at, value]) => `${at.toISOString()},${value}`),
  );
  let recordings = 0;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      try {
        const { points, spacingMs } = parseRecording(rows.join(end), 'cpu.csv');
        recordings += 1;
        expect(points.length).toBeGreaterThan(0);
        expect(spacingMs).toBeGreaterThanOrEqual(0);
        expect(points.every(({ value }) => Number.isFinite(value))).toBe(true);
        expect(points.map(({ atMs }) => atMs)).toEqual(points.map(({ atMs }) => atMs).sort((a, b) => a - b));
      } catch (error) {
        expect((error as Error).message).toMatch(/^cpu\.csv: /);
      }
    }),
    { numRuns: 500 },
  );
  expect(recordings).toBeGreaterThan(0);
});
