/** Objectives with an indicator of their own: measured from metrics. */
import { type CountSeries, EventCounts } from '../../core/slo/counts';
import type { SloDefinition } from '../../core/slo/definition';
import { excludedBy } from '../../core/slo/exclusions';
import { measureSlo } from '../../core/slo/measure';
import type { SloMeasurement } from '../../core/slo/measurement';
import { parseSloWindow, type SloWindow, spanAt } from '../../core/slo/window';
import type { SloSeries, SloSeriesRequest } from '../ports';
import { countRequest, countsOf, countsUntil, cutFrom, dataStartMs, firstEventMs } from './counts';
import { concludeAll, differ, type Measured, type Opened, openAll, storeMeasurements } from './objective';
import { publishSlices } from './publish-slices';
import { chunksOf, each, noteFailure, type Run } from './run';
import { isOnTimeslices, judgeSlices, silenceSince, sliceQueries, sliceRequest, withSlices } from './slices';
import { earliestTick, HOUR_MS, oldestDataMs, TICK_MS } from './ticks';

type OpenedSlo = Opened<SloDefinition>;

/** An objective, and what is to be read of it. */
interface Planned extends OpenedSlo {
  readonly counts: SloSeriesRequest;
  readonly slices?: SloSeriesRequest | undefined;
}

interface Read extends Planned {
  /** In the order of the requests. */
  readonly series: readonly SloSeries[];
}

/** Weeks of two metrics are a third of a megabyte: more than this at once is memory, less is requests. */
const BATCH = 50;

export async function evaluateServices(run: Run, definitions: readonly SloDefinition[]): Promise<void> {
  for (const batch of chunksOf(definitions, BATCH)) {
    const opened = await openAll(run, batch, (definition) => earliestTick(windowOf(definition), run.nowMs));
    const read = await readAll(run, await each(run, opened, async (one) => plan(run, one)));
    await concludeAll(run, await each(run, read, (one) => measure(run, one)));
  }
}

function plan({ nowMs }: Run, opened: OpenedSlo): Planned {
  const { slo, definition, state, due } = opened;
  const lastMs = due.at(-1) as number;
  const firstMs = Math.min(due[0] as number, lastMs - HOUR_MS);
  const span = { startMs: Math.max(dataStartMs(definition, firstMs), oldestDataMs(nowMs)), endMs: lastMs };
  if (!isOnTimeslices(definition)) {
    return { ...opened, counts: countRequest(slo, definition.indicator.queries, span) };
  }
  const slices = sliceRequest(definition, state?.slicesUntilMs, lastMs, nowMs);
  return { ...opened, counts: countRequest(slo, sliceQueries(definition), span), slices };
}

async function readAll(run: Run, planned: readonly Planned[]): Promise<Read[]> {
  if (planned.length === 0) return [];
  const requests = planned.map(({ counts, slices }) => (slices ? [counts, slices] : [counts]));
  const answers = await run.ports.series.read(requests.flat()).catch((error: unknown) => {
    const problem = error instanceof Error ? error : new Error(String(error));
    return requests.flat().map(() => problem);
  });
  let next = 0;
  return planned.flatMap((one, index) => {
    const count = (requests[index] as SloSeriesRequest[]).length;
    const series = answers.slice(next, next + count);
    next += count;
    const problem = series.find((answer) => answer instanceof Error);
    if (!problem && series.length === count) return [{ ...one, series: series as readonly SloSeries[] }];
    noteFailure(run, one.slo, problem ?? new Error('its series were not read'));
    return [];
  });
}

async function measure(run: Run, read: Read): Promise<Measured | undefined> {
  const { definition } = read;
  const published = countsOf(read.counts, read.series[0] as SloSeries);
  if (!isOnTimeslices(definition)) return measureCounts(run, read, published);
  const silenceSinceMs = silenceSince(read.state, run.nowMs);
  const slices = read.slices ? judgeSlices(definition, read.slices, read.series[1] as SloSeries, silenceSinceMs) : [];
  const state = await publishSlices(run, { ...read, definition }, slices);
  const series = read.slices ? withSlices(published, slices, read.slices.span) : published;
  return state && measureCounts(run, { ...read, state }, series);
}

async function measureCounts(run: Run, opened: OpenedSlo, series: CountSeries): Promise<Measured> {
  const { slo, definition, state, due } = opened;
  const { poisoned } = EventCounts.of(cutFrom(series, state?.lastAtMs ?? run.atMs - TICK_MS)).remarks;
  if (poisoned > 0) run.ports.log.warn('values that are no counts were left out', { slo, steps: poisoned });
  const sinceMs = Math.min(state?.dataSinceMs ?? Infinity, firstEventMs(series, definition, due[0] as number));
  const measureAt = (atMs: number) => measureSlo(definition, countsUntil(series, definition, atMs, sinceMs), atMs);
  const remeasure = (stored: readonly SloMeasurement[]) =>
    stored.filter(isChanged(definition, series)).map(({ atMs }) => measureAt(atMs));
  const dataSinceMs = Math.min(sinceMs, firstEventMs(series, definition, due.at(-1) as number));
  const measurements = await storeMeasurements(run, opened, measureAt, remeasure);
  return { ...opened, measurements, dataSinceMs: Number.isFinite(dataSinceMs) ? dataSinceMs : undefined };
}

function isChanged(definition: SloDefinition, series: CountSeries): (stored: SloMeasurement) => boolean {
  const window = windowOf(definition);
  const all = EventCounts.of(series);
  const included = definition.exclusions.length > 0 ? all.without(excludedBy(definition.exclusions)) : all;
  return (stored) => differ(stored, included.between(spanAt(window, stored.atMs).startMs, stored.atMs));
}

function windowOf(definition: SloDefinition): SloWindow {
  return parseSloWindow(definition.name, definition.window, definition.timezone);
}
