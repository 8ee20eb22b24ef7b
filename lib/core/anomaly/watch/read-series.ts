import type { ConfigDocument } from '../../config';
import { SCHEMA_VERSION } from '../../conventions';
import { ALARM_ROLES, SEVERITIES } from '../../incident/severity';
import { isStatistic } from '../../signal/statistic';
import { Fields } from '../../slo/read-definition/fields';
import { AHEAD_SECONDS, type AheadDefinition } from './ahead-definition';
import { checkDetectorOptions, MAX_SERIES, SERIES_PERIODS, seriesKey, type WatchedSeriesDefinition } from './series';

/** Several series: a standard SSM parameter has room for about ten. */
export interface SeriesDocument {
  readonly schemaVersion: number;
  readonly kind: 'anomaly-series';
  readonly series: readonly WatchedSeriesDefinition[];
}

export interface WatchedSeriesList {
  readonly series: readonly WatchedSeriesDefinition[];
  /** One for each series or document that is left out. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
}

/** An advanced SSM parameter holds 8 KB: whatever is longer came from elsewhere, and is not worth parsing. */
const MAX_TEXT = 65_536;

/**
 * Reads the documents of a detection. Unknown fields are left out; what cannot be read is a problem and no obstacle to the
 * others; of two series with the same key the first counts. Never throws.
 */
export function parseWatchedSeries(documents: readonly ConfigDocument[]): WatchedSeriesList {
  const series = new Map<string, WatchedSeriesDefinition>();
  const problems: { name: string; problem: string }[] = [];
  for (const { name, text } of documents) {
    attempt(name, problems, () => {
      for (const fields of readDocument(name, text)) {
        attempt(name, problems, () => add(series, readSeries(fields)));
      }
    });
  }
  return { series: [...series.values()], problems };
}

function attempt(name: string, problems: { name: string; problem: string }[], work: () => void): void {
  try {
    work();
  } catch (error) {
    problems.push({ name, problem: (error as Error).message });
  }
}

function add(all: Map<string, WatchedSeriesDefinition>, one: WatchedSeriesDefinition): void {
  const key = seriesKey(one);
  if (all.has(key)) throw new Error(`there are two series '${key}'; give one of them another name`);
  if (all.size >= MAX_SERIES) {
    throw new Error(`'${key}' is one more than the ${MAX_SERIES} series of a detection; make another AnomalyDetection`);
  }
  all.set(key, one);
}

function readDocument(name: string, text: string): Fields[] {
  const where = `Series document '${name}'`;
  if (text.length > MAX_TEXT) {
    throw new Error(`${where} has ${text.length} characters, at most ${MAX_TEXT} are read; deploy its stack again`);
  }
  const fields = Fields.of(where, JSON.parse(text));
  const version = fields.number('schemaVersion', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0);
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${where} has schemaVersion ${version}, this code reads up to ${SCHEMA_VERSION}; deploy the AnomalyDetection with ` +
        'the newer Sightline first',
    );
  }
  fields.oneOf('kind', ['anomaly-series'] as const);
  return fields.list('series');
}

function readSeries(fields: Fields): WatchedSeriesDefinition {
  const metric = fields.object('metric');
  const statistic = fields.text('statistic');
  if (!isStatistic(statistic)) throw fields.wrong('statistic', 'a statistic such as Sum or p99');
  const one: WatchedSeriesDefinition = {
    name: fields.word('name'),
    service: fields.word('service'),
    environment: fields.word('environment'),
    metric: { namespace: metric.text('namespace'), name: metric.text('name'), dimensions: metric.texts('dimensions') },
    statistic,
    periodSeconds: fields.oneOf('periodSeconds', SERIES_PERIODS),
    role: fields.oneOf('role', ALARM_ROLES),
    severity: fields.oneOf('severity', SEVERITIES),
    ...(fields.has('threshold') && { threshold: readThreshold(fields) }),
    ...fields.optionalTexts('timeZone'),
    ...(fields.isTrue('counter') && { counter: true }),
    ...(fields.isTrue('publishScore') && { publishScore: true }),
    ...(fields.has('ahead') && { ahead: readAhead(fields.object('ahead')) }),
  };
  checkDetectorOptions(one);
  return one;
}

function readAhead(fields: Fields): AheadDefinition {
  const { min, max } = AHEAD_SECONDS;
  return {
    threshold: fields.number('threshold', 'a number', () => true),
    direction: fields.oneOf('direction', ['above', 'below'] as const),
    withinSeconds: fields.number('withinSeconds', `from ${min} to ${max}`, (v) => v >= min && v <= max),
    role: fields.oneOf('role', ALARM_ROLES),
    severity: fields.oneOf('severity', SEVERITIES),
  };
}

function readThreshold(fields: Fields): WatchedSeriesDefinition['threshold'] {
  try {
    return fields.number('threshold', 'a number or a preset', () => true);
  } catch {
    return fields.oneOf('threshold', ['standard', 'lowFalsePositives', 'lowFalseNegatives'] as const);
  }
}
