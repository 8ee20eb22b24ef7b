/** The newest deploy of a service, kept for those incidents that begin soon after it. */
import type { Deploy } from '../signal/deploy-event';
import type { Incident, TimelineEntry } from './incident';
import type { Memo, MemoRef } from './memo';
import { INCIDENT_SCHEMA_VERSION } from './schema-version';

export type RecentDeploy = Pick<Deploy, 'id' | 'target' | 'outcome'> & { readonly atMs: number };

type Place = Pick<Incident, 'service' | 'environment'>;

/** What begins within this time after a deploy may come of it, milliseconds. */
export const DEPLOY_WINDOW_MS = 30 * 60_000;
const NEWEST = 'newest';

export function deployRef({ service, environment }: Place): MemoRef {
  return { topic: `deploy ${JSON.stringify([service, environment])}`, name: NEWEST };
}

export function deployMemo(place: Place, deploy: Deploy): Omit<Memo, 'storedMs'> {
  const { id, target, outcome, timestampMs: atMs } = deploy;
  return { ...deployRef(place), atMs, untilMs: atMs + DEPLOY_WINDOW_MS, value: { id, target, outcome } };
}

/** The deploy that an incident began soon after. */
export function recentDeploy(memos: readonly Memo[], { beganMs }: Pick<Incident, 'beganMs'>): RecentDeploy | undefined {
  const memo = memos.find(({ atMs }) => atMs <= beganMs && beganMs - atMs <= DEPLOY_WINDOW_MS);
  if (!memo) return undefined;
  const { id, target, outcome } = memo.value;
  return {
    id: String(id),
    target: String(target),
    outcome: outcome === 'rolled back' ? 'rolled back' : 'succeeded',
    atMs: memo.atMs,
  };
}

/** @param place leads the id of the entry, where the same deploy may be told of twice. @default - none */
export function deployEntry(incidentId: string, deploy: RecentDeploy, place = ''): TimelineEntry {
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    atMs: deploy.atMs,
    eventId: `deployed|${place}${deploy.id}`,
    kind: 'deployed',
    actor: { type: 'user', id: deploy.target },
    text: `Deploy of ${deploy.target} ${deploy.outcome}`,
  };
}
