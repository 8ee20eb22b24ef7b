/** Objectives that there no longer are: nobody would clear what is raised of them. */
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import { clearRemoved } from '../../core/slo/signals';
import type { SloDefinitions } from '../ports';
import { commit, newState, tellPending } from './outbox';
import { each, type Run } from './run';

/**
 * The first shard's part. While a document cannot be read its objective is unknown, and none is taken for removed. One
 * that could not be cleared stays a member, for the next run to try again.
 */
export async function clearRemovedObjectives(run: Run, { slos, composites, problems }: SloDefinitions): Promise<void> {
  const { store, evaluation } = run.ports;
  const key = membersKey(evaluation);
  const state = (await store.readState(key)) ?? newState(key, run.atMs);
  const known: readonly (SloDefinition | CompositeSloDefinition)[] = [...slos, ...composites];
  const members = new Set(known.map(sloKey));
  const gone = (state.members ?? []).filter((slo) => !members.has(slo)).map((slo) => ({ slo }));
  const done = problems.length > 0 ? [] : await each(run, gone, ({ slo }) => clear(run, slo));
  const left = gone.map(({ slo }) => slo).filter((slo) => !done.includes(slo));
  const now = [...members, ...left].sort();
  if (JSON.stringify(now) !== JSON.stringify(state.members)) await commit(run, { ...state, members: now });
}

/** Of its state. Keys of objectives have two slashes. */
export function membersKey(evaluation: string): string {
  return `members/${evaluation}`;
}

async function clear(run: Run, slo: string): Promise<string | undefined> {
  const stored = await run.ports.store.readState(slo);
  const state = stored && (await tellPending(run, stored));
  if (!state) return stored ? undefined : slo;
  const { raised, changes } = clearRemoved(slo, state.raised, run.atMs);
  if (changes.length === 0) return slo;
  return (await commit(run, { ...state, raised }, changes)) === 'committed' ? slo : undefined;
}
