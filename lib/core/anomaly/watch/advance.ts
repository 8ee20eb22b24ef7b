import { createDetector, type Detector, type DetectorResult } from '../detector';
import { detectorOptions, seriesSource, type WatchedSeriesDefinition } from './series';
import type { Episode, SeriesState } from './state';
import { LATE_PERIODS, QUIET_PERIODS } from './ticks';

/** Values of consecutive periods, NaN where there is no datapoint. */
export interface SeriesValues {
  readonly startMs: number;
  readonly values: Float64Array;
}

export interface Advanced {
  readonly state: SeriesState;
  /** Of each datapoint that was judged, in order; `atMs` is the end of its period. */
  readonly scores: readonly { readonly atMs: number; readonly score: number }[];
  /** Why the stored state could not be used: the series begins anew, from its history. */
  readonly afresh?: string;
}

/** Before its first datapoint. */
export function newSeriesState(series: WatchedSeriesDefinition, fromMs: number): SeriesState {
  const detector = createDetector(detectorOptions(series)).toBytes();
  return { untilMs: fromMs, lastPointMs: 0, deployMs: 0, source: seriesSource(series), detector };
}

/**
 * Feeds a series what it has not seen, in order and once. A period without a datapoint is waited for while it is one of
 * the newest three before `atMs`, and is a gap then.
 * @param deploys times of the service's deploys, ascending
 */
export function advance(
  series: WatchedSeriesDefinition,
  before: SeriesState,
  { startMs, values }: SeriesValues,
  deploys: readonly number[],
  atMs: number,
): Advanced {
  const detector = createDetector(detectorOptions(series)).fromBytes(before.detector);
  const afresh = detector.startedAfresh ?? problemWith(before, series);
  if (afresh !== undefined) return { state: before, scores: [], afresh };
  const course = new Course(detector, before, deploys);
  const periodMs = series.periodSeconds * 1_000;
  for (const [index, value] of values.entries()) {
    const fromMs = startMs + index * periodMs;
    const endMs = fromMs + periodMs;
    if (fromMs < before.untilMs) continue;
    if (endMs > atMs || (Number.isNaN(value) && endMs > atMs - LATE_PERIODS * periodMs)) break;
    course.pass(fromMs, endMs, value);
  }
  return { state: { ...course.state(periodMs), source: seriesSource(series) }, scores: course.scores };
}

/** What is usual of one metric, or of the median, says nothing of another one, or of the maximum. */
function problemWith({ source }: SeriesState, series: WatchedSeriesDefinition): string | undefined {
  const isOther = source !== undefined && source !== seriesSource(series);
  return isOther ? 'it was learned of another metric, statistic or period' : undefined;
}

/** One pass over datapoints. */
class Course {
  readonly scores: { readonly atMs: number; readonly score: number }[] = [];
  private untilMs: number;
  private lastPointMs: number;
  private deployMs: number;
  private episode: Episode | undefined;
  private endedMs: number | undefined;

  constructor(
    private readonly detector: Detector,
    private readonly before: SeriesState,
    private readonly deploys: readonly number[],
  ) {
    this.untilMs = before.untilMs;
    this.lastPointMs = before.lastPointMs;
    this.deployMs = before.deployMs;
    this.episode = before.episode;
    this.endedMs = before.endedMs;
  }

  pass(fromMs: number, endMs: number, value: number): void {
    this.untilMs = endMs;
    if (Number.isNaN(value)) return;
    for (const atMs of this.deploys) if (atMs > this.deployMs && atMs < endMs) this.noteDeploy(atMs);
    const result = this.detector.update(fromMs, value);
    if (result.ignored !== undefined) return;
    this.lastPointMs = endMs;
    this.scores.push({ atMs: endMs, score: result.score });
    this.follow(result, endMs, value);
  }

  state(periodMs: number): SeriesState {
    if (this.episode && this.untilMs - this.lastPointMs >= QUIET_PERIODS * periodMs) this.end(this.untilMs);
    const { untilMs, lastPointMs, deployMs, episode, endedMs } = this;
    const unchanged = untilMs === this.before.untilMs;
    return {
      ...{ untilMs, lastPointMs, deployMs },
      detector: unchanged ? this.before.detector : this.detector.toBytes(),
      ...(episode && { episode }),
      ...(endedMs !== undefined && { endedMs }),
    };
  }

  private noteDeploy(atMs: number): void {
    this.detector.noteDeploy(atMs);
    this.deployMs = atMs;
  }

  /** An episode begins at its first anomalous point; later ones are part of it until it is quiet. */
  private follow({ anomalous, ongoing, score, expected, why }: DetectorResult, endMs: number, value: number): void {
    if (!ongoing && this.episode) this.end(endMs);
    if (!anomalous || this.episode) return;
    const words = why.map(({ message }) => message);
    this.episode = { sinceMs: endMs, score, value, ...(expected !== undefined && { expected }), why: words };
    this.endedMs = undefined;
  }

  private end(atMs: number): void {
    this.episode = undefined;
    this.endedMs = atMs;
  }
}
