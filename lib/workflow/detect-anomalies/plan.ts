import { toldKeys } from '../../core/anomaly/watch/ahead';
import { planJobs } from '../../core/anomaly/watch/job';
import type { WatchedSeriesList } from '../../core/anomaly/watch/read-series';
import { tickAt } from '../../core/anomaly/watch/ticks';
import { clearedSignal, type ToldAnomaly } from '../../core/anomaly/watch/told';
import { type DetectAnomaliesPorts, detectionPoint, publishPoints } from './run';
import { forEachSignal, startTelling, tellPending } from './tell';

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
  const isRemoved = removedFrom(list);
  await forEachSignal(
    told.filter((one) => one.pending || isRemoved(one)),
    (one) => (one.pending ? tellPending(ports, one) : clearRemoved(ports, one)),
  );
  const planned = { atMs, series: list.series.length, jobs: jobs.length, problems: list.problems.length };
  log.info('series handed to workers', planned);
  return planned;
}

async function noteProblems(ports: DetectAnomaliesPorts, { problems }: WatchedSeriesList): Promise<void> {
  if (problems.length === 0) return;
  for (const { name, problem } of problems) ports.log.warn('a watched series is left out', { name, problem });
  await publishPoints(ports, [detectionPoint(ports, 'failed', problems.length)]);
}

/** Where a document cannot be read, its series are not known to be gone. */
function removedFrom({ series, problems }: WatchedSeriesList): (one: ToldAnomaly) => boolean {
  const keys = new Set(series.flatMap(toldKeys));
  return (one) => problems.length === 0 && !keys.has(one.series);
}

/** Nobody judges it any more. */
async function clearRemoved(ports: DetectAnomaliesPorts, one: ToldAnomaly): Promise<void> {
  const pending = clearedSignal(one.raised, ports.clock.now(), 'the series is no longer watched');
  await startTelling(ports, { ...one, pending });
}
