import * as fc from 'fast-check';
import { parseRecording } from '../../lib/rehearsal/recording';
import { anyCharacter } from '../any-character';
import { messageOf } from './support';

function recording(...rows: readonly string[]) {
  return parseRecording(rows.join('\n'), 'cpu.csv');
}

const minute = (n: number) => `2026-01-05 09:${String(n).padStart(2, '0')}:00`;
const notATime = (text: string) => `'${text}' is not a time such as 2026-01-05 09:00:00`;
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
    ['times that end in UTC', '2026-01-05 09:00:00 UTC,1\n2026-01-05T09:01:00z,2'],
    ['other offsets', '2026-01-05T11:00:00+02:00,1\n2026-01-05 03:31:00 -0530,2'],
    ['offsets across midnight', '2026-01-04T23:00:00-10,1\n2026-01-05T23:01:00+14:00,2'],
    ['epoch seconds', '1767603600,1\n1767603660.0,2'],
    ['epoch milliseconds', '1767603600000,1\n1767603660000,2'],
    ['tabs between cells', `${minute(0)}\t1\n${minute(1)}\t2`],
    ['semicolons between cells', `Timestamp;Value\r\n${minute(0)};1\r\n${minute(1)};2`],
    ['quoted cells', `\uFEFF"timestamp","value"\n"${minute(0)}","1"\n "${minute(1)}" , "2" `],
    ['a comma in a quoted name', `"timestamp","value (a, b)"\n${minute(0)},1\n${minute(1)},2`],
    ['a semicolon in a quoted name', `"timestamp (a; b)",value\n${minute(0)},1\n${minute(1)},2`],
    ['names with units', `Time (UTC),Value [ms]\n${minute(0)},1\n${minute(1)},2`],
    ['the name of the metric', `Timestamp,CPUUtilization\n${minute(0)},1\n${minute(1)},2`],
    ['the value first', `Duration;date_time\n1;${minute(0)}\n2;${minute(1)}`],
    ['a column with the unit', `Label,Timestamp,Average,Unit\nx,${minute(0)},1,Count\nx,${minute(1)},2,Count`],
    ['blank lines before the header', `\n\ntimestamp,value\n${minute(0)},1\n${minute(1)},2`],
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
    ['one column', '5', "the row has 1 column instead of two, 'timestamp,value'"],
    ['three columns', `${minute(1)},5,6`, "the row has 3 columns instead of two, 'timestamp,value'"],
    ['a value that is no number', `${minute(1)},n/a`, "'n/a' is not a number"],
    ['no value', `${minute(1)},`, "'' is not a number"],
    ['an infinite value', `${minute(1)},Infinity`, "'Infinity' is not a number"],
    ['a decimal comma', `${minute(1)},"0,132"`, "'0,132' is not a number; write a point for the comma"],
    ['an open quote', `"${minute(1)},5`, 'the row has a quote that does not begin or end its cell'],
    ['a quote within a cell', `${minute(1)},5" x`, 'the row has a quote that does not begin or end its cell'],
    ['text behind a quote', `"${minute(1)}"x,5`, 'the row has a quote that does not begin or end its cell'],
    ['a quoted quote', `${minute(1)},"5${'"'.repeat(3)}`, `'5"' is not a number`],
    ['a quoted quote within', `${minute(1)},"5""6"`, `'5"6' is not a number`],
    ['a long cell', `${minute(1)},${'x'.repeat(50)}`, `'${'x'.repeat(40)}…' is not a number`],
    ['another order of the date', '05/01/2026 09:01,5', notATime('05/01/2026 09:01')],
    ['a day that does not exist', '2026-02-30 09:01:00,5', notATime('2026-02-30 09:01:00')],
    ['a month that does not exist', '2026-13-01 09:01:00,5', notATime('2026-13-01 09:01:00')],
    ['an hour that does not exist', '2026-01-05 24:00:00,5', notATime('2026-01-05 24:00:00')],
    ['an offset that does not exist', '2026-01-05T09:01:00+15:00,5', notATime('2026-01-05T09:01:00+15:00')],
    ['a count for a time', '12,5', notATime('12')],
    ['epoch microseconds', '1767603600000000,5', notATime('1767603600000000')],
    ['a header in the middle', 'timestamp,value', notATime('timestamp')],
  ])('%s is named with its line, the neighbours are used', (_what, row, problem) => {
    const { points, remarks } = recording(`${minute(0)},1`, row, `${minute(2)},2`);
    expect(points.map(({ value }) => value)).toEqual([1, 2]);
    expect(remarks).toEqual([`cpu.csv:2: ${problem}; row left out`]);
  });

  test('a row shorter than the header is named', () => {
    const { remarks } = recording('Timestamp,Sum,Unit', `${minute(0)},1,Count`, `${minute(1)},2`);
    expect(remarks).toEqual(['cpu.csv:3: the row has 2 columns instead of the 3 of the header; row left out']);
  });

  test('gaps count as missing data', () => {
    const rows = [0, 1, 2, 6, 7, 8].map((n) => `${minute(n)},1`);
    expect(recording(...rows).remarks).toEqual([
      'cpu.csv:4: 3 points missing before this row, counted as missing data',
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

  test('several of a kind are told together, with their lines', () => {
    const rows = Array.from({ length: 60 }, (_, n) => `${minute(n)},${(n > 10 && n < 40) || n === 56 ? `x${n}` : n}`);
    expect(recording(...rows).remarks).toEqual([
      "cpu.csv: lines 12-40 and 57: 'x11' (and others) is not a number; 30 rows left out",
      'cpu.csv: lines 41 and 58: 30 points missing before these rows, counted as missing data',
    ]);
  });

  test('problems of different kinds are told apart', () => {
    const { remarks } = recording(`${minute(0)},-`, `${minute(1)},1`, 'noon,1', `${minute(3)},-`, '5');
    expect(remarks).toEqual([
      "cpu.csv: lines 1 and 4: '-' is not a number; 2 rows left out",
      `cpu.csv:3: ${notATime('noon')}; row left out`,
      "cpu.csv:5: the row has 1 column instead of two, 'timestamp,value'; row left out",
    ]);
  });

  test('repeats and rows out of order are told together too', () => {
    const { points, remarks } = recording(...[3, 3, 2, 1, 0, 3].map((n, index) => `${minute(n)},${index}`));
    expect(points.map(({ value }) => value)).toEqual([4, 3, 2, 0, 1, 5]);
    expect(remarks).toEqual([
      'cpu.csv: lines 2 and 6: each at the time of an earlier row; all values are used',
      'cpu.csv: lines 3-5: earlier than rows before them; sorted into place',
    ]);
  });

  test('a file with the newest row first is read the same', () => {
    const rows = [20, 19, 18, 12, 11, 10, 4, 3, 2].map((n) => `${minute(n)},${n}`);
    const { points, remarks } = recording('Timestamp,Value', ...rows);
    expect(points.map(({ value }) => value)).toEqual([2, 3, 4, 10, 11, 12, 18, 19, 20]);
    expect(remarks).toEqual([
      'cpu.csv: lines 3-10: earlier than rows before them; sorted into place',
      'cpu.csv: lines 4 and 7: 10 points missing before these rows, counted as missing data',
    ]);
  });

  test('of very many ranges of lines the last are only counted', () => {
    const rows = Array.from({ length: 100 }, (_, n) => `${minute(n % 60)},${n % 2 === 0 ? n : 'x'}`);
    const [first] = recording(...rows).remarks;
    expect(first).toMatch(
      /^cpu\.csv: lines 2, 4, 6, .*, 38, 40 and 30 more up to 100: 'x' is not a number; 50 rows left out$/,
    );
  });
});

describe('beyond all use', () => {
  test.each([
    ['an empty file', '', ''],
    ['a header alone', 'timestamp,value\n', ''],
    [
      'something else',
      'hello\nworld',
      "; first problem: cpu.csv: lines 1-2: the row has 1 column instead of two, 'timestamp,value'; 2 rows left out",
    ],
  ])('%s', (_what, text, problem) => {
    expect(messageOf(() => parseRecording(text, 'cpu.csv'))).toBe(
      `cpu.csv: no row of the form 'timestamp,value' (such as 2026-01-05 09:00:00,0.132) could be read${problem}`,
    );
  });

  test.each([
    ['a spreadsheet', 'PK\u0003\u0004\u0014\u0000\u0000'],
    ['text in UTF-16', '\uFFFD\uFFFDt\u0000i\u0000m\u0000e\u0000'],
  ])('%s', (_what, text) => {
    expect(messageOf(() => parseRecording(text, 'cpu.csv'))).toBe(
      'cpu.csv: this is not text in UTF-8 (there are NUL bytes in it); unpack it where it is compressed, or export it ' +
        'as CSV in UTF-8',
    );
  });

  test.each([
    ['timestamp,a,b', "no column is named 'value' ('timestamp', 'a', 'b')"],
    ['Timestamp;Average;Maximum (ms)', "more than one column holds values ('timestamp', 'average', 'maximum')"],
    ['timestamp', "no column is named 'value' ('timestamp')"],
  ])('the header %s', (header, problem) => {
    expect(messageOf(() => recording('', header, `${minute(0)},1,2`))).toBe(
      `cpu.csv:2: ${problem}; keep two columns, timestamp and value`,
    );
  });

  test('a row after the millionth', () => {
    const rows = `${'-\n'.repeat(999_999)}2026-01-05 09:00,1\n`;
    expect(parseRecording(`timestamp,value\n${rows}`, 'cpu.csv').points).toHaveLength(1);
    expect(messageOf(() => parseRecording(`timestamp,value\n${rows}\n2026-01-05 09:00,1\n`, 'cpu.csv'))).toBe(
      'cpu.csv:1000003: more than 1,000,000 rows, at most 1,000,000 can be replayed; cut it into parts',
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

test('a time reads the same in UTC, with any offset, and as an epoch number', () => {
  const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, fc.integer({ min: -12 * 60, max: 14 * 60 }), (at, offsetMinutes) => {
      const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
      const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
      const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(offsetMinutes / 60)}:${two(offsetMinutes % 60)}`;
      const cells = [at.toISOString(), `${local}${offset}`, at.getTime(), (at.getTime() / 1000).toFixed(3)];
      const { points } = recording(...cells.map((cell) => `${cell},1`));
      expect(points.map(({ atMs }) => atMs)).toEqual(cells.map(() => at.getTime()));
    }),
  );
});

test('any text is a recording in time order, or an error that begins with the file', () => {
  const time = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
  const row = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.tuple(time, fc.oneof(fc.double().map(String), fc.string())).map(([at, value]) => `${at.toISOString()},${value}`),
  );
  let recordings = 0;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, end) => {
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
