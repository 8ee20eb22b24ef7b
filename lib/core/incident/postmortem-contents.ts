/** All that a draft of a post-mortem is made of. */
import type { ErrorEvidence, Evidence, EvidenceSnapshot, ServiceDeploy, TraceEvidence } from './evidence';
import type { Spending } from './impact';
import type { Incident, TimelineEntry } from './incident';
import type { IncidentRecord } from './numbers';

export interface PostmortemContents extends IncidentRecord {
  /** When the draft was made, epoch milliseconds. */
  readonly writtenMs: number;
  /** AWS Region, for links to the console. */
  readonly region: string;
  /** The service's dashboard. @default - no link */
  readonly dashboardName?: string;
  readonly impact: Evidence<Spending>;
  readonly traces: Evidence<TraceEvidence>;
  readonly errors: Evidence<ErrorEvidence>;
  /** Of the same service, opened at most a day before or after, oldest first. */
  readonly related: readonly Incident[];
  /** What was known when its rounds began, oldest first. @default - nothing was kept */
  readonly kept?: readonly EvidenceSnapshot[];
  /** Address of the report page of a rehearsal, to look at the same moment there. @default - it is not published */
  readonly reportUrl?: string;
}

/** A deploy up to this long before the opening is worth a look, milliseconds. */
const DEPLOYED_BEFORE_MS = 2 * 3_600_000;
/** Another incident of the service, opened up to this long before or after it, may be related, milliseconds. */
const RELATED_MS = 24 * 3_600_000;

/** Deploys from two hours before the opening to the resolve, of those the timeline has. */
export function deploysOf({ incident, timeline }: IncidentRecord): TimelineEntry[] {
  const fromMs = incident.openedMs - DEPLOYED_BEFORE_MS;
  const untilMs = incident.resolvedMs ?? Number.POSITIVE_INFINITY;
  return timeline.filter(({ kind, atMs }) => kind === 'deployed' && atMs >= fromMs && atMs <= untilMs);
}

/** Deploys that were remembered when its rounds began and that the timeline does not have, oldest first. */
export function earlierDeploysOf({
  timeline,
  kept = [],
}: Pick<PostmortemContents, 'timeline' | 'kept'>): ServiceDeploy[] {
  const told = new Set(timeline.filter(({ kind }) => kind === 'deployed').map(({ atMs }) => atMs));
  const deploys = new Map(kept.flatMap((one) => one.deploys).map((deploy) => [deploy.release, deploy]));
  return [...deploys.values()].filter(({ atMs }) => !told.has(atMs)).sort((a, b) => a.atMs - b.atMs);
}

/** @param candidates incidents of the same service, in any order */
export function relatedTo(incident: Incident, candidates: readonly Incident[]): Incident[] {
  return candidates
    .filter(({ id, openedMs }) => id !== incident.id && Math.abs(openedMs - incident.openedMs) <= RELATED_MS)
    .sort((a, b) => a.openedMs - b.openedMs);
}
