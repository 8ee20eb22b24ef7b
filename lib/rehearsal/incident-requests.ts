/** The requests behind an incident. */
import type { ReportIncident } from '../view/report/model';
import { failingRequests } from './failing-requests';
import type { TemplateAlarm } from './platform/alarms/definition';
import type { Recorder } from './recorder';

/**
 * How far the named alarms look back when they open an incident, the longest of them: its evaluation periods, and one
 * more for the time from the first failure to the end of its period. A composite looks as far as its children.
 */
export function evaluationMs(names: readonly string[], alarms: readonly TemplateAlarm[]): number {
  const named = alarms.filter(({ resource }) => names.includes(resource.name) || names.includes(resource.arn));
  const lengths = named.map((alarm) => {
    if (alarm.kind === 'composite') return evaluationMs(alarm.rule.children, alarms);
    return (alarm.settings.evaluationPeriods + 1) * alarm.settings.periodSeconds * 1_000;
  });
  return Math.max(0, ...lengths);
}

/** The incidents with their first failing requests. */
export function withRequests(
  incidents: readonly ReportIncident[],
  { telemetry, endMs }: Recorder,
): readonly ReportIncident[] {
  if (incidents.length === 0) return incidents;
  const requestsOf = failingRequests(telemetry);
  return incidents.map((incident) => {
    const { service, environment, openedMs, fromMs = openedMs, resolvedMs: toMs = endMs } = incident;
    const told = { ...incident, requests: requestsOf({ service, environment, fromMs, toMs }) };
    return telemetry.knowsSince(fromMs) ? told : { ...told, requestsIncomplete: true };
  });
}
