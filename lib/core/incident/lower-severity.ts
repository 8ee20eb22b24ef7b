import type { Incident, Lock, Signal, TimelineEntry } from './incident';
import { about } from './seen-signal';
import { moreSevere } from './severity';
import { peakOf, worstInAlarm } from './severity-counts';

/**
 * An incident whose worst alarms are OK is as severe as what is left in ALARM, but not less than people said it is. It
 * pages nobody, and the escalation goes on by the plan that it began with. `undefined`: it stays as it is.
 */
export function lowerSeverity(
  incident: Incident,
  lock: Lock,
  signal: Signal,
): { readonly incident: Incident; readonly entry: TimelineEntry } | undefined {
  const worst = worstInAlarm(lock);
  if (worst === undefined) return undefined;
  const { severity: before, severityFloor: floor } = incident;
  const severity = floor !== undefined && moreSevere(floor, worst) ? floor : worst;
  if (!moreSevere(before, severity)) return undefined;
  const text = `Severity lowered from ${before} to ${severity}: none of its alarms in ALARM is ${before} any more`;
  return {
    incident: { ...incident, severity, peak: peakOf(incident) },
    entry: about(incident, signal, 'severity', text),
  };
}
