/** What users wrap their Lambda handlers with. */
export { type CaptureOptions, capture, captureProcessErrors } from './error/capture';
export type { IdentityOptions } from './identity';
export { breadcrumb } from './log/breadcrumb';
export { type LogFields, type Logger, log, setTag, setUser } from './log/log';
export type { Labels } from './metric/labels';
export { type MetricOptions, metrics } from './metric/recording';
export { type BusinessEventOptions, type BusinessMetrics, businessMetrics } from './metric/sets/business';
export { type CacheContents, type CacheMetrics, cacheMetrics } from './metric/sets/cache';
export {
  type DatabaseMetrics,
  type DatabaseMetricsOptions,
  type DatabaseQuery,
  databaseMetrics,
  type PoolSnapshot,
} from './metric/sets/database';
export { type HttpExchange, type HttpMetrics, httpMetrics } from './metric/sets/http';
export { type QueueBacklog, type QueueMetrics, queueMetrics } from './metric/sets/queue';
export { type SystemMetricsOptions, systemMetrics } from './metric/system';
export { observe } from './observe';
export type { Plugin } from './plugin';
export { createProfiler, type OperationReport, type Profiler, type ProfilerOptions } from './profiler';
export { type RedactionOptions, type Redactor, redactor } from './redact';
export { adaptive, always, never, parentBased, rateLimited, ratio } from './sampling';
export type { LogLevel, ObserveOptions } from './settings';
export type { FinishedTrace, Sampler, Span, SpanExporter } from './span';
export { type AwsClient, observeAwsClient } from './trace/aws-client';
export { type CallEnd, type DependencyOptions, dependency } from './trace/dependency';
export { dependencyState } from './trace/dependency-window';
export { type ExportOptions, exportSpans } from './trace/export-spans';
export { type FetchOptions, observeFetch } from './trace/fetch';
export { type InstrumentOptions, instrument } from './trace/instrument';
export { propagationHeaders } from './trace/propagation';
export { annotate, span } from './trace/spans';
export type { Trigger, TriggerKind } from './trigger';
export { readAnyTrigger } from './trigger/any';
export type { LambdaContext, ObservableHandler, StreamHandler } from './wrap';
