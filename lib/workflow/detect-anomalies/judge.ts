import { type Advanced, advance, newSeriesState } from '../../core/anomaly/watch/advance';
import type { AnomalyJob } from '../../core/anomaly/watch/job';
import { pageOf, seriesKey, type WatchedSeriesDefinition } from '../../core/anomaly/watch/series';
import type { PageState, SeriesState } from '../../core/anomaly/watch/state';
import { historyStartMs, LATE_PERIODS, tickAt } from '../../core/anomaly/watch/ticks';
import { clearedSignal, quietReason, raisedSignal, type ToldAnomaly } from '../../core/anomaly/watch/told';
import { ANOMALY_SCORE, DEFAULT_NAMESPACE, DIMENSION } from '../../core/conventions';
import type { SloDatapoint } from '../ports';
import type { PageMemory } from './page-memory';
import { type OpenSeries, readNew } from './read';
import { type DetectAnomaliesPorts, detectionPoint, publishPoints } from './run';
import { forEachSignal, startTelling } from './tell';
import { warnAhead } from './warn-ahead';

/** A job that is older has been overtaken: those after it read the same datapoints. */
const MAX_LATE_TICKS = 2;

/** A series after its new datapoints. */
interface Judged extends OpenSeries {
  readonly scores: Advanced['scores'];
}

/**
 * Judges the series of a job, and tells what has changed. A series that fails is no obstacle to the others, and made up
 * for by the next tick.
 * @throws where nothing could be read, or what was found could not be stored or told
 */
export async function judge(ports: DetectAnomaliesPorts, memory: PageMemory, job: AnomalyJob): Promise<void> {
  const dueMs = tickAt(ports.clock.now(), ports.cadenceMs);
  if (job.atMs < dueMs - MAX_LATE_TICKS * ports.cadenceMs) {
    ports.log.warn('series not judged, their message came too late', { atMs: job.atMs, dueMs });
    return;
  }
  const pages = await memory.open([...new Set(job.series.map((one) => pageOf(seriesKey(one))))], job.atMs);
  const open = job.series.map((series) => opened(pages, series, job.atMs));
  const judged = await judgeAll(ports, open, job);
  await tellChanges(ports, judged, job);
  await keepPages(memory, pages, judged, job.atMs);
  await warnAhead(ports, job);
}

function opened(pages: ReadonlyMap<number, PageState>, series: WatchedSeriesDefinition, atMs: number): OpenSeries {
  const key = seriesKey(series);
  const known = pages.get(pageOf(key))?.series;
  const state = known && Object.hasOwn(known, key) ? known[key] : undefined;
  return { series, state: state ?? newSeriesState(series, historyStartMs(atMs, series.periodSeconds)) };
}

async function judgeAll(ports: DetectAnomaliesPorts, open: readonly OpenSeries[], job: AnomalyJob): Promise<Judged[]> {
  const read = await readNew(ports, open, job.atMs).catch(async (error: unknown) => {
    await publishPoints(ports, [detectionPoint(ports, 'failed', open.length)]);
    throw error;
  });
  let failed = 0;
  const judged = open.map((one, index): Judged => {
    const values = read[index];
    if (values === undefined) return { ...one, scores: [] };
    try {
      if (values instanceof Error) throw values;
      return { series: one.series, ...advanced(ports, one, values, job) };
    } catch (error) {
      failed += 1;
      ports.log.warn('a series was not judged', { series: seriesKey(one.series), reason: (error as Error).message });
      return { ...one, scores: [] };
    }
  });
  const counts = [detectionPoint(ports, 'judged', open.length - failed), detectionPoint(ports, 'failed', failed)];
  await publishPoints(ports, [...counts, ...judged.flatMap(scorePoints)]);
  return judged;
}

/** A state that cannot be used begins anew, from the history of the series. */
function advanced(
  { log }: DetectAnomaliesPorts,
  { series, state }: OpenSeries,
  values: Parameters<typeof advance>[2],
  { deploys, atMs }: AnomalyJob,
): Pick<Judged, 'state' | 'scores'> {
  const { service, environment, periodSeconds } = series;
  const own = deploys.filter((deploy) => deploy.service === service && deploy.environment === environment);
  const times = own.map((deploy) => deploy.atMs).sort((a, b) => a - b);
  const { afresh, ...result } = advance(series, state, values, times, atMs);
  if (afresh === undefined) return result;
  log.warn('a detector starts afresh, from the history of its series', { series: seriesKey(series), reason: afresh });
  return { state: newSeriesState(series, historyStartMs(atMs, periodSeconds)), scores: [] };
}

/** The history of a new series is not news. */
function scorePoints({ series, state, scores }: Judged): SloDatapoint[] {
  if (!series.publishScore) return [];
  const { service, environment, name, periodSeconds } = series;
  const dimensions = {
    [DIMENSION.service]: service,
    [DIMENSION.environment]: environment,
    [DIMENSION.series]: name,
  };
  return scores
    .filter(({ atMs }) => atMs > state.untilMs - MAX_SCORES * periodSeconds * 1_000)
    .map(({ atMs, score }) => ({ namespace: DEFAULT_NAMESPACE, name: ANOMALY_SCORE, dimensions, value: score, atMs }));
}

const MAX_SCORES = 12;

async function tellChanges(ports: DetectAnomaliesPorts, judged: readonly Judged[], job: AnomalyJob): Promise<void> {
  const told = new Map(job.told.map((one) => [one.series, one]));
  const current = judged.filter(({ series, state }) => isCurrent(series, state, job.atMs));
  await forEachSignal(current, async ({ series, state }) => {
    const key = seriesKey(series);
    if (!state.episode || told.has(key)) return;
    const signal = raisedSignal(series, state.episode);
    const { sinceMs } = state.episode;
    await startTelling(ports, { series: key, version: 0, sinceMs, raised: signal, pending: signal });
  });
  const over = current.filter(({ series, state }) => !state.episode && hasSeen(state, told.get(seriesKey(series))));
  if (over.length === 0) return;
  const stored = new Map((await ports.store.readTold()).map((one) => [one.series, one]));
  await forEachSignal(over, async ({ series, state }) => {
    const key = seriesKey(series);
    const one = stored.get(key);
    if (!one || one.pending || one.version !== told.get(key)?.version) return;
    const pending = clearedSignal(one.raised, overMs(one, state, job.atMs), quietReason(series));
    await startTelling(ports, { ...one, pending });
  });
}

/** Where the clock went back, a state of before the anomaly says nothing of its end. */
function hasSeen({ untilMs }: SeriesState, one: Pick<ToldAnomaly, 'sinceMs'> | undefined): boolean {
  return one !== undefined && untilMs >= one.sinceMs;
}

/** A state that was learned anew may know of an earlier end only: a hub takes no state that is older than the last one. */
function overMs({ sinceMs }: ToldAnomaly, { endedMs = 0 }: SeriesState, atMs: number): number {
  return endedMs > sinceMs ? endedMs : Math.max(atMs, sinceMs + 1);
}

/** Of what was missed nobody is told but what is still the case when it is made up for. */
function isCurrent({ periodSeconds }: WatchedSeriesDefinition, { untilMs }: SeriesState, atMs: number): boolean {
  // One period more, for a cadence that is shorter than the period.
  return untilMs >= atMs - (LATE_PERIODS + 1) * periodSeconds * 1_000;
}

async function keepPages(
  memory: PageMemory,
  pages: ReadonlyMap<number, PageState>,
  judged: readonly Judged[],
  atMs: number,
): Promise<void> {
  const members = new Map<number, Judged[]>([...pages.keys()].map((page) => [page, []]));
  for (const one of judged) members.get(pageOf(seriesKey(one.series)))?.push(one);
  for (const [page, all] of members) {
    const before = pages.get(page)?.atMs ?? 0;
    const series = Object.fromEntries(all.map(({ series, state }) => [seriesKey(series), state]));
    const catchesUp = all.some(({ series, state }) => !isCurrent(series, state, atMs));
    await memory.keep({ page, atMs: Math.max(before, atMs), series }, catchesUp);
  }
}
