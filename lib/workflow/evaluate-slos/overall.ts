/** All objectives of an evaluation together. */
import { DEFAULT_NAMESPACE, DIMENSION, SLO_EVALUATION_METRIC } from '../../core/conventions';
import { type SloDefinition, sloKey } from '../../core/slo/definition';
import type { OverallCompliance } from '../../core/slo/measurement';
import { overallCompliance, type RatedStatus } from '../../core/slo/overall';
import { twelveDigits } from '../../core/slo/share';
import { judgeOverall } from '../../core/slo/signals';
import type { SloDatapoint } from '../ports';
import { commit, newState, tellPending } from './outbox';
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
  const stored = (await ports.store.readState(slo)) ?? newState(slo, atMs - TICK_MS);
  const state = await tellPending(run, stored);
  const isRaised = Object.keys(stored.raised).length > 0;
  if (!state || state.lastAtMs >= atMs || (slos.length === 0 && !isRaised)) return undefined;
  const overall = await measureOverall(run, slos);
  await ports.store.writeOverall(overall);
  const { raised, changes } = judgeOverall(ports.evaluation, overall, state.raised);
  const problem = await publishOverall(run, overall);
  await commit(run, { ...state, raised, lastAtMs: atMs }, changes);
  if (problem !== undefined) throw problem;
  return overall;
}

/** @returns why it was not published, which keeps nobody from being told */
async function publishOverall(run: Run, { share }: OverallCompliance): Promise<unknown> {
  if (share === undefined) return undefined;
  const point = evaluationPoint(run, SLO_EVALUATION_METRIC.overallCompliance, twelveDigits(share * 100));
  return run.ports.metrics.publish([point]).then(
    () => undefined,
    (error: unknown) => error ?? new Error('not published'),
  );
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
  const current = new Map(latest.filter((one) => one.atMs > atMs - MAX_AGE_MS).map((one) => [one.slo, one]));
  const statuses = slos.map((slo): RatedStatus => {
    const { status = 'no_data', projection } = current.get(sloKey(slo)) ?? {};
    return { tier: slo.tier, status, ...(projection && { usedOfProjected: projection.usedOfProjected }) };
  });
  return overallCompliance(statuses, atMs);
}
