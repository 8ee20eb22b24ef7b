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
export {
  type ActionsBySeverity,
  AlarmAction,
  type OpsItemCategory,
  type OpsItemOptions,
} from './constructs/alarm/action';
export type { AlarmReference, NamedAlarm } from './constructs/alarm/alarm-reference';
export type { AlertPolicyOptions } from './constructs/alarm/alert-policy';
export type { EvaluationHours } from './constructs/alarm/alert-policy/evaluation-hours';
export { AlarmCondition } from './constructs/alarm/condition';
export { MuteWindow } from './constructs/alarm/mute-window';
export type { AlarmNameParts, AlarmNaming } from './constructs/alarm/naming';
export type { AlarmOptions } from './constructs/alarm/options';
export type { ActionsSuppressor, CompositeOptions } from './constructs/alarm/render-composite';
export type { MuteOptions } from './constructs/alarm/render-mute';
export { AlarmRule, type RuleOperand } from './constructs/alarm/rule';
export { Threshold } from './constructs/alarm/threshold';
export { AlarmWindow } from './constructs/alarm/window';
export { AnomalyDetection, type AnomalyDetectionProps } from './constructs/anomaly/anomaly-detection';
export type { DetectAnomaliesOptions } from './constructs/anomaly/service-series';
export { type WarnBeforeOptions, WatchedSeries, type WatchedSeriesOptions } from './constructs/anomaly/watched-series';
export { CustomWidgets, type CustomWidgetsProps } from './constructs/dashboard/custom-widgets';
export type { DashboardRow } from './constructs/dashboard/row';
export { ErrorTracking, type ErrorTrackingProps } from './constructs/error/error-tracking';
export type { TrackErrorsOptions } from './constructs/error/tracked-logs';
export { HealthCheck, type HealthCheckOptions, type HttpHealthCheckOptions } from './constructs/health/health-check';
export { HealthChecks, type HealthChecksProps } from './constructs/health/health-checks';
export { HealthScores, type HealthScoresProps, type ScoredService } from './constructs/health/health-scores';
export type { AdoptionOptions } from './constructs/incident/adoption';
export { Automation, type AutomationOptions, type DocumentOptions } from './constructs/incident/automation';
export type { BusinessHoursOptions } from './constructs/incident/business-hours';
export {
  Channel,
  type ChannelOptions,
  type JiraServiceManagementOptions,
  type OpsgenieOptions,
  type PagerDutyOptions,
  type ReadChannelOptions,
  type WebhookOptions,
  type WebhookUrlOptions,
} from './constructs/incident/channel';
export type {
  EscalationLevelOptions,
  EscalationMatrixOptions,
  EscalationTargets,
  IEscalation,
} from './constructs/incident/escalation';
export type { EscalationOptions } from './constructs/incident/escalation-options';
export type { HeartbeatOptions } from './constructs/incident/heartbeats';
export { type IIncidentResponse, IncidentResponse } from './constructs/incident/incident-response';
export type { IncidentResponseProps, StormOptions } from './constructs/incident/incident-response-props';
export type { ListenerOptions } from './constructs/incident/listener';
export type { MaintenanceCalendarOptions, MaintenanceOptions } from './constructs/incident/maintenance';
export type { MatchOptions, OneOrMore } from './constructs/incident/matcher';
export type { OversightOptions } from './constructs/incident/oversight';
export type { PersonOptions, QuietHours } from './constructs/incident/person';
export type { IEvaluatedObjectives, PostmortemOptions } from './constructs/incident/postmortems';
export type { ReportsOptions } from './constructs/incident/reports';
export type { RespondOptions } from './constructs/incident/respond';
export type { EscalationTarget, IResponder } from './constructs/incident/responder';
export type { RouteOptions } from './constructs/incident/route';
export { Runbook, type RunbookOptions } from './constructs/incident/runbook';
export type { LayerOptions, OverrideOptions, ScheduleOptions } from './constructs/incident/schedule';
export type { SignalSources } from './constructs/incident/signal-patterns';
export type { SlackAppOptions } from './constructs/incident/slack-app';
export type { DataProtectionOptions } from './constructs/log/data-protection';
export { type JsonLogsOptions, useJsonLogs } from './constructs/log/json-logs';
export type { LogAnomalyOptions } from './constructs/log/log-anomalies';
export { LogMetric, type LogMetricProps } from './constructs/log/log-metric';
export {
  type LogAbsenceOptions,
  type LogCountOptions,
  type LogRatioOptions,
  LogRule,
  type LogRuleOptions,
} from './constructs/log/log-rule';
export { ServiceLogs, type ServiceLogsProps } from './constructs/log/service-logs';
export type { MonitoredAlarm } from './constructs/monitor/alarm-set';
export { ImageScans, type ImageScansProps, type ScanSeverity } from './constructs/monitor/image-scans';
export type { Monitorable } from './constructs/monitor/resource';
export type { MonitorScopeOptions, ReportedResource, ScopeOverride, ScopeReport } from './constructs/monitor/scope';
export { MonitorScopeAspect } from './constructs/monitor/scope-aspect';
export type { ResourceSelector, TagSelector } from './constructs/monitor/selection';
export { Target, type TargetOptions } from './constructs/monitor/target';
export { Observability } from './constructs/observability';
export type { IMonitoredService, ObservabilityProps } from './constructs/observability-props';
export { MetricsQueue, type MetricsQueueProps } from './constructs/publishing/metrics-queue';
export type { SloReference, WeightedSlo, WeightedSloOptions, WorstSloOptions } from './constructs/slo/composite-slo';
export type { PackOptions } from './constructs/slo/pack';
export type { ServiceObjective } from './constructs/slo/service-objective';
export {
  type EventsOptions,
  type HandlersOptions,
  type MetricOptions,
  Sli,
  type TimeslicesOptions,
} from './constructs/slo/sli';
export { Slo, type SloSource } from './constructs/slo/slo';
export { type ISloEvaluation, SloEvaluation, type SloEvaluationProps } from './constructs/slo/slo-evaluation';
export type {
  ErrorRateSloOptions,
  FreshnessSloOptions,
  LatencySloOptions,
  SloExclusionOptions,
  SloOptions,
  SloRules,
  SloRulesBut,
  SloSeverities,
  ThroughputSloOptions,
} from './constructs/slo/slo-options';
export { HeartbeatCanary, type HeartbeatCanaryProps } from './constructs/synthetics/heartbeat-canary';
export type { Traceable } from './constructs/trace/active-tracing';
export { SamplingRule, type SamplingRuleOptions } from './constructs/trace/sampling-rule';
export { TraceAnalysis, type TraceAnalysisProps } from './constructs/trace/trace-analysis';
export { Tracing, type TracingProps } from './constructs/trace/tracing';
export { BEDROCK_MODEL } from './core/catalog/bedrock';
export { BILLING } from './core/catalog/billing';
export { CATALOG } from './core/catalog/catalog';
export { DYNAMODB_ACCOUNT } from './core/catalog/dynamodb-account';
export type { CatalogAlarm, CatalogEntry, CatalogGraph, CatalogMetric } from './core/catalog/entry';
export { FLUENT_BIT } from './core/catalog/fluent-bit';
export { LAMBDA_CONCURRENCY } from './core/catalog/lambda-concurrency';
export { openSearchPipelineEntry } from './core/catalog/opensearch-pipeline';
export {
  ABOVE,
  AT_LEAST,
  AT_MOST,
  BELOW,
  FIVE_MINUTES,
  FIVE_OF_FIVE_MINUTES,
  graph,
  metricsOf,
  ONE_MINUTE,
  PAGE,
  THREE_OF_FIVE_MINUTES,
  TICKET,
  window as evaluationWindow,
} from './core/catalog/parts';
export type { AddedAlarm, AlarmTuning, AlarmTunings } from './core/catalog/resolve';
export { SECRETS_MANAGER } from './core/catalog/secrets-manager';
export { API_RATE_QUOTA, SERVICE_QUOTA } from './core/catalog/service-quota';
export { SES_ACCOUNT } from './core/catalog/ses';
export { STEP_FUNCTIONS_INTEGRATION, STEP_FUNCTIONS_LAMBDA_TASK } from './core/catalog/step-functions-task';
export { STEP_FUNCTIONS_TRANSITIONS } from './core/catalog/step-functions-transitions';
export type { DashboardAnnotation, DashboardGraph, DashboardTemplate } from './core/dashboard/content';
export type { CustomWidgetName } from './core/dashboard/custom-widget';
export type { AlarmRole, Severity } from './core/incident/severity';
export type { Pack, PackIndicator, PackObjective } from './core/pack/pack';
export { Packs } from './core/pack/packs';
export { type BurnRateRule, rulesForWindow, WORKBOOK_RULES } from './core/slo/burn-rate-rule';
