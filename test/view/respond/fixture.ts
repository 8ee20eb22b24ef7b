import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { INCIDENT_SCHEMA_VERSION } from '../../../lib/core/incident/schema-version';
import type { IncidentPage } from '../../../lib/view/respond/incident-page';

export const T0 = Date.UTC(2026, 0, 15, 8);
/** 14 minutes and 10 seconds later. */
export const NOW = T0 + 850_000;

const incident: Incident = {
  schemaVersion: INCIDENT_SCHEMA_VERSION,
  id: '01KF0X4N00TESTINCIDENT0000',
  groupKey: '["checkout","prod"]',
  status: 'triggered',
  severity: 'high',
  service: 'checkout',
  environment: 'prod',
  title: 'Orders fail: 12 % of requests end in an error',
  firstStep: 'https://runbooks.example.com/checkout',
  version: 1,
  generation: 1,
  paged: true,
  openedMs: T0,
  beganMs: T0,
  startedMs: T0,
  plan: { policy: 'default', levels: [], acksNeeded: 1 },
  level: 0,
  urgent: true,
  flapping: false,
  told: ['oncall'],
  acknowledgements: [],
  alarms: ['checkout-faults'],
  affected: [],
};

function entry(atMs: number, kind: TimelineEntry['kind'], text: string): TimelineEntry {
  const actor = { type: 'alarm' as const, id: 'checkout-faults' };
  return {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId: incident.id,
    atMs,
    eventId: `${kind}|${atMs}`,
    kind,
    actor,
    text,
  };
}

export function pageOf(changes: { incident?: Partial<Incident>; nonce?: string | undefined } = {}): IncidentPage {
  return {
    incident: { ...incident, ...changes.incident },
    timeline: [
      entry(
        T0 + 10_000,
        'opened',
        'Opened by checkout-faults: Threshold Crossed: 3 datapoints were greater than the threshold (5.0)',
      ),
      entry(T0 + 300_000, 'joined', 'checkout-latency joined: p99 above 2,000 ms'),
    ],
    nowMs: NOW,
    responder: 'alice',
    action: 'acknowledge',
    nonce: 'nonce' in changes ? changes.nonce : '1768464850000.mac',
  };
}
