/**
 * Aggregation of metric points in memory: one histogram for each series and minute (second for high resolution),
 * whatever the number of points. Bounded: beyond `maxSeries` new series are refused, known ones go on.
 */
import { LabelIndex, type Labels } from './aggregate/label-index';
import { ownText } from './aggregate/own-text';
import {
  type AggregatedSeries,
  type Dimension,
  type DropReason,
  isNamespace,
  METRIC_LIMIT,
  newObservations,
  type SeriesId,
  type SeriesSettings,
  seriesProblem,
} from './aggregate/series';

export type { Labels } from './aggregate/label-index';

export interface AggregatorOptions {
  /** Dimensions of every series, beside its labels. @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Most series and minutes kept between two `drain`s. @default 10000 */
  readonly maxSeries?: number;
}

const MAX_VALUE = METRIC_LIMIT.magnitude;
const DEFAULT_MAX_SERIES = 10_000;
/** A label without a value still has a series: a point must not vanish with it. */
const NO_VALUE = 'unknown';

export class MetricAggregator {
  private readonly options: AggregatorOptions;
  /** By identity: whoever records keeps one settings object for each kind of metric. */
  private readonly indexes = new Map<SeriesSettings, LabelIndex<Track>>();
  /** Those of the last point, and their index. */
  private settings: SeriesSettings | undefined;
  private index = new LabelIndex<Track>();
  private readonly tracks = new Map<string, Track>();
  private leaves = 0;
  private readonly windows: AggregatedSeries[] = [];

  constructor(options: AggregatorOptions = {}) {
    this.options = options;
  }

  /** Answers why the point was refused, if it was. Throws only where reading the labels throws. */
  record(
    settings: SeriesSettings,
    name: string,
    labels: Labels | undefined,
    value: number,
    timestampMs: number,
    count = 1,
  ): DropReason | undefined {
    // Written out: this is the inner loop. NaN fails each comparison.
    const isSound = value <= MAX_VALUE && value >= -MAX_VALUE && count > 0 && count <= Number.MAX_SAFE_INTEGER;
    if (!isSound || typeof value !== 'number') return 'invalid-value';
    if (settings !== this.settings) this.use(settings);
    const track = this.index.find(name, labels) ?? this.addTrack(settings, name, labels);
    if (typeof track === 'string') return track;
    const startMs = timestampMs - (timestampMs % track.periodMs);
    if (startMs !== track.startMs && !this.openWindow(track, startMs)) return 'too-many-series';
    track.observations?.record(value, count);
    return undefined;
  }

  /** Everything recorded since the last time; starts anew. */
  drain(): AggregatedSeries[] {
    this.indexes.clear();
    this.settings = undefined;
    this.tracks.clear();
    this.leaves = 0;
    return this.windows.splice(0);
  }

  private get maxSeries(): number {
    return this.options.maxSeries ?? DEFAULT_MAX_SERIES;
  }

  private openWindow(track: Track, startMs: number): boolean {
    const known = track.windows.get(startMs);
    if (!known && this.windows.length >= this.maxSeries) return false;
    const window = known ?? { ...track.series, startMs, observations: newObservations(track.series.statistics) };
    if (!known) this.windows.push(window);
    track.windows.set(startMs, window);
    track.startMs = startMs;
    track.observations = window.observations;
    return true;
  }

  private addTrack(settings: SeriesSettings, name: string, labels: Labels | undefined): Track | DropReason {
    const { namespace, unit, resolution, statistics } = settings;
    const dimensions = dimensionsOf(this.options.dimensions, labels);
    const series: SeriesId = { namespace, name, dimensions, unit, resolution, statistics };
    const problem = isNamespace(namespace) ? seriesProblem(series) : 'invalid-namespace';
    if (problem) return problem;
    const key = JSON.stringify([name, dimensions, namespace, unit, resolution, statistics]);
    const known = this.tracks.get(key);
    const track = known ?? newTrack(owned(series));
    // Labels in another order take room in the index too; refused ones, which may be of any size, are not kept.
    if (this.leaves >= 2 * this.maxSeries) return known ?? 'too-many-series';
    this.leaves += 1;
    this.tracks.set(key, track);
    this.indexes.set(settings, this.index);
    this.index.put(name, labels, track);
    return track;
  }

  /** An index is kept only with something in it, so settings that are new each time do not pile up. */
  private use(settings: SeriesSettings): void {
    this.settings = settings;
    this.index = this.indexes.get(settings) ?? new LabelIndex();
  }
}

/** One series, with its minutes. */
interface Track {
  readonly series: SeriesId;
  readonly periodMs: number;
  /** Of the minute that was recorded last; NaN before. */
  startMs: number;
  observations: AggregatedSeries['observations'] | undefined;
  readonly windows: Map<number, AggregatedSeries>;
}

function newTrack(series: SeriesId): Track {
  const periodMs = series.resolution * 1_000;
  return { series, periodMs, startMs: Number.NaN, observations: undefined, windows: new Map() };
}

/** What is kept until the next `drain` keeps nothing else alive. */
function owned(series: SeriesId): SeriesId {
  const dimensions = series.dimensions.map(([name, value]): Dimension => [ownText(name), ownText(value)]);
  return { ...series, name: ownText(series.name), dimensions };
}

/** A label wins over a common dimension of the same name. */
function dimensionsOf(common: Readonly<Record<string, string>> = {}, labels: Labels = {}): Dimension[] {
  const all = new Map<string, string>(Object.entries(common));
  for (const [name, value] of Object.entries(labels)) all.set(name, value === undefined ? NO_VALUE : textOf(value));
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Empty, so refused, for what is no text, number or boolean. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
