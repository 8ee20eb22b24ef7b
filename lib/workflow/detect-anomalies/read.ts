import type { SeriesValues } from '../../core/anomaly/watch/advance';
import { seriesKey, type WatchedSeriesDefinition } from '../../core/anomaly/watch/series';
import type { SeriesState } from '../../core/anomaly/watch/state';
import { floorTo, MAX_PERIODS, oldestDataMs } from '../../core/anomaly/watch/ticks';
import type { Span } from '../../core/slo/window';
import type { DetectAnomaliesPorts } from './run';

/** A series that is judged, and up to where it was. */
export interface OpenSeries {
  readonly series: WatchedSeriesDefinition;
  readonly state: SeriesState;
}

/** Series that are up to date but for an hour of five minutes read the same span, so that they share a call. */
const FRESH_PERIODS = 12;
/** Every span begins at a full multiple of it, so that series of one and of five minutes can share it. */
const GRID_MS = 300_000;
const QUERY = 'value';

type Wanted = OpenSeries & { readonly span: Span; readonly periods: number };

/** What is new of each series, by position: an Error where it cannot be read, nothing where nothing is new. */
export async function readNew(
  ports: DetectAnomaliesPorts,
  open: readonly OpenSeries[],
  atMs: number,
): Promise<readonly (SeriesValues | Error | undefined)[]> {
  const nowMs = ports.clock.now();
  const wanted = open.map((one) => wantedOf(one, atMs, nowMs));
  const starts = sharedStarts(wanted);
  const requests = wanted.flatMap((one, position) =>
    one.periods > 0 ? [{ position, request: requestOf(one, starts) }] : [],
  );
  const answers = requests.length > 0 ? await ports.series.read(requests.map(({ request }) => request)) : [];
  const found: (SeriesValues | Error | undefined)[] = open.map(() => undefined);
  for (const [index, { position, request }] of requests.entries()) {
    const answer = answers[index];
    const values = answer instanceof Error ? undefined : answer?.[QUERY];
    const failure = answer instanceof Error ? answer : new Error('it was not answered');
    found[position] = values ? { startMs: request.span.startMs, values } : failure;
  }
  return found;
}

function wantedOf(one: OpenSeries, atMs: number, nowMs: number): Wanted {
  const periodMs = one.series.periodSeconds * 1_000;
  const startMs = Math.max(one.state.untilMs, oldestDataMs(nowMs, one.series.periodSeconds));
  const endMs = Math.min(floorTo(atMs, periodMs), startMs + MAX_PERIODS * periodMs);
  return { ...one, span: { startMs, endMs }, periods: Math.max((endMs - startMs) / periodMs, 0) };
}

/** The earliest begin of those that have the same end: fresh ones, and those that begin at a checkpoint. */
function sharedStarts(wanted: readonly Wanted[]): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const one of wanted) {
    if (one.periods === 0) continue;
    const key = groupOf(one);
    const startMs = floorTo(one.span.startMs, GRID_MS);
    starts.set(key, Math.min(starts.get(key) ?? startMs, startMs));
  }
  return starts;
}

function groupOf({ span, periods }: Wanted): string {
  return `${span.endMs} ${periods <= FRESH_PERIODS ? 'fresh' : 'behind'}`;
}

function requestOf(one: Wanted, starts: ReadonlyMap<string, number>) {
  const { series, span } = one;
  return {
    slo: seriesKey(series),
    queries: [{ id: QUERY, metric: series.metric, statistic: series.statistic }],
    wanted: [QUERY],
    periodSeconds: series.periodSeconds,
    span: { startMs: starts.get(groupOf(one)) ?? span.startMs, endMs: span.endMs },
  };
}
