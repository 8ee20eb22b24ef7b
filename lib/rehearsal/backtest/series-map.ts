/** What recorded files are recordings of: lines `FILE=METRIC[*SCALE]`. */
import type { MetricId } from '../../core/signal/metric';
import { parseMetricReference } from '../metric-reference';
import type { Templates } from '../templates';

export interface MapEntry {
  /** Name without directory. */
  readonly file: string;
  readonly metric: MetricId;
  /** Every value is multiplied by this. */
  readonly scale: number;
  /** Where it stands: an option, or a line of a file. */
  readonly where: string;
}

const SCALE = /\*\s*([^*]*)$/;

/** @throws saying what belongs there */
export function parseMapEntry(text: string, where: string, templates: Templates): MapEntry {
  const equals = text.indexOf('=');
  const file = text.slice(0, Math.max(0, equals)).trim();
  if (file === '' || /[\\/]/.test(file)) {
    throw new Error(
      `${where}: '${text}' does not begin with <file>=, the name of a file without its directory; write such as ` +
        "'latency.csv=AWS/Lambda/Duration:FunctionName=@PlaceOrder*1000'",
    );
  }
  const right = text.slice(equals + 1).trim();
  const factor = SCALE.exec(right)?.[1];
  const scale = factor === undefined ? 1 : Number(factor);
  if (!Number.isFinite(scale) || scale === 0 || factor?.trim() === '')
    throw new Error(`${where}: the scale behind * must be a number other than 0, got '${factor}'`);
  try {
    return { file, metric: parseMetricReference(right.replace(SCALE, '').trim(), templates), scale, where };
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

/** Reads a map file: one entry a line; blank lines and those that begin with # are for people. */
export function parseSeriesMap(text: string, file: string, templates: Templates): MapEntry[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), where: `${file}:${index + 1}` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, where }) => parseMapEntry(line, where, templates));
}
