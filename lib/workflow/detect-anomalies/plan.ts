import { planJobs } from '../../core/anomaly/watch/job';
import type { WatchedSeriesList } from '../../core/anomaly/watch/read-series';
import { seriesKey } from '../../core/anomaly/watch/series';
import { tickAt } from '../../core/anomaly/watch/ticks';
import { clearedSignal, type ToldAnomaly } from '../../core/anomaly/watch/told';
import { type DetectAnomaliesPorts, detectionPoint, publishPoints } from './run';
import { startTelling, tellPending } from './tell';

/** For whoever invokes it by hand. */
export interface PlannedTick {
  readonly atMs: number;
  readonly series: number;
  /** Messages to workers. */
  readonly jobs: number;
  readonly problems: number;
}

/** Longer than between two checkpoints: a worker that begins at one is told of every deploy since. */
const DEPLOYS_MS = 2 * 86_400_000;
/** Messages that are sent at the same time. */
const PARALLEL = 10;

/** Hands all series to workers, and tells what a tick before has left untold. */
export async function plan(ports: DetectAnomaliesPorts): Promise<PlannedTick> {
  const { clock, cadenceMs, store, watched, log } = ports;
  const atMs = tickAt(clock.now(), cadenceMs);
  const list = await watched.load();
  const told = await store.readTold();
  const deploys = await store.readDeploys(atMs - DEPLOYS_MS);
  const jobs = planJobs(atMs, list.series, told, deploys);
  for (let from = 0; from < jobs.length; from += PARALLEL) {
    const some = jobs.slice(from, from + PARALLEL);
    await Promise.all(some.map((job) => ports.queue.send(JSON.stringify(job))));
  }
  await noteProblems(ports, list);
  for (const one of told.filter(({ pending }) => pending)) await tellPending(ports, one);
  await clearRemoved(ports, list, told);
  const planned = { atMs, series: list.series.length, jobs: jobs.length, problems: list.problems.length };
  log.info('series handed to workers', planned);
  return planned;
}

async function noteProblems(ports: DetectAnomaliesPorts, { problems }: WatchedSeriesList): Promise<void> {
  if (problems.length === 0) return;
  for (const { name, problem } of problems) ports.log.warn('a watched series is left out', { name, problem });
  await publishPoints(ports, [detectionPoint(ports, 'failed', problems.length)]);
}

/** Nobody judges them any more. Where a document cannot be read, its series are not known to be gone. */
async function clearRemoved(
  ports: DetectAnomaliesPorts,
  { series, problems }: WatchedSeriesList,
  told: readonly ToldAnomaly[],
): Promise<void> {
  if (problems.length > 0) return;
  const keys = new Set(series.map(seriesKey));
  const removed = told.filter((one) => !one.pending && !keys.has(one.series));
  for (const one of removed) {
    const pending = clearedSignal(one.raised, ports.clock.now(), 'the series is no longer watched');
    await startTelling(ports, { ...one, pending });
  }
}
