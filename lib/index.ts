/**
 * Sightline's constructs: dashboards and alarms for a service, and the hub that turns alarms into incidents.
 *
 * ```ts
 * import { Channel, IncidentResponse, Observability } from 'sightline';
 *
 * const incidents = new IncidentResponse(this, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
 * const obs = new Observability(this, 'Observability', { service: 'checkout', environment: 'prod', incidents });
 * obs.monitor(fn, api, table, queue);
 * ```
 */
export { HealthCheck, type HealthCheckOptions, type HttpHealthCheckOptions } from './constructs/health/health-check';
export { HealthChecks, type HealthChecksProps } from './constructs/health/health-checks';
export { Channel } from './constructs/incident/channel';
export {
  type IIncidentResponse,
  IncidentResponse,
  type IncidentResponseProps,
} from './constructs/incident/incident-response';
export type { Monitorable } from './constructs/monitor/resource';
export { type MonitoredAlarm, Observability, type ObservabilityProps } from './constructs/observability';
export { MetricsQueue, type MetricsQueueProps } from './constructs/publishing/metrics-queue';
export type { AlarmTuning } from './core/catalog/resolve';
export type { AlarmRole, Severity } from './core/incident/severity';
