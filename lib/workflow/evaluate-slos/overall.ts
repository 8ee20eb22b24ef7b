/** All objectives of an evaluation together. */
import { DEFAULT_NAMESPACE, DIMENSION, SCHEMA_VERSION, SLO_EVALUATION_METRIC } from '../../core/conventions';
import { type SloDefinition, sloKey } from '../../core/slo/definition';
import type { OverallCompliance, SloState } from '../../core/slo/measurement';
import { overallCompliance } from '../../core/slo/overall';
import { twelveDigits } from '../../core/slo/share';
import { judgeOverall } from '../../core/slo/signals';
import type { SloDatapoint } from '../ports';
import { tellSignal } from './objective';
import type { Run } from './run';
import { TICK_MS } from './ticks';

/** An objective whose newest measurement is older could not be evaluated for a while, and has no data. */
const MAX_AGE_MS = 6 * TICK_MS;

/** The first shard's part, once a tick. Other shards may be at the tick before: overall that is recent enough. */
export async function evaluateOverall(
  run: Run,
  slos: readonly SloDefinition[],
): Promise<OverallCompliance | undefined> {
  const { ports, atMs } = run;
  const slo = overallKey(ports.evaluation);
  const state = await ports.store.readState(slo);
  if (slos.length === 0 || (state && state.lastAtMs >= atMs)) return undefined;
  const overall = await measureOverall(run, slos);
  await ports.store.writeOverall(overall);
  const judged = judgeOverall(ports.evaluation, overall, state?.raised ?? {});
  for (const change of judged.changes) await tellSignal(run, slo, change);
  if (overall.share !== undefined) {
    const percent = twelveDigits(overall.share * 100);
    await ports.metrics.publish([evaluationPoint(run, SLO_EVALUATION_METRIC.overallCompliance, percent)]);
  }
  const version = (state?.version ?? 0) + 1;
  const next: SloState = { schemaVersion: SCHEMA_VERSION, slo, version, lastAtMs: atMs, raised: judged.raised };
  await ports.store.writeState(next);
  return overall;
}

/** Of its state, and where it failed. Keys of objectives have two slashes. */
export function overallKey(evaluation: string): string {
  return `overall/${evaluation}`;
}

export function evaluationPoint({ ports, atMs }: Run, name: string, value: number): SloDatapoint {
  return { namespace: DEFAULT_NAMESPACE, name, dimensions: { [DIMENSION.evaluation]: ports.evaluation }, value, atMs };
}

async function measureOverall({ ports, atMs }: Run, slos: readonly SloDefinition[]): Promise<OverallCompliance> {
  const latest = await ports.store.readLatest(slos.map(sloKey));
  const current = new Map(latest.filter((one) => one.atMs > atMs - MAX_AGE_MS).map((one) => [one.slo, one.status]));
  const statuses = slos.map((slo) => ({ tier: slo.tier, status: current.get(sloKey(slo)) ?? ('no_data' as const) }));
  return overallCompliance(statuses, atMs);
}
