import { readDeploy } from '../../core/incident/deploys';
import { withDeploy } from '../../core/trace/deploy-signals';
import { NEW_TRACE_STATE } from '../../core/trace/state';
import type { AnalyzeTracesPorts } from './run';

/** Runs and deploys meet at the state; more tries than this are no coincidence. */
const MAX_TRIES = 5;

/**
 * Remembers a deploy, to compare what comes after it with what was before.
 * @param detail of a `Sightline Deploy` event
 * @throws where it is none, or the state is never free
 */
export async function noteDeploy({ store, clock, log }: AnalyzeTracesPorts, detail: unknown): Promise<void> {
  const told = readDeploy(detail);
  // One of the future would be the newest for as long, and all others over.
  const deploy = { ...told, atMs: Math.min(told.atMs, clock.now()) };
  // What was rolled back is what was there before.
  if (deploy.outcome !== 'succeeded' && deploy.outcome !== 'rolled back') return;
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const state = (await store.readState()) ?? NEW_TRACE_STATE;
    const deploys = withDeploy(state.deploys, deploy);
    if (deploys === state.deploys) return;
    const outcome = await store.writeState({ ...state, version: state.version + 1, deploys });
    if (outcome === 'committed') {
      log.info('deploy noted', { ...deploy });
      return;
    }
  }
  throw new Error(
    `the deploy ${deploy.release} was not noted in ${MAX_TRIES} tries: others write the state all the time`,
  );
}
