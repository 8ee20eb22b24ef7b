import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A labelled series: rows in the order of the file, and where its anomalies are. */
export interface LabelledSeries {
  readonly name: string;
  /** The folder it lies in. */
  readonly category: string;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** First and last row of each window, in order. */
  readonly windows: readonly Window[];
}

export type Window = readonly [first: number, last: number];

export interface Corpus {
  readonly series: readonly LabelledSeries[];
  /** What could not be read, for people. */
  readonly remarks: readonly string[];
}

const LABELS = 'windows.json';

/**
 * Every labelled series below a folder, as the Numenta Anomaly Benchmark lays them out: `windows.json` holds
 * `{"category/file.csv": [["2014-04-10 07:15:00.000000", "2014-04-11 16:45:00.000000"], ...]}`, by paths relative to it;
 * times are UTC.
 * @throws where there is no such folder, no `windows.json` below it, or nothing in it that can be read
 */
export function readCorpus(folder: string): Corpus {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`there is no folder '${folder}'; pass the one that holds ${LABELS} with --data`);
  const labels = filesNamed(folder, LABELS);
  if (labels.length === 0)
    throw new Error(
      `there is no ${LABELS} below '${folder}'; it lists the labelled CSV files as {"category/file.csv": [[from, to], ...]}`,
    );
  const remarks: string[] = [];
  const series = labels.flatMap((path) => readLabelled(path, folder, remarks));
  if (series.length === 0) throw new Error(`no labelled series below '${folder}' could be read: ${remarks.join('; ')}`);
  return { series, remarks };
}

function readLabelled(path: string, folder: string, remarks: string[]): LabelledSeries[] {
  const labels = parseLabels(path);
  return Object.entries(labels).flatMap(([file, windows]) => {
    const csv = join(dirname(path), file);
    const name = relative(folder, csv);
    if (!existsSync(csv)) {
      remarks.push(`${name}: labelled in ${LABELS}, but there is no such file`);
      return [];
    }
    const { timestamps, values, malformed } = parseCsv(readFileSync(csv, 'utf8'));
    if (malformed.length > 0) remarks.push(`${name}: left out malformed lines ${listed(malformed)}`);
    if (timestamps.length === 0) {
      remarks.push(`${name}: no line is 'timestamp,value'`);
      return [];
    }
    const rows = windows.flatMap((window) => rowsOf(window, timestamps, name, remarks));
    return [{ name, category: dirname(name), timestamps, values, windows: rows.sort(([a], [b]) => a - b) }];
  });
}

function parseLabels(path: string): Record<string, [string, string][]> {
  const labels: unknown = parseJson(path);
  const isWindow = (window: unknown) =>
    Array.isArray(window) && window.length === 2 && window.every((end) => Number.isFinite(parseTime(String(end))));
  const wrong =
    typeof labels !== 'object' || labels === null || Array.isArray(labels)
      ? path
      : Object.entries(labels).find(([, windows]) => !Array.isArray(windows) || !windows.every(isWindow))?.[0];
  if (wrong !== undefined)
    throw new Error(`${path}: '${wrong}' must have a list of windows [from, to], such as ["2014-04-10 07:15:00", ...]`);
  return labels as Record<string, [string, string][]>;
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** Lines are `timestamp,value`; a first line without a number is the header. */
export function parseCsv(text: string): { timestamps: Float64Array; values: Float64Array; malformed: number[] } {
  const timestamps: number[] = [];
  const values: number[] = [];
  const malformed: number[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const [time = '', value = '', ...more] = line.split(',');
    const timestamp = parseTime(time);
    if (line.trim() === '' || (index === 0 && Number.isNaN(timestamp))) return;
    if (more.length > 0 || value.trim() === '' || !Number.isFinite(timestamp) || Number.isNaN(Number(value)))
      malformed.push(index + 1);
    else {
      timestamps.push(timestamp);
      values.push(Number(value));
    }
  });
  return { timestamps: Float64Array.from(timestamps), values: Float64Array.from(values), malformed };
}

/** `2014-04-10 07:15:00.000000` or with `T`, as UTC; NaN for anything else. */
function parseTime(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)Z?$/.exec(text.trim());
  return match ? Date.parse(`${match[1]}T${match[2]?.slice(0, 12)}Z`) : Number.NaN;
}

function rowsOf([from, to]: [string, string], times: Float64Array, name: string, remarks: string[]): Window[] {
  const [fromMs, toMs] = [parseTime(from), parseTime(to)];
  const first = times.findIndex((time) => time >= fromMs);
  const last = times.findLastIndex((time) => time <= toMs);
  if (first >= 0 && last >= first) return [[first, last]];
  remarks.push(`${name}: no row lies in the window from ${from} to ${to}`);
  return [];
}

function filesNamed(folder: string, name: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesNamed(path, name);
      return entry.name === name ? [path] : [];
    });
}

function listed(lines: readonly number[]): string {
  return `${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}`;
}
