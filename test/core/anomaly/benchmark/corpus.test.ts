import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCsv, readCorpus } from '../../../../bench/anomaly/corpus';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corpus-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const MINUTES = 'timestamp,value\n2026-01-05 00:00:00,1\n2026-01-05 00:01:00,2\n2026-01-05 00:02:00,3\n';
const window = (from: string, to: string) => [`2026-01-05 ${from}`, `2026-01-05 ${to}`];

describe('a corpus', () => {
  test('is every labelled file, with the rows of its windows, wherever the labels lie below the folder', () => {
    write(
      'deep/windows.json',
      JSON.stringify({ 'kind/a.csv': [window('00:01:00.000000', '00:05:00.000000')], 'b.csv': [] }),
    );
    write('deep/kind/a.csv', MINUTES);
    write('deep/b.csv', MINUTES);
    const { series, remarks } = readCorpus(folder);
    expect(series.map(({ name, category, windows }) => ({ name, category, windows }))).toEqual([
      { name: 'deep/kind/a.csv', category: 'deep/kind', windows: [[1, 2]] },
      { name: 'deep/b.csv', category: 'deep', windows: [] },
    ]);
    expect([...(series[0]?.values ?? [])]).toEqual([1, 2, 3]);
    expect(series[0]?.timestamps[1]).toBe(Date.UTC(2026, 0, 5, 0, 1));
    expect(remarks).toEqual([]);
  });

  test('goes on without what is missing or malformed, and says so', () => {
    write(
      'windows.json',
      JSON.stringify({ 'a.csv': [window('09:00:00', '10:00:00')], 'gone.csv': [], 'empty.csv': [] }),
    );
    write('a.csv', `${MINUTES}2026-01-05 00:03:00\n2026-01-05 00:04:00,1,2\nyesterday,3\n2026-01-05 00:05:00,\n`);
    write('empty.csv', 'timestamp,value\n');
    const { series, remarks } = readCorpus(folder);
    expect(series).toHaveLength(1);
    expect(remarks).toEqual([
      'a.csv: left out malformed lines 5, 6, 7, 8',
      'a.csv: no row lies in the window from 2026-01-05 09:00:00 to 2026-01-05 10:00:00',
      'gone.csv: labelled in windows.json, but there is no such file',
      "empty.csv: no line is 'timestamp,value'",
    ]);
  });

  test('that cannot be read is an error that says what is missing', () => {
    expect(() => readCorpus(join(folder, 'nowhere'))).toThrow(
      /there is no folder '.*nowhere'; pass the one that holds windows.json/,
    );
    expect(() => readCorpus(folder)).toThrow(/there is no windows.json below/);
    write('windows.json', '{');
    expect(() => readCorpus(folder)).toThrow(/windows.json is no JSON/);
    write('windows.json', '{"a.csv": [["2026-01-05", 5]]}');
    expect(() => readCorpus(folder)).toThrow(/'a.csv' must have a list of windows \[from, to\]/);
    write('windows.json', '{"a.csv": []}');
    expect(() => readCorpus(folder)).toThrow(
      /no labelled series below .* could be read: a.csv: labelled in windows.json/,
    );
  });

  test('has lines of any ending, and times with or without fractions', () => {
    const { timestamps, values, malformed } = parseCsv(
      'timestamp,value\r\n2026-01-05 00:00:00.500000,-1e3\r\n2026-01-05T00:01:00Z,0x10\r\n',
    );
    expect([...timestamps]).toEqual([Date.UTC(2026, 0, 5) + 500, Date.UTC(2026, 0, 5, 0, 1)]);
    expect([...values]).toEqual([-1_000, 16]);
    expect(malformed).toEqual([]);
  });
});
