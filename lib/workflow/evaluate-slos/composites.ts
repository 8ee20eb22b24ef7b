/** Objectives over others: measured from the measurements of these. */
import { measureComposite } from '../../core/slo/composite';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import type { SloMeasurement } from '../../core/slo/measurement';
import { partKey } from '../../core/slo/read-definition';
import { concludeAll, differ, type Measured, type Opened, openAll, storeMeasurements } from './objective';
import { chunksOf, each, type Run } from './run';
import { HOUR_MS, oldestDataMs, TICK_MS } from './ticks';

/** In another shard the same tick may be evaluated later; what is older than this says nothing any more. */
const MAX_AGE_MS = 3 * TICK_MS;
const BATCH = 50;

/** Where a part was late, its measurement is taken into account as late data are, in the next runs. */
export async function evaluateComposites(
  run: Run,
  composites: readonly CompositeSloDefinition[],
  slos: readonly SloDefinition[],
): Promise<void> {
  const known = new Map(slos.map((slo) => [sloKey(slo), slo]));
  for (const batch of chunksOf(composites, BATCH)) {
    const opened = await openAll(run, batch, () => oldestDataMs(run.nowMs));
    await concludeAll(run, await each(run, opened, (one) => measure(run, one, known)));
  }
}

async function measure(
  run: Run,
  opened: Opened<CompositeSloDefinition>,
  known: ReadonlyMap<string, SloDefinition>,
): Promise<Measured> {
  const { definition } = opened;
  const parts = await readParts(run, opened, known);
  const measureAt = (atMs: number) => {
    const measured = parts.flatMap(({ history, ...part }) => {
      const measurement = history.findLast((one) => one.atMs <= atMs && one.atMs > atMs - MAX_AGE_MS);
      return measurement ? [{ ...part, measurement }] : [];
    });
    return measureComposite(definition, measured, atMs);
  };
  const remeasure = (stored: readonly SloMeasurement[]) =>
    stored.map((one) => ({ one, now: measureAt(one.atMs) })).flatMap(({ one, now }) => (differ(one, now) ? [now] : []));
  return { ...opened, measurements: await storeMeasurements(run, opened, measureAt, remeasure) };
}

/** Parts that no definition is known of are left out. */
async function readParts(
  { ports }: Run,
  { definition, due }: Opened<CompositeSloDefinition>,
  known: ReadonlyMap<string, SloDefinition>,
) {
  const [first, last] = [due[0] as number, due.at(-1) as number];
  const span = { startMs: Math.min(first, last - HOUR_MS) - MAX_AGE_MS, endMs: last + 1 };
  const read = definition.parts.map(async (part) => {
    const slo = known.get(partKey(part));
    if (!slo) return [];
    return [{ definition: slo, weight: part.weight, history: await ports.store.readMeasurements(sloKey(slo), span) }];
  });
  return (await Promise.all(read)).flat();
}
