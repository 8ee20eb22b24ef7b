import type { Evidence, EvidenceSnapshot, ServiceDeploy } from '../../core/incident/evidence';
import { plain } from '../../view/escape';

/** So that five rounds fit into an item of 400 KB, whatever is in them. */
const MOST = { traces: 5, errors: 10, deploys: 10, openIncidents: 10, alarms: 10 } as const;
/** Code points. */
const MAX_TEXT = 120;
const MAX_URL = 500;

/** The first of each kind, of deploys the last; texts made harmless and cut. */
export function bounded(snapshot: EvidenceSnapshot): EvidenceSnapshot {
  const { alarms, deploys, openIncidents, traces, errors } = snapshot;
  return {
    ...snapshot,
    alarms: alarms.slice(0, MOST.alarms).map(short),
    deploys: deploys.slice(-MOST.deploys).map(shortDeploy),
    openIncidents: openIncidents.slice(0, MOST.openIncidents).map((incident) => ({
      ...incident,
      service: short(incident.service),
      environment: short(incident.environment),
      title: short(incident.title),
    })),
    traces: boundedEvidence(traces, MOST.traces, ({ id, url, what }) => ({
      id: short(id),
      // Half a link leads nowhere.
      url: url.length > MAX_URL ? '' : url,
      what: short(what),
    })),
    errors: boundedEvidence(errors, MOST.errors, ({ fingerprint, what, count }) => ({
      fingerprint: short(fingerprint),
      what: short(what),
      count,
    })),
  };
}

function shortDeploy({ service, environment, release, atMs, outcome }: ServiceDeploy): ServiceDeploy {
  const texts = { service: short(service), environment: short(environment), outcome: short(outcome) };
  return { ...texts, release: short(release), atMs };
}

function boundedEvidence<T>(evidence: Evidence<T>, most: number, shorten: (one: T) => T): Evidence<T> {
  if ('unknown' in evidence) return { unknown: short(evidence.unknown) };
  return { found: evidence.found.slice(0, most).map(shorten) };
}

function short(text: string): string {
  return plain(text, MAX_TEXT);
}
