import type { SightlineConfig } from '../core/config';
import { backlinkEntry, linkEntry, relationsOf } from '../core/incident/correlate';
import type { GroupState } from '../core/incident/group';
import type { Incident, TimelineEntry } from '../core/incident/incident';
import { deployEntry, deployRef, recentDeploy } from '../core/incident/recent-deploy';
import { withObserved } from '../core/trace/topology';
import type { Clock, IncidentStore, LogPort } from './ports';
import type { TopologyPort } from './ports/traces';

interface Ports {
  readonly store: Pick<IncidentStore, 'listOpen' | 'readMemos' | 'appendTimeline'>;
  readonly log: LogPort;
  readonly clock: Pick<Clock, 'within'>;
  /** Which services call which, by their traces. @default - what they declare is all that is known */
  readonly topology?: TopologyPort;
}

/** What an incident that begins has to do with others. */
export interface Correlation {
  /** For its own timeline. */
  readonly own: readonly TimelineEntry[];
  /** For those of the others. */
  readonly others: readonly TimelineEntry[];
}

/** A page is not kept waiting for longer, milliseconds. */
const PATIENCE_MS = 1_500;

const NO_CORRELATION: Correlation = { own: [], others: [] };

/**
 * Looks around, before the page is worded. It has to do with the rest of the hub, so nothing of it is guarded by the
 * lock: at worst a line is missing. The page waits for it for a moment only. Never throws.
 */
export async function correlate(
  ports: Ports,
  config: SightlineConfig,
  before: GroupState,
  incident: Incident,
): Promise<Correlation> {
  const { clock, log } = ports;
  try {
    const asked = lookUp(ports, config, before, incident);
    const found = await (clock.within?.(PATIENCE_MS, asked) ?? asked);
    if (found) return found;
    log.warn('an incident is not linked to others', {
      incidentId: incident.id,
      error: `it takes over ${PATIENCE_MS} ms`,
    });
  } catch (error) {
    log.warn('an incident is not linked to others', { incidentId: incident.id, error: String(error) });
  }
  return NO_CORRELATION;
}

async function lookUp(
  { store, topology }: Ports,
  config: SightlineConfig,
  before: GroupState,
  incident: Incident,
): Promise<Correlation> {
  const services = withObserved(config.services, (await topology?.load()) ?? []);
  const deploy = recentDeploy(await store.readMemos([deployRef(incident)]), incident);
  const alone =
    !deploy && incident.team === undefined && services.every(({ dependsOn = [] }) => dependsOn.length === 0);
  const relations = alone ? [] : relationsOf(incident, await store.listOpen(), services, deploy);
  // While an incident is open, its deploys are told to its timeline as they come.
  const isNew = before.lock.openId === undefined && (deploy?.atMs ?? 0) > before.lock.resolvedMs;
  return {
    own: [
      ...(deploy && isNew ? [deployEntry(incident.id, deploy, `${incident.generation}|`)] : []),
      ...relations.map((relation) => linkEntry(incident, relation)),
    ],
    others: relations.map((relation) => backlinkEntry(incident, relation)),
  };
}

/** Tells the others. Never throws: the incident itself stands. */
export async function linkOthers({ store, log }: Ports, { others }: Correlation): Promise<void> {
  const outcomes = await Promise.allSettled(others.map((entry) => store.appendTimeline(entry)));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') log.warn('an incident is not linked back', { error: String(outcome.reason) });
  }
}
