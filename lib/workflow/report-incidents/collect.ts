import type { Incident } from '../../core/incident/incident';
import type { IncidentRecord } from '../../core/incident/numbers';
import type { Span } from '../../core/slo/window';
import type { IncidentStore } from '../ports';

/** Of one report: the newest ones. A team with more has other worries than their median. */
export const MOST_INCIDENTS = 1_000;
/** Incidents that are read at the same time. */
const PARALLEL = 10;

export interface Collected {
  readonly records: readonly IncidentRecord[];
  /** There were more than `MOST_INCIDENTS`: the oldest ones are not in it. */
  readonly cut: boolean;
}

/** Every incident that was open in the span, with its timeline and its outbox; newest first. */
export async function collectRecords(
  store: Pick<IncidentStore, 'listDuring' | 'readTimeline' | 'listOutbox'>,
  span: Span,
): Promise<Collected> {
  const found = await store.listDuring(span, MOST_INCIDENTS + 1);
  const wanted = found.slice(0, MOST_INCIDENTS);
  const records: IncidentRecord[] = [];
  for (let from = 0; from < wanted.length; from += PARALLEL) {
    records.push(...(await Promise.all(wanted.slice(from, from + PARALLEL).map((one) => recordOf(store, one)))));
  }
  return { records, cut: found.length > MOST_INCIDENTS };
}

async function recordOf(
  store: Pick<IncidentStore, 'readTimeline' | 'listOutbox'>,
  incident: Incident,
): Promise<IncidentRecord> {
  const [timeline, outbox] = await Promise.all([store.readTimeline(incident.id), store.listOutbox(incident.id)]);
  return { incident, timeline, outbox };
}
