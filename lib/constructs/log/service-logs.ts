import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, ILogSubscriptionDestination, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { filterName, TRACKED_PATTERN } from '../../core/error/filter-name';
import { compileFilterPattern } from '../../core/signal/filter-pattern';
import { checkKeys, checkPlain, demand, type Keys } from '../check';
import { ErrorTracking } from '../error/error-tracking';
import { checkName, outermostStackName, shortHash } from '../names';
import { checkDataProtection, type DataProtectionOptions } from './data-protection';
import { ERROR_PATTERN, subscribeErrors } from './error-subscription';
import { addAnomalyDetector, anomalyMetric, checkAnomalies, type LogAnomalyOptions } from './log-anomalies';
import { checkFieldIndexes, configureLogGroup } from './log-group-settings';
import { addSavedQueries } from './query-definitions';
import { type WatchedLog, watchedLogs } from './watched-log';

/** The log groups of a service, and what is done with their lines. */
export interface ServiceLogsProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /** Those whose log group is in the template; of the others synth tells. @default - none */
  readonly functions?: readonly IFunction[];
  /** More log groups of the service, such as those of imported functions. @default - none */
  readonly logGroups?: readonly ILogGroup[];
  /** How long lines are kept. @default - as the log groups have it: two years, unless they say otherwise */
  readonly retention?: RetentionDays;
  /** Masks sensitive data, `{}` for the usual ones. Metric filters see masked lines, too. @default - nothing is masked */
  readonly dataProtection?: DataProtectionOptions;
  /**
   * Members by which queries find lines without reading all, at most 20. They cost nothing; an empty list is none.
   * @default - `requestId`, `correlationId`, `operation`, `level`, `error.fingerprint`; CloudWatch Logs itself adds `traceId`
   */
  readonly fieldIndexes?: readonly string[];
  /** A detector of unusual lines for each log group, `{}` for the defaults. It costs nothing. @default - none */
  readonly anomalies?: LogAnomalyOptions;
  /** Saved queries: for the service, or also for each log group (13 resources each). @default 'service' */
  readonly savedQueries?: 'service' | 'each' | 'none';
  /** Gets the lines of ERROR and FATAL, such as an `ErrorTracking`. A log group may have two subscriptions. @default - nobody */
  readonly errorDestination?: ILogSubscriptionDestination;
  /**
   * Filter pattern of the lines that it gets.
   * @default - '{ $.level = "ERROR" || $.level = "FATAL" }'; of an `ErrorTracking` what it can read, texts of Lambda included
   */
  readonly errorPattern?: string;
}

const OPTIONS: Keys<ServiceLogsProps> = {
  service: true,
  environment: true,
  functions: true,
  logGroups: true,
  retention: true,
  dataProtection: true,
  fieldIndexes: true,
  anomalies: true,
  savedQueries: true,
  errorDestination: true,
  errorPattern: true,
};

/**
 * The logs of a service: how long they are kept, what is masked in them, and how they are asked.
 *
 * ```ts
 * new ServiceLogs(this, 'Logs', {
 *   service: 'checkout',
 *   environment: 'prod',
 *   functions: [placeOrder, chargePayment],
 *   retention: RetentionDays.ONE_MONTH,
 *   dataProtection: {},
 * });
 * ```
 */
export class ServiceLogs extends Construct {
  private readonly logs: readonly WatchedLog[];
  private readonly detectors = new Map<WatchedLog, string>();

  constructor(scope: Construct, id: string, props: ServiceLogsProps) {
    super(scope, id);
    this.check(props);
    this.logs = watchedLogs(props.functions ?? [], props.logGroups ?? []);
    for (const log of this.logs) {
      configureLogGroup(this, log, props);
      if (props.anomalies) this.addDetector(log, props, props.anomalies);
      if (props.errorDestination) this.sendErrors(log, props, props.errorDestination);
    }
    addSavedQueries(this, this.logs, props);
  }

  /**
   * Anomalies in the log of a function, or in a log group, in five minutes. Needs `anomalies`.
   * @param priority counted alone: those of another priority are another metric
   */
  metricAnomalies(
    source: IFunction | ILogGroup,
    priority: 'HIGH' | 'MEDIUM' | 'LOW' = 'HIGH',
    options?: MetricOptions,
  ): Metric {
    const log = this.logs.find(({ logGroup, functions }) => [logGroup, ...functions].some((one) => one === source));
    const detectorName = log && this.detectors.get(log);
    if (detectorName !== undefined) return anomalyMetric(detectorName, priority, options);
    throw new Error(
      `${this.caller}: '${source.node.path}' has no anomaly detector here; ` +
        (log ? "pass 'anomalies: {}'" : "pass it as one of 'functions' or 'logGroups'"),
    );
  }

  private get caller(): string {
    return `ServiceLogs '${this.node.path}'`;
  }

  private check(props: ServiceLogsProps): void {
    const { caller } = this;
    checkKeys(caller, props, OPTIONS);
    checkName('service', props.service);
    checkName('environment', props.environment);
    const { savedQueries = 'service', fieldIndexes, errorPattern, retention } = props;
    demand(
      caller,
      ['service', 'each', 'none'].includes(savedQueries),
      `'savedQueries' must be 'service', 'each' or 'none', got ${JSON.stringify(savedQueries)}`,
    );
    if (fieldIndexes) checkFieldIndexes(caller, fieldIndexes);
    checkPlain(caller, 'retention', retention);
    if (props.dataProtection) checkDataProtection(caller, props.dataProtection);
    if (props.anomalies) checkAnomalies(caller, props.anomalies);
    if (errorPattern === undefined) return;
    checkPlain(caller, 'errorPattern', errorPattern);
    demand(caller, props.errorDestination !== undefined, "'errorPattern' needs an 'errorDestination'");
    compileFilterPattern(errorPattern);
  }

  /** A tracking finds errors that a filter pattern cannot, and hears by the filter's name whose they are. */
  private sendErrors(log: WatchedLog, props: ServiceLogsProps, destination: ILogSubscriptionDestination): void {
    const isTracking = destination instanceof ErrorTracking;
    const pattern = props.errorPattern ?? (isTracking ? TRACKED_PATTERN : ERROR_PATTERN);
    subscribeErrors(this, log, destination, pattern, isTracking ? filterName(props) : undefined);
  }

  private addDetector(log: WatchedLog, { service, environment }: ServiceLogsProps, options: LogAnomalyOptions): void {
    const hash = shortHash(outermostStackName(this), this.node.path, log.logGroup.node.path);
    const name = `${service}-${environment}-${log.label.replace(/[^\w.-]/g, '-').slice(0, 80)}-${hash}`;
    this.detectors.set(log, name);
    addAnomalyDetector(this, log, name, options);
  }
}
