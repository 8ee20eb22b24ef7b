/** Collects what a post-mortem is made of. What is not the workflow's own may fail, and the draft says so. */
import type { Evidence } from '../../core/incident/evidence';
import { impactOf, impactSpan } from '../../core/incident/impact';
import type { Incident } from '../../core/incident/incident';
import { type PostmortemContents, relatedTo } from '../../core/incident/postmortem-contents';
import type {
  Clock,
  ConfigPort,
  ErrorEvidencePort,
  IncidentStore,
  LogPort,
  SloDefinitionPort,
  SloStore,
  TraceEvidencePort,
} from '../ports';

export interface CollectPorts {
  readonly store: Pick<IncidentStore, 'readTimeline' | 'listOutbox' | 'listByService'>;
  readonly config: ConfigPort;
  /** @default - the impact on error budgets is not known */
  readonly objectives?: SloDefinitionPort & Pick<SloStore, 'readMeasurements'>;
  /** @default - failing traces are not known */
  readonly traces?: TraceEvidencePort;
  /** @default - errors are not known */
  readonly errors?: ErrorEvidencePort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** AWS Region, for links to the console. */
  readonly region: string;
}

/** Newest ones of the service that are looked through for related ones. */
const MOST_CANDIDATES = 100;

export async function collect(ports: CollectPorts, incident: Incident): Promise<PostmortemContents> {
  const { store, clock, config, objectives, traces, errors, region } = ports;
  const { service, environment } = incident;
  const writtenMs = clock.now();
  const span = impactSpan(incident, writtenMs);
  const [timeline, outbox, candidates, { services }, impact, failing, frequent] = await Promise.all([
    store.readTimeline(incident.id),
    store.listOutbox(incident.id),
    store.listByService(service, MOST_CANDIDATES),
    config.load(),
    attempt(ports, 'objectives', objectives, async (from) => {
      const { slos } = await from.load();
      return impactOf(incident, slos, (slo, around) => from.readMeasurements(slo, around), writtenMs);
    }),
    attempt(ports, 'traces', traces, (from) => from.faults(service, span)),
    attempt(ports, 'errors', errors, (from) => from.top(service, span)),
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
  };
}

/** A post-mortem without its traces is better than none. */
async function attempt<Port, T>(
  { log }: CollectPorts,
  what: string,
  port: Port | undefined,
  read: (port: Port) => Promise<readonly T[]>,
): Promise<Evidence<T>> {
  if (!port) return { unknown: 'no source of it is set up' };
  try {
    return { found: await read(port) };
  } catch (error) {
    log.warn(`${what} not read for a post-mortem`, { error: String(error) });
    return { unknown: `it could not be read: ${String(error)}` };
  }
}
