import type { MetricUnit } from './signal/metric-unit';

/**
 * Every name that two parts of Sightline must agree on, once: the middleware that emits a metric, the construct that
 * alarms on it and the workflow that reads the alarm share these constants, so they cannot drift apart.
 */

/** Version of every stored item, event and configuration document. Readers accept this version and older ones. */
export const SCHEMA_VERSION = 1;

/** CloudWatch namespace of all Sightline metrics, unless the user names one. */
export const DEFAULT_NAMESPACE = 'Sightline';

/** Environment variables that `Observability.monitor` sets on a function and the middleware reads. */
export const ENV = {
  service: 'SIGHTLINE_SERVICE',
  environment: 'SIGHTLINE_ENVIRONMENT',
  release: 'SIGHTLINE_RELEASE',
  namespace: 'SIGHTLINE_NAMESPACE',
  logLevel: 'SIGHTLINE_LOG_LEVEL',
  /** Kill switches: the value `off` silences that part of the middleware. */
  metricsSwitch: 'SIGHTLINE_METRICS',
  tracesSwitch: 'SIGHTLINE_TRACES',
  logsSwitch: 'SIGHTLINE_LOGS',
} as const;

/** Environment variables of Sightline's own Lambda functions. */
export const HUB_ENV = {
  hub: 'SIGHTLINE_HUB',
  table: 'SIGHTLINE_TABLE',
  bus: 'SIGHTLINE_BUS',
  configPath: 'SIGHTLINE_CONFIG_PATH',
  /** Queue URL for records that can never be handled. */
  deadLetterUrl: 'SIGHTLINE_DEAD_LETTER_URL',
  /** Queue of the wake-ups of `escalate`. */
  wakeQueueUrl: 'SIGHTLINE_WAKE_QUEUE_URL',
  /** Queue by which `run-runbook` looks at its runs again. */
  runQueueUrl: 'SIGHTLINE_RUN_QUEUE_URL',
  /** Secret with the keys that sign the links of messages. */
  signingKeyArn: 'SIGHTLINE_SIGNING_KEY_ARN',
  /** Secret with the signing secret of the Slack app. Not set: its buttons are refused. */
  slackSigningArn: 'SIGHTLINE_SLACK_SIGNING_ARN',
  /** Address of the report page of a rehearsal, for post-mortems. Not set: it is published nowhere. */
  reportUrl: 'SIGHTLINE_REPORT_URL',
  /** Which of its URLs a `respond` function stands behind: `links` or `operators`. */
  endpoint: 'SIGHTLINE_ENDPOINT',
} as const;

/** Environment variable that `MetricsQueue.grantPublish` sets and `MetricsPublisher` reads. */
export const PUBLISH_QUEUE_URL = 'SIGHTLINE_PUBLISH_QUEUE_URL';

/** Fallbacks for the service name, in order, where `SIGHTLINE_SERVICE` is not set. */
export const SERVICE_FALLBACKS = ['POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME', 'AWS_LAMBDA_FUNCTION_NAME'] as const;

export const DIMENSION = {
  service: 'service',
  environment: 'environment',
  operation: 'operation',
  dependency: 'dependency',
  check: 'check',
  reason: 'reason',
  hub: 'hub',
  channel: 'channel',
  currency: 'currency',
  funnel: 'funnel',
  step: 'step',
  sla: 'sla',
  slo: 'slo',
  window: 'window',
  evaluation: 'evaluation',
  detection: 'detection',
  series: 'series',
  /** Of a service's health. */
  part: 'part',
  tracking: 'tracking',
  analysis: 'analysis',
} as const;

/** Those of `HANDLER_METRIC`; by themselves, so that a handler's bundle carries no others. */
export const HANDLER_DIMENSION_SETS = [
  ['service', 'environment'],
  ['service', 'environment', 'operation'],
] as const;

/**
 * The exact dimension sets of each kind of metric. CloudWatch does not aggregate over dimensions: an alarm sees a
 * metric only on exactly the set it was published on.
 */
export const DIMENSION_SETS = {
  handler: HANDLER_DIMENSION_SETS,
  dependency: [['service', 'environment', 'dependency']],
  /** The whole service's health, and that of each check. */
  health: [
    ['service', 'environment'],
    ['service', 'environment', 'check'],
  ],
  /** How well a service does, by all that is known of it, and the points that each part takes. */
  serviceHealth: [
    ['service', 'environment'],
    ['service', 'environment', 'part'],
  ],
  log: [['service', 'environment']],
  hub: [['hub']],
  pager: [['hub', 'channel']],
  slo: [
    ['service', 'environment', 'slo'],
    ['service', 'environment', 'slo', 'window'],
  ],
  sloEvaluation: [['evaluation']],
  anomalyDetection: [['detection']],
  anomalyScore: [['service', 'environment', 'series']],
  errorTracking: [['tracking']],
  traceAnalysis: [['analysis']],
  /** Points that a `MetricsPublisher` dropped: all, and by reason. */
  publisher: [
    ['service', 'environment'],
    ['service', 'environment', 'reason'],
  ],
} as const;

/** Handler metrics: emitted once per invocation by the middleware. */
export const HANDLER_METRIC = {
  /** 1 for each invocation. */
  requests: 'Requests',
  /** 1 if the invocation failed through the service's own fault, else 0: the Average is the fault ratio. */
  faults: 'Faults',
  /** 1 if the caller was at fault (HTTP 4xx), else 0. */
  clientErrors: 'ClientErrors',
  /** Milliseconds from invocation to result, raw values. */
  latency: 'Latency',
  /** 1 for the first invocation of an execution environment, else 0. */
  coldStarts: 'ColdStarts',
  /** 1 when the invocation was about to time out; not emitted otherwise. */
  timeouts: 'Timeouts',
} as const;

/** Metrics of the calls of a dependency. */
export const DEPENDENCY_METRIC = {
  /** 1 if the dependency failed, else 0: the Average is the fault ratio. */
  faults: 'DependencyFaults',
  /** Milliseconds from call to answer, raw values. */
  latency: 'DependencyLatency',
  /** Attempts after the first one. */
  retries: 'DependencyRetries',
} as const;

/** A metric of a ready-made set: docs/reference/metric-sets.md says what each counts. */
export interface SetMetric {
  readonly name: string;
  readonly unit: MetricUnit;
}

/** Metrics of the process during one invocation, on service and environment. */
export const SYSTEM_METRIC = {
  memoryUsed: { name: 'MemoryUsed', unit: 'Megabytes' },
  memoryUtilization: { name: 'MemoryUtilization', unit: 'Percent' },
  cpuTime: { name: 'CpuTime', unit: 'Milliseconds' },
  gcPause: { name: 'GcPause', unit: 'Milliseconds' },
  gcCount: { name: 'GcCount', unit: 'Count' },
  eventLoopLag: { name: 'EventLoopLag', unit: 'Milliseconds' },
  eventLoopLagP99: { name: 'EventLoopLagP99', unit: 'Milliseconds' },
} as const satisfies Readonly<Record<string, SetMetric>>;

/** Outgoing requests have the label `dependency`, incoming ones `operation`. */
export const HTTP_METRIC = {
  requests: { name: 'HttpRequests', unit: 'Count' },
  /** 0 or 1 for each request, as the client errors: the Average is the ratio. */
  faults: { name: 'HttpFaults', unit: 'Count' },
  clientErrors: { name: 'HttpClientErrors', unit: 'Count' },
  latency: { name: 'HttpLatency', unit: 'Milliseconds' },
  requestSize: { name: 'HttpRequestSize', unit: 'Bytes' },
  responseSize: { name: 'HttpResponseSize', unit: 'Bytes' },
} as const satisfies Readonly<Record<string, SetMetric>>;

/** On the label `dependency`, as those of caches and queues. */
export const DATABASE_METRIC = {
  queries: { name: 'DatabaseQueries', unit: 'Count' },
  /** 0 or 1 for each query: the Average is the ratio. */
  faults: { name: 'DatabaseFaults', unit: 'Count' },
  latency: { name: 'DatabaseLatency', unit: 'Milliseconds' },
  /** 0 or 1 for each query with a latency: the Average is the ratio. */
  slowQueries: { name: 'DatabaseSlowQueries', unit: 'Count' },
  rows: { name: 'DatabaseRows', unit: 'Count' },
  connectionsInUse: { name: 'DatabaseConnectionsInUse', unit: 'Count' },
  connectionsIdle: { name: 'DatabaseConnectionsIdle', unit: 'Count' },
  connectionsWaiting: { name: 'DatabaseConnectionsWaiting', unit: 'Count' },
} as const satisfies Readonly<Record<string, SetMetric>>;

export const CACHE_METRIC = {
  /** 0 (miss) or 1 (hit) for each lookup: the Average is the hit ratio. */
  hits: { name: 'CacheHits', unit: 'Count' },
  latency: { name: 'CacheLatency', unit: 'Milliseconds' },
  evictions: { name: 'CacheEvictions', unit: 'Count' },
  entries: { name: 'CacheEntries', unit: 'Count' },
  size: { name: 'CacheSize', unit: 'Bytes' },
} as const satisfies Readonly<Record<string, SetMetric>>;

export const QUEUE_METRIC = {
  sent: { name: 'QueueMessagesSent', unit: 'Count' },
  received: { name: 'QueueMessagesReceived', unit: 'Count' },
  failed: { name: 'QueueMessagesFailed', unit: 'Count' },
  processingTime: { name: 'QueueProcessingTime', unit: 'Milliseconds' },
  depth: { name: 'QueueDepth', unit: 'Count' },
  oldestMessageAge: { name: 'QueueOldestMessageAge', unit: 'Milliseconds' },
} as const satisfies Readonly<Record<string, SetMetric>>;

export const BUSINESS_METRIC = {
  /** On the label `currency`. */
  revenue: { name: 'Revenue', unit: 'None' },
  /** On the labels `funnel` and `step`. */
  funnelSteps: { name: 'FunnelSteps', unit: 'Count' },
  /** 0 or 1 on the label `sla`: the Average is the share that was met. */
  slaHits: { name: 'SlaHits', unit: 'Count' },
} as const satisfies Readonly<Record<string, SetMetric>>;

/** Metrics of a profiler, on the label `operation`. */
export const PROFILER_METRIC = {
  runs: { name: 'OperationRuns', unit: 'Count' },
  errors: { name: 'OperationErrors', unit: 'Count' },
  /** Divided by the runs it is the average. */
  time: { name: 'OperationTime', unit: 'Milliseconds' },
  /** At most 100 values a time, for percentiles. */
  duration: { name: 'OperationDuration', unit: 'Milliseconds' },
} as const satisfies Readonly<Record<string, SetMetric>>;

/** 0 (down) to 100 (healthy). */
export const HEALTH_SCORE = 'HealthScore';

/** 0 (down) to 100 (as it should be): of a service on service and environment, of all together on `evaluation`. */
export const SERVICE_HEALTH = 'ServiceHealth';

/** Points that a part of it takes, on service, environment and part; not emitted while none are lost. */
export const HEALTH_POINTS_LOST = 'HealthPointsLost';

/** Environment variable of `score-health`: name of the scoring, unique in account and Region. */
export const HEALTH_SCORING_ENV = 'SIGHTLINE_HEALTH_SCORING';

/** Metrics of each check that `check-health` runs. */
export const HEALTH_CHECK_METRIC = {
  /** 1 if the check found its target unhealthy, else 0. */
  faults: 'HealthCheckFaults',
  /** Milliseconds until the answer; not emitted where none came. */
  latency: 'HealthCheckLatency',
} as const;

/** Metrics of a service level objective, on service, environment and slo; every five minutes. */
export const SLO_METRIC = {
  /** Share of good events in the window, in percent. */
  compliance: 'SloCompliance',
  /** Share of the error budget that is left, 0 to 1; below 0 more than all was used. */
  errorBudgetRemaining: 'ErrorBudgetRemaining',
  /** How many times faster than planned the budget is spent; on the dimension `window` (`5m` to `3d`), too. */
  burnRate: 'BurnRate',
  /** Times that a rule began to fire in the last 24 h. */
  violations: 'SloViolations24h',
  /** Share of the budget that will be left at the end of the window, at the pace of the last day. */
  projectedBudget: 'ProjectedErrorBudgetRemaining',
  /** Hours until the budget is gone at the burn rate of the last hour; not emitted while nothing burns. */
  hoursToExhaustion: 'HoursToExhaustion',
  /** Slices of an objective on timeslices: how many there were, and how many of them were bad. */
  slices: 'SloSlices',
  badSlices: 'SloBadSlices',
} as const;

/** Metrics of an evaluation as a whole, on the dimension set `[evaluation]`. */
export const SLO_EVALUATION_METRIC = {
  /** Objectives that are not violated, in percent of those with data. */
  overallCompliance: 'OverallSloCompliance',
  /** Objectives that were evaluated, and that could not be. */
  evaluated: 'SlosEvaluated',
  failed: 'SlosFailed',
} as const;

/** Environment variables of `evaluate-slos`. */
export const SLO_ENV = {
  /** Name of the evaluation, unique in account and Region. */
  evaluation: 'SIGHTLINE_SLO_EVALUATION',
  table: 'SIGHTLINE_SLO_TABLE',
  /** EventBridge bus that signals go to. */
  bus: 'SIGHTLINE_SLO_BUS',
  retentionDays: 'SIGHTLINE_SLO_RETENTION_DAYS',
} as const;

/** Environment variables of `track-errors`. */
export const ERROR_ENV = {
  /** Name of the tracking, unique in account and Region. */
  tracking: 'SIGHTLINE_ERROR_TRACKING',
  table: 'SIGHTLINE_ERROR_TABLE',
  /** EventBridge bus that signals go to. */
  bus: 'SIGHTLINE_ERROR_BUS',
  retentionDays: 'SIGHTLINE_ERROR_RETENTION_DAYS',
  /** What each kind of signal does: `first-seen=ticket,regression=ticket`. */
  roles: 'SIGHTLINE_ERROR_ROLES',
} as const;

/** Metrics of an error tracking, on the dimension set `[tracking]`; not emitted while there is nothing to count. */
export const ERROR_TRACKING_METRIC = {
  /** Log events of errors that could not be read: cut JSON, mostly. */
  unreadable: 'LogEventsUnreadable',
  /** Batches of log events that were given up: what they unpack to is too large, or none of CloudWatch Logs. */
  refused: 'LogBatchesRefused',
} as const;

/** Environment variables of `analyze-traces`. */
export const TRACE_ENV = {
  /** Name of the analysis, unique in account and Region. */
  analysis: 'SIGHTLINE_TRACE_ANALYSIS',
  table: 'SIGHTLINE_TRACE_TABLE',
  /** EventBridge bus that signals go to. */
  bus: 'SIGHTLINE_TRACE_BUS',
  retentionDays: 'SIGHTLINE_TRACE_RETENTION_DAYS',
  maxTraces: 'SIGHTLINE_TRACE_MAX_TRACES',
  /** Of the signals. */
  role: 'SIGHTLINE_TRACE_ROLE',
  /** Promised times by service: `{"checkout/prod":300}`. Not set: none. */
  targets: 'SIGHTLINE_TRACE_TARGETS',
  /** Log groups that are searched for trace ids, a JSON list. Not set: none. */
  logGroups: 'SIGHTLINE_TRACE_LOG_GROUPS',
  /** Hub that is told which services call which. Not set: none. */
  hub: 'SIGHTLINE_TRACE_HUB',
} as const;

/** Metrics of a trace analysis as a whole, on the dimension set `[analysis]`. */
export const TRACE_METRIC = {
  /** Traces that one run has read. */
  analyzed: 'TracesAnalyzed',
  /** Edges of the dependency map that are unhealthy. */
  unhealthy: 'UnhealthyDependencies',
  /** Requests that are traced, in percent; once an hour. */
  coverage: 'TraceCoverage',
} as const;

/** Environment variables of `detect-anomalies`. */
export const ANOMALY_ENV = {
  /** Name of the detection, unique in account and Region. */
  detection: 'SIGHTLINE_ANOMALY_DETECTION',
  table: 'SIGHTLINE_ANOMALY_TABLE',
  /** EventBridge bus that signals go to. */
  bus: 'SIGHTLINE_ANOMALY_BUS',
  /** Queue by which the planner hands its series to workers. */
  queueUrl: 'SIGHTLINE_ANOMALY_QUEUE_URL',
  cadenceSeconds: 'SIGHTLINE_ANOMALY_CADENCE_SECONDS',
} as const;

/** Metrics of a detection as a whole, on the dimension set `[detection]`. */
export const ANOMALY_DETECTION_METRIC = {
  /** Series that were read and judged, and that could not be. */
  judged: 'SeriesJudged',
  failed: 'SeriesFailed',
} as const;

/** Of a series that asks for it, on service, environment and series: 0 (as ever) to 7. */
export const ANOMALY_SCORE = 'AnomalyScore';

/** Environment variable of `check-health`: what it checks, as `core/health/config.ts` reads it. */
export const HEALTH_CONFIG_ENV = 'SIGHTLINE_HEALTH_CHECKS';

/** Data points that could not be published. */
export const DROPPED_POINTS = 'DroppedPoints';

/** Counted by the log metric filter: structured log lines of level ERROR or FATAL. */
export const LOGGED_ERRORS = 'LoggedErrors';

/** Metrics of the incident workflow, on the dimension set `hub`. */
export const WORKFLOW_METRIC = {
  signalsRaised: 'SignalsRaised',
  signalsCleared: 'SignalsCleared',
  incidentsOpened: 'IncidentsOpened',
  incidentsResolved: 'IncidentsResolved',
  timeToResolve: 'TimeToResolve',
  notifyLatency: 'NotifyLatency',
  notificationDead: 'NotificationDead',
  /** Milliseconds from the begin of an incident to its first acknowledgement. */
  timeToAcknowledge: 'TimeToAcknowledge',
  /** Steps of an escalation that should have been taken and were not. */
  escalationOverdue: 'EscalationOverdue',
  postmortemOverdue: 'PostmortemOverdue',
  /** Incidents that nobody acknowledged within the response time. */
  acknowledgementOverdue: 'AcknowledgementOverdue',
  pagesSent: 'PagesSent',
  /** Of the last seven days, once a day: milliseconds, percent, pages. */
  medianTimeToAcknowledge: 'MedianTimeToAcknowledge',
  p90TimeToAcknowledge: 'P90TimeToAcknowledge',
  medianTimeToResolve: 'MedianTimeToResolve',
  p90TimeToResolve: 'P90TimeToResolve',
  noiseRatio: 'NoiseRatio',
  reopenRate: 'ReopenRate',
  falsePositiveRate: 'FalsePositiveRate',
  mostPagesPerPerson: 'MostPagesPerPerson',
  /** Levels of escalations that were due the day before and that nothing proves to have run; 0 where all did. */
  escalationsUnproven: 'EscalationsUnproven',
} as const;

/** 1 where a pager took the heartbeat, else 0; on the dimension set `pager`. Missing: nobody sends any. */
export const PAGER_HEARTBEAT = 'PagerHeartbeat';

/** Tags on each Sightline alarm; propagated into the alarm's events. */
export const ALARM_TAG = {
  service: 'sightline:service',
  environment: 'sightline:environment',
  severity: 'sightline:severity',
  role: 'sightline:role',
} as const;

/** CloudFormation metadata key that names the workflow a template function runs. */
export const FUNCTION_METADATA = 'sightline:function';

/** CloudFormation metadata key of resources that Sightline watches by alarms of its own making. */
export const SELF_WATCHING_METADATA = 'sightline:watched';

/** EventBridge names. */
export const EVENT = {
  source: 'sightline',
  deploy: 'Sightline Deploy',
  signal: 'Sightline Signal',
  /** One for each new entry of an incident's timeline: `core/incident/incident-event.ts`. */
  incident: 'Sightline Incident',
  /** Maintenance begins or ends: `core/incident/maintenance-event.ts`. */
  maintenance: 'Sightline Maintenance',
  alarmSource: 'aws.cloudwatch',
  alarmStateChange: 'CloudWatch Alarm State Change',
  cloudFormationSource: 'aws.cloudformation',
  cloudFormationStack: 'CloudFormation Stack Status Change',
  codeDeploySource: 'aws.codedeploy',
  codeDeployDeployment: 'CodeDeploy Deployment State-change Notification',
} as const;

/** Names of the incident table's indexes (facts of the table: `core/incident/table.ts`). */
export const TABLE_INDEX = { open: 'gsi1', service: 'gsi2', due: 'gsi3' } as const;

/** SSM parameter path below which the objectives of an evaluation lie, one document each. */
export function sloPath(evaluation: string): string {
  return `/sightline-slos/${evaluation}`;
}

/** SSM parameter path below which what a scoring of health reads lies, one document for each part of a service. */
export function healthPath(scoring: string): string {
  return `/sightline-health/${scoring}`;
}

/** SSM parameter path below which the series of a detection lie, several in a document. */
export function anomalyPath(detection: string): string {
  return `/sightline-anomalies/${detection}`;
}

/** SSM parameter path below which a hub's configuration documents lie. */
export function configPath(hub: string): string {
  return `/sightline/${hub}`;
}
