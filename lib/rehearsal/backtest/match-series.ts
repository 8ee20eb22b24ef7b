/** Finds the metric that a recorded file stands for: as it was told, else by a name that leaves no doubt. */
import { describeMetric, type MetricId, metricKey } from '../../core/signal/metric';
import type { MapEntry } from './series-map';

export interface SeriesMatch {
  readonly file: string;
  readonly metric: MetricId;
  readonly scale: number;
  readonly by: 'map' | 'name';
}

export interface SeriesMatches {
  readonly matches: readonly SeriesMatch[];
  /** Files that no alarm reads. */
  readonly rest: readonly string[];
  /** Why a file that looks like a metric was not taken for it, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * @param files names without directory
 * @param metrics what the alarms read
 * @throws where an entry names a file or metric that is not there, or two files are one metric
 */
export function matchSeries(
  files: readonly string[],
  entries: readonly MapEntry[],
  metrics: readonly MetricId[],
): SeriesMatches {
  checkEntries(files, entries, metrics);
  const told = entries.map(({ file, metric, scale }): SeriesMatch => ({ file, metric, scale, by: 'map' }));
  const toldFiles = new Set(told.map(({ file }) => file));
  const toldMetrics = new Set(told.map(({ metric }) => metricKey(metric)));
  const free = metrics.filter((metric) => !toldMetrics.has(metricKey(metric)));
  const alike = files
    .filter((file) => !toldFiles.has(file))
    .map((file) => ({ file, fitting: free.filter((metric) => fits(file, metric)) }));
  const { guessed, remarks } = withoutDoubt(alike);
  const taken = new Set([...toldFiles, ...guessed.map(({ file }) => file)]);
  return { matches: [...told, ...guessed], rest: files.filter((file) => !taken.has(file)), remarks };
}

interface Alike {
  readonly file: string;
  readonly fitting: readonly MetricId[];
}

/** One file for one metric, both ways. */
function withoutDoubt(alike: readonly Alike[]): { guessed: SeriesMatch[]; remarks: string[] } {
  const guessed: SeriesMatch[] = [];
  const remarks: string[] = [];
  for (const { file, fitting } of alike) {
    const [metric, other] = fitting;
    if (!metric) continue;
    const rivals = alike.filter((one) => one.file !== file && one.fitting.includes(metric));
    if (!other && rivals.length === 0) guessed.push({ file, metric, scale: 1, by: 'name' });
    else if (other) remarks.push(`${file} may be ${listed(fitting)}; say which with --map ${file}=METRIC`);
    else remarks.push(`${file} and ${rivals[0]?.file} may both be ${describeMetric(metric)}; say which with --map`);
  }
  return { guessed, remarks };
}

function checkEntries(files: readonly string[], entries: readonly MapEntry[], metrics: readonly MetricId[]): void {
  const known = new Set(metrics.map(metricKey));
  const first = new Map<string, MapEntry>();
  for (const entry of entries) {
    const { file, metric, where } = entry;
    if (!files.includes(file)) throw new Error(`${where}: there is no file '${file}'; there are ${some(files)}`);
    const key = metricKey(metric);
    if (!known.has(key)) {
      const read = metrics.map(describeMetric).join('\n  ');
      throw new Error(`${where}: no alarm reads ${describeMetric(metric)}; the alarms read:\n  ${read}`);
    }
    const before = first.get(key);
    if (before)
      throw new Error(`${where}: ${describeMetric(metric)} is '${before.file}' already (${before.where}); keep one`);
    first.set(key, entry);
  }
}

/**
 * All words of the metric's name are in the file's name. A name of one word says little: a word of its namespace or
 * dimensions must be there too.
 */
function fits(file: string, { namespace, name, dimensions }: MetricId): boolean {
  const has = new Set(wordsOf(file));
  const words = wordsOf(name);
  if (words.length === 0 || !words.every((word) => has.has(word))) return false;
  if (words.length > 1) return true;
  return [namespace, ...Object.values(dimensions)].flatMap(wordsOf).some((word) => word !== 'aws' && has.has(word));
}

/** `elb_RequestCount-2.csv`: elb, request, count. */
function wordsOf(text: string): string[] {
  return text
    .replace(/\.[^.]*$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

function listed(metrics: readonly MetricId[]): string {
  return metrics.map(describeMetric).slice(0, 4).join(' or ');
}

function some(files: readonly string[]): string {
  const more = files.length - 8;
  return `${files.slice(0, 8).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
