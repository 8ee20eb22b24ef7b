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
} as const;

/**
 * The exact dimension sets of each kind of metric. CloudWatch does not aggregate over dimensions: an alarm sees a
 * metric only on exactly the set it was published on.
 */
export const DIMENSION_SETS = {
  handler: [
    [DIMENSION.service, DIMENSION.environment],
    [DIMENSION.service, DIMENSION.environment, DIMENSION.operation],
  ],
  dependency: [[DIMENSION.service, DIMENSION.environment, DIMENSION.dependency]],
  /** The whole service's health, and that of each check. */
  health: [
    [DIMENSION.service, DIMENSION.environment],
    [DIMENSION.service, DIMENSION.environment, DIMENSION.check],
  ],
  log: [[DIMENSION.service, DIMENSION.environment]],
  hub: [[DIMENSION.hub]],
  /** Points that a `MetricsPublisher` dropped: all, and by reason. */
  publisher: [
    [DIMENSION.service, DIMENSION.environment],
    [DIMENSION.service, DIMENSION.environment, DIMENSION.reason],
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

/** 0 (down) to 100 (healthy). */
export const HEALTH_SCORE = 'HealthScore';

/** Metrics of each check that `check-health` runs. */
export const HEALTH_CHECK_METRIC = {
  /** 1 if the check found its target unhealthy, else 0. */
  faults: 'HealthCheckFaults',
  /** Milliseconds until the answer; not emitted where none came. */
  latency: 'HealthCheckLatency',
} as const;

/** Environment variable of `check-health`: what it checks, as `core/health/config.ts` reads it. */
export const HEALTH_CONFIG_ENV = 'SIGHTLINE_HEALTH_CHECKS';

/** Data points that could not be published. */
export const DROPPED_POINTS = 'DroppedPoints';

/** Counted by the log metric filter: structured log lines of level ERROR. */
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
} as const;

/** Tags on each Sightline alarm; propagated into the alarm's events. */
export const ALARM_TAG = {
  service: 'sightline:service',
  environment: 'sightline:environment',
  severity: 'sightline:severity',
  role: 'sightline:role',
} as const;

/** CloudFormation metadata key that names the workflow a template function runs. */
export const FUNCTION_METADATA = 'sightline:function';

/** EventBridge names. */
export const EVENT = {
  source: 'sightline',
  deploy: 'Sightline Deploy',
  alarmSource: 'aws.cloudwatch',
  alarmStateChange: 'CloudWatch Alarm State Change',
  cloudFormationSource: 'aws.cloudformation',
  cloudFormationStack: 'CloudFormation Stack Status Change',
  codeDeploySource: 'aws.codedeploy',
  codeDeployDeployment: 'CodeDeploy Deployment State-change Notification',
} as const;

/** Names of the incident table's indexes (facts of the table: `core/incident/table.ts`). */
export const TABLE_INDEX = { open: 'gsi1', service: 'gsi2', due: 'gsi3' } as const;

/** SSM parameter path below which a hub's configuration documents lie. */
export function configPath(hub: string): string {
  return `/sightline/${hub}`;
}
