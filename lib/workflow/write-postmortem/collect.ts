/** Collects what a post-mortem is made of. What is not the workflow's own may fail, and the draft says so. */
import { tracesAround } from '../../core/incident/evidence';
import { impactOf, impactSpan } from '../../core/incident/impact';
import type { Incident } from '../../core/incident/incident';
import { type PostmortemContents, relatedTo } from '../../core/incident/postmortem-contents';
import type { ConfigPort, IncidentStore, SloDefinitionPort, SloStore } from '../ports';
import { type AttemptPorts, attempt } from './attempt';

export interface CollectPorts extends AttemptPorts {
  readonly store: Pick<IncidentStore, 'readTimeline' | 'listOutbox' | 'listByService' | 'readEvidence'>;
  readonly config: ConfigPort;
  /** @default - the impact on error budgets is not known */
  readonly objectives?: SloDefinitionPort & Pick<SloStore, 'readMeasurements'>;
  /** AWS Region, for links to the console. */
  readonly region: string;
  /** Where the report page of a rehearsal is published. @default - it is said how to look at the moment */
  readonly reportUrl?: string;
}

/** Newest ones of the service that are looked through for related ones. */
const MOST_CANDIDATES = 100;

export async function collect(ports: CollectPorts, incident: Incident): Promise<PostmortemContents> {
  const { store, clock, config, objectives, traces, errors, region, reportUrl } = ports;
  const { service, environment } = incident;
  const writtenMs = clock.now();
  const around = tracesAround(impactSpan(incident, writtenMs));
  const [timeline, outbox, candidates, evidence, { services }, impact, failing, frequent] = await Promise.all([
    store.readTimeline(incident.id),
    store.listOutbox(incident.id),
    store.listByService(service, MOST_CANDIDATES),
    store.readEvidence(incident.id),
    config.load(),
    attempt(ports, 'objectives', objectives, async (from) => {
      const { slos } = await from.load();
      return impactOf(incident, slos, (slo, around) => from.readMeasurements(slo, around), writtenMs);
    }),
    attempt(ports, 'traces', traces, (from) => from.faults(incident, around)),
    attempt(ports, 'errors', errors, (from) => from.top(incident, around)),
  ]);
  const known = services.find((each) => each.service === service && each.environment === environment);
  return {
    incident,
    timeline,
    outbox,
    writtenMs,
    region,
    ...(known && { dashboardName: known.dashboardName }),
    impact,
    traces: failing,
    errors: frequent,
    related: relatedTo(incident, candidates),
    ...(evidence && { kept: evidence.snapshots }),
    ...(reportUrl !== undefined && { reportUrl }),
  };
}
