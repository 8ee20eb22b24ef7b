import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { ANOMALY_DETECTION } from '../../core/anomaly/watch/alarms';
import { ANOMALY_TABLE } from '../../core/anomaly/watch/table';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DIMENSION } from '../../core/conventions';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkKeys, checkSeconds, demand, type Keys, shown } from '../check';
import { checkHubPlace } from '../incident/hub-place';
import type { IIncidentResponse } from '../incident/incident-response';
import { checkHub, checkJudgeName } from '../judge/judge-check';
import { hearOfDeploys, runEvery } from '../judge/judge-rules';
import { JudgeTable } from '../judge/judge-table';
import { markSelfWatching } from '../monitor/scope';
import { selfWatchAlarms } from '../self-watch-alarms';
import { DetectFunction, TIMEOUT } from './detect-function';
import { detectionProblems } from './detection-check';
import { SeriesDocuments } from './series-documents';
import { WatchedSeries } from './watched-series';

/** What `AnomalyDetection` watches, how often, and who hears of it. Everything has a default. */
export interface AnomalyDetectionProps {
  /** Unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`. @default 'sightline' */
  readonly name?: string;
  /** What is watched from the start; `watch` adds more. @default - nothing */
  readonly watch?: readonly WatchedSeries[];
  /**
   * Hub that hears of anomalies, and whose deploys the detectors know. Of another stack, it is to be deployed before this.
   * @default - they go to the account's default event bus, with source `sightline`, and deploys are not known
   */
  readonly incidents?: IIncidentResponse;
  /**
   * How often series are judged: one or five minutes. A series is one metric requested each time, $0.086 a month at five
   * minutes and $0.43 at one; CloudWatch's own anomaly alarm is $0.30.
   * @default Duration.minutes(5)
   */
  readonly cadence?: Duration;
  /** Key that table and queue are encrypted with. @default - keys that AWS manages */
  readonly encryptionKey?: IKey;
  /** Changes to the alarms `NoDetection`, `SeriesFailed`, `FailedRuns` and `DeadJobs`. @default - those of the catalog */
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
  /** What becomes of table and log when the stack goes. The table's states can be learned anew. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Watches series for behaviour they never showed before, and raises and clears signals. One can serve a whole account and
 * Region.
 *
 * ```ts
 * const anomalies = new AnomalyDetection(this, 'Anomalies', { incidents });
 * obs.detectAnomalies({ detection: anomalies });
 * ```
 */
export class AnomalyDetection extends Construct {
  readonly detectionName: string;
  readonly function: IFunction;
  readonly table: ITable;
  /** On the detection itself. */
  readonly alarms: readonly CfnAlarm[];
  private readonly deadJobs: Queue;

  constructor(scope: Construct, id: string, props: AnomalyDetectionProps = {}) {
    super(scope, id);
    markSelfWatching(this);
    const where = `AnomalyDetection '${this.node.path}'`;
    checkProps(where, props);
    checkHubPlace(this, props.incidents);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    const { name = 'sightline', incidents, encryptionKey: key, removalPolicy = RemovalPolicy.DESTROY } = props;
    const cadence = props.cadence ?? Duration.minutes(5);
    this.detectionName = name;
    this.table = new JudgeTable(this, 'Table', { keys: ANOMALY_TABLE, encryptionKey: key, removalPolicy });
    this.deadJobs = createQueue(this, 'DeadLetters', key);
    this.function = new DetectFunction(this, 'DetectAnomalies', {
      detection: name,
      cadence,
      table: this.table,
      // Once more after each tick: the third failure is no accident, and later ticks make up for it.
      queue: createQueue(this, 'Jobs', key, { queue: this.deadJobs, maxReceiveCount: 3 }),
      key,
      busName: incidents?.hub ?? 'default',
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    }).function;
    this.addRules(cadence, incidents);
    this.watchFrom(this, `Watched${this.node.children.length}`, props.watch ?? []);
    this.alarms = this.addAlarms(props);
    this.node.addValidation({ validate: () => detectionProblems(this, isDetection) });
  }

  /** Watches more series. Their names are unique in service and environment. */
  watch(...series: readonly WatchedSeries[]): this {
    this.watchFrom(this, `Watched${this.node.children.length}`, series);
    return this;
  }

  /** As `watch`, with what is written in another stack. */
  watchFrom(scope: Construct, id: string, series: readonly WatchedSeries[]): void {
    checkSeries(`AnomalyDetection '${this.node.path}'`, series);
    if (series.length === 0) return;
    new SeriesDocuments(
      scope,
      id,
      this.detectionName,
      series.map(({ definition }) => definition),
    );
  }

  private addRules(interval: Duration, incidents: IIncidentResponse | undefined): void {
    const name = this.detectionName;
    const description = `Sightline: has the series of ${name} judged`;
    runEvery(this, 'Ticks', { function: this.function, interval, description });
    if (!incidents) return;
    const told = `Sightline: tells the detectors of ${name} of deploys`;
    hearOfDeploys(this, 'Deploys', { function: this.function, incidents, description: told });
  }

  private addAlarms({ notify, tune }: AnomalyDetectionProps): CfnAlarm[] {
    return selfWatchAlarms(this, {
      entry: ANOMALY_DETECTION,
      label: `the detection '${this.detectionName}'`,
      dimensions: {
        detection: { [DIMENSION.detection]: this.detectionName },
        detectAnomalies: { FunctionName: this.function.functionName },
        deadJobs: { QueueName: this.deadJobs.queueName },
      },
      name: this.detectionName,
      kind: 'anomalies',
      notify,
      tune,
    });
  }
}

const KEYS: Keys<AnomalyDetectionProps> = {
  ...{ name: true, watch: true, incidents: true, cadence: true, encryptionKey: true, tune: true, notify: true },
  ...{ logRetention: true, removalPolicy: true },
};

function checkProps(where: string, props: AnomalyDetectionProps): void {
  checkKeys(where, props, KEYS);
  checkJudgeName(props.name);
  checkHub(where, props.incidents);
  if (props.cadence === undefined) return;
  const seconds = checkSeconds(where, 'cadence', props.cadence);
  demand(where, seconds === 60 || seconds === 300, `'cadence' must be one or five minutes, got ${seconds} s`);
}

function checkSeries(where: string, series: readonly WatchedSeries[]): void {
  const wanted = "it watches what 'WatchedSeries.of(metric, { ... })' makes";
  demand(where, Array.isArray(series), `${wanted}, in a list; got ${shown(series)}`);
  const wrong = series.find((one) => !(one instanceof WatchedSeries));
  demand(where, wrong === undefined, `${wanted}, got ${shown(wrong)}`);
}

function createQueue(scope: Construct, id: string, key: IKey | undefined, deadLetterQueue?: DeadLetterQueue): Queue {
  return new Queue(scope, id, {
    encryption: key ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
    encryptionMasterKey: key,
    enforceSSL: true,
    // A job that is older than two ticks is skipped; those that failed are kept for whoever looks into them.
    retentionPeriod: deadLetterQueue ? Duration.hours(1) : Duration.days(14),
    ...(deadLetterQueue && { visibilityTimeout: TIMEOUT, deadLetterQueue }),
  });
}

function isDetection(one: IConstruct): one is AnomalyDetection {
  return one instanceof AnomalyDetection;
}
