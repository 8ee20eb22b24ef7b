import { WORKFLOW_METRIC } from '../core/conventions';
import type { Written } from '../core/incident/group';
import type { Signal } from '../core/incident/incident';
import type { MetricPort } from './ports';

/** Counts what a stored decision came to. @param signal the one that was decided; missing where a person or a timer decided */
export function reportDecision(metrics: MetricPort, { outcome, next }: Written, signal?: Signal): void {
  if (signal) metrics.count(signal.state === 'ALARM' ? WORKFLOW_METRIC.signalsRaised : WORKFLOW_METRIC.signalsCleared);
  const { incident } = next;
  if (outcome === 'opened' || outcome === 'reopened') metrics.count(WORKFLOW_METRIC.incidentsOpened);
  if (outcome === 'overdue') metrics.count(WORKFLOW_METRIC.postmortemOverdue);
  if (outcome === 'unanswered') metrics.count(WORKFLOW_METRIC.acknowledgementOverdue);
  if (!incident) return;
  if (outcome === 'acknowledged' && incident.acknowledgements.length === 1) {
    const [first] = incident.acknowledgements;
    // Clocks differ: somebody seems to have acknowledged before it began.
    metrics.duration(WORKFLOW_METRIC.timeToAcknowledge, Math.max(0, (first?.atMs ?? 0) - incident.beganMs));
  }
  if (outcome === 'resolved' && incident.resolvedMs !== undefined) {
    metrics.count(WORKFLOW_METRIC.incidentsResolved);
    metrics.duration(WORKFLOW_METRIC.timeToResolve, Math.max(0, incident.resolvedMs - incident.openedMs));
  }
}
