import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type ILogGroup,
  type ILogSubscriptionDestination,
  type LogSubscriptionDestinationConfig,
  RetentionDays,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DIMENSION } from '../../core/conventions';
import { ERROR_TRACKING } from '../../core/error/alarms';
import { DEFAULT_SETTINGS } from '../../core/error/signals';
import { errorTableParameter } from '../../core/error/table';
import { ERROR_SIGNALS, type ErrorSignalKind } from '../../core/error/tracked-error';
import { ALARM_ROLES, type AlarmRole } from '../../core/incident/severity';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkKeys, checkOneOf, type Keys } from '../check';
import { checkHubPlace } from '../incident/hub-place';
import type { IIncidentResponse } from '../incident/incident-response';
import { checkHub, checkJudgeName, refuseNamesake, retentionDays } from '../judge/judge-check';
import { runEvery } from '../judge/judge-rules';
import { markSelfWatching } from '../monitor/scope';
import { selfWatchAlarms } from '../self-watch-alarms';
import { ErrorTable } from './error-table';
import { TrackFunction } from './track-function';

/** Who hears of errors, and how long they are kept. Everything has a default. */
export interface ErrorTrackingProps {
  /** Unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`. @default 'sightline' */
  readonly name?: string;
  /**
   * Hub that hears of errors that are new, back, or far more frequent.
   * @default - they go to the account's default event bus, with source `sightline`
   */
  readonly incidents?: IIncidentResponse;
  /**
   * What each of these does in the hub: `signal` is evidence, `ticket` and `page` open incidents.
   * @default - `signal` for all
   */
  readonly roles?: Readonly<Partial<Record<ErrorSignalKind, AlarmRole>>>;
  /** How long an error is kept that no longer comes, whole days up to ten years. @default Duration.days(90) */
  readonly retention?: Duration;
  /** Key that the table is encrypted with. @default - the key that AWS manages for DynamoDB */
  readonly encryptionKey?: IKey;
  /** Changes to the alarms `FailedRuns`, `BatchesRefused` and `NoTracking`. @default - the defaults of the catalog */
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /**
   * Topic that these alarms tell of ALARM and OK themselves. Not where an `IncidentResponse` serves the account: it hears
   * of every alarm.
   *
   * @default - the alarms tell nobody but that hub
   */
  readonly notify?: ITopic;
  /** How long the log of the function is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of table and log when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Tracks errors by what they are: first seen, back after they were resolved, how often, where. It reads the logs that it
 * is the destination of: `Observability.trackErrors` and `ServiceLogs` make it one. One can serve a whole account and
 * Region.
 *
 * ```ts
 * const errors = new ErrorTracking(this, 'Errors', { incidents });
 * obs.trackErrors(errors);
 * ```
 */
export class ErrorTracking extends Construct implements ILogSubscriptionDestination {
  readonly trackingName: string;
  readonly function: IFunction;
  readonly table: ITable;
  /** On the tracking itself. */
  readonly alarms: readonly CfnAlarm[];
  private readonly destination: LambdaDestination;

  constructor(scope: Construct, id: string, props: ErrorTrackingProps = {}) {
    super(scope, id);
    markSelfWatching(this);
    const where = `ErrorTracking '${this.node.path}'`;
    checkProps(where, props);
    checkHubPlace(this, props.incidents);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    const { name = 'sightline', retention = Duration.days(90), removalPolicy = RemovalPolicy.RETAIN } = props;
    this.trackingName = name;
    this.table = new ErrorTable(this, 'Table', { encryptionKey: props.encryptionKey, removalPolicy });
    this.function = new TrackFunction(this, 'TrackErrors', {
      tracking: name,
      table: this.table,
      key: props.encryptionKey,
      busName: props.incidents?.hub ?? 'default',
      retentionDays: retentionDays(where, retention, MAX_RETENTION_DAYS),
      settings: { ...DEFAULT_SETTINGS, ...props.roles },
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    }).function;
    this.destination = new LambdaDestination(this.function);
    runEvery(this, 'Sweep', {
      function: this.function,
      interval: Duration.minutes(5),
      description: `Sightline: clears the signals of ${name} that are over`,
    });
    new StringParameter(this, 'TableName', {
      parameterName: errorTableParameter(name),
      description: `Sightline: table of the error tracking ${name}`,
      stringValue: this.table.tableName,
    });
    this.alarms = this.addAlarms(props);
    refuseNamesake(this, isTracking, ({ trackingName }) => trackingName, 'ErrorTrackings');
  }

  /** For subscription filters. */
  bind(scope: Construct, logGroup: ILogGroup): LogSubscriptionDestinationConfig {
    return this.destination.bind(scope, logGroup);
  }

  private addAlarms({ notify, tune }: ErrorTrackingProps): CfnAlarm[] {
    return selfWatchAlarms(this, {
      entry: ERROR_TRACKING,
      label: `the tracking '${this.trackingName}'`,
      dimensions: {
        tracking: { [DIMENSION.tracking]: this.trackingName },
        trackErrors: { FunctionName: this.function.functionName },
      },
      name: this.trackingName,
      kind: 'errors',
      notify,
      tune,
    });
  }
}

const MAX_RETENTION_DAYS = 3_653;
const KEYS: Keys<ErrorTrackingProps> = {
  name: true,
  incidents: true,
  roles: true,
  retention: true,
  encryptionKey: true,
  tune: true,
  notify: true,
  logRetention: true,
  removalPolicy: true,
};
const ROLE_KEYS: Keys<Record<ErrorSignalKind, AlarmRole>> = { 'first-seen': true, regression: true, spike: true };

function checkProps(where: string, props: ErrorTrackingProps): void {
  checkKeys(where, props, KEYS);
  checkJudgeName(props.name);
  checkHub(where, props.incidents);
  if (props.roles === undefined) return;
  checkKeys(`${where} roles`, props.roles, ROLE_KEYS);
  for (const kind of ERROR_SIGNALS) {
    const role = props.roles[kind];
    if (role !== undefined) checkOneOf(`${where} roles`, kind, role, ALARM_ROLES);
  }
}

function isTracking(one: IConstruct): one is ErrorTracking {
  return one instanceof ErrorTracking;
}
