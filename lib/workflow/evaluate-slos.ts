/**
 * `evaluate-slos`: every five minutes measures how each objective stands, keeps and publishes it, and raises and clears
 * signals. Objectives cannot fail each other.
 *
 * A tick is evaluated once: the state of an objective says up to which one it is. Ticks that were missed are made up for,
 * oldest first, and people told of the newest only. Everything but the state may be done again, with the same outcome:
 * measurements take the place of themselves, published values are equal, a hub knows a repeated signal by its time.
 */
import { SLO_EVALUATION_METRIC } from '../core/conventions';
import type { OverallCompliance } from '../core/slo/measurement';
import { evaluateComposites } from './evaluate-slos/composites';
import { evaluateOverall, evaluationPoint, overallKey } from './evaluate-slos/overall';
import { clearRemovedObjectives, membersKey } from './evaluate-slos/removed';
import { type EvaluatedSlos, type EvaluateSlosPorts, newTally, noteFailure, type Run } from './evaluate-slos/run';
import { evaluateServices } from './evaluate-slos/services';
import { ofShard, readShard } from './evaluate-slos/shard';
import { tickAt } from './evaluate-slos/ticks';
import type { SloDefinitions } from './ports';

export type { EvaluatedSlos, EvaluateSlosPorts, FailedSlo, ToldSignal } from './evaluate-slos/run';

/**
 * @returns a handler of `{ shard, shards }`; of any other event, such as EventBridge's own, all objectives are evaluated.
 * It throws where definitions cannot be loaded, and where not one objective could be evaluated.
 */
export function evaluateSlos(ports: EvaluateSlosPorts): (event: unknown) => Promise<EvaluatedSlos> {
  return async (event) => {
    const shard = readShard(event);
    const all = await ports.definitions.load();
    const nowMs = ports.clock.now();
    const run: Run = { ports, nowMs, atMs: tickAt(nowMs), tally: newTally() };
    const { slos, composites, problems } = ofShard(all, shard);
    for (const { name, problem } of problems) noteFailure(run, name, problem);
    await evaluateServices(run, slos);
    await evaluateComposites(run, composites, all.slos);
    const overall = shard.shard === 0 ? await evaluationWide(run, all) : undefined;
    await publishCounts(run);
    return resultOf(run, overall);
  };
}

async function evaluationWide(run: Run, all: SloDefinitions): Promise<OverallCompliance | undefined> {
  try {
    await clearRemovedObjectives(run, all);
  } catch (error) {
    noteFailure(run, membersKey(run.ports.evaluation), error);
  }
  try {
    return await evaluateOverall(run, all.slos);
  } catch (error) {
    noteFailure(run, overallKey(run.ports.evaluation), error);
    return undefined;
  }
}

/** What the alarms on the evaluation itself look at: without it they tell that nothing is evaluated. */
async function publishCounts(run: Run): Promise<void> {
  const { evaluated, failed } = SLO_EVALUATION_METRIC;
  const { tally, ports } = run;
  try {
    await ports.metrics.publish([
      evaluationPoint(run, evaluated, tally.evaluated.length),
      evaluationPoint(run, failed, tally.failed.length),
    ]);
  } catch (error) {
    ports.log.error('the counts of this run were not published', { error: String(error) });
  }
}

function resultOf({ ports, atMs, tally }: Run, overall: OverallCompliance | undefined): EvaluatedSlos {
  const { evaluated, current, failed, raised, cleared } = tally;
  if (failed.length > 0 && evaluated.length + current.length === 0) {
    const first = failed.slice(0, 3).map(({ slo, reason }) => `${slo} (${reason})`);
    throw new Error(`none of ${failed.length} objectives was evaluated: ${first.join('; ')}`);
  }
  ports.log.info('objectives evaluated', {
    atMs,
    evaluated: evaluated.length,
    current: current.length,
    failed: failed.length,
  });
  return { atMs, evaluated: evaluated.length, failed, raised, cleared, ...(overall && { overall }) };
}
