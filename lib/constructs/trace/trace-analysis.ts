import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DIMENSION } from '../../core/conventions';
import type { AlarmRole } from '../../core/incident/severity';
import { TRACE_ANALYSIS } from '../../core/trace/alarms';
import { TRACE_TABLE, traceTableParameter } from '../../core/trace/table';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkHubPlace } from '../incident/hub-place';
import type { IIncidentResponse } from '../incident/incident-response';
import { refuseNamesake } from '../judge/judge-check';
import { hearOfDeploys, runEvery } from '../judge/judge-rules';
import { JudgeTable } from '../judge/judge-table';
import { markSelfWatching } from '../monitor/scope';
import { selfWatchAlarms } from '../self-watch-alarms';
import { AnalyzeFunction } from './analyze-function';
import { checkAnalysis } from './trace-analysis-check';

/** How many traces are read, what is promised of them, and who hears of changes. Everything has a default. */
export interface TraceAnalysisProps {
  /**
   * Unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`.
   * @default 'sightline'
   */
  readonly name?: string;
  /**
   * Hub that hears of ill dependencies and of what deploys made worse, whose deploys are compared, and that links
   * incidents of services which call each other.
   * @default - signals go to the account's default event bus, with source `sightline`; no deploys are compared
   */
  readonly incidents?: IIncidentResponse;
  /** What signals do: `signal` is told as evidence, `ticket` opens incidents, `page` wakes people. @default 'signal' */
  readonly role?: AlarmRole;
  /** Traces that are read every five minutes, a sample of all: 10 to 500. @default 200 */
  readonly maxTraces?: number;
  /**
   * Times within which requests of a service are to be answered, by service and environment (`checkout/prod`): the share
   * of those that are is told for each operation.
   * @default - none
   */
  readonly targets?: Readonly<Record<string, Duration>>;
  /**
   * Logs that are searched for the traces, once an hour, to tell the share of traces with logs; at most 50.
   * CloudWatch charges for what is searched: five minutes of these logs.
   * @default - none: nothing is searched
   */
  readonly logGroups?: readonly ILogGroup[];
  /** How long maps are kept, whole days up to a year. @default Duration.days(14) */
  readonly retention?: Duration;
  /** Key that the table is encrypted with. @default - the key that AWS manages for DynamoDB */
  readonly encryptionKey?: IKey;
  /** Changes to the alarms `NoAnalysis` and `FailedRuns`. @default - the defaults of the catalog */
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
 * Reads a sample of the account's X-Ray traces every five minutes: keeps a map of what calls what and how well that goes,
 * what requests wait for, and where faults begin; raises and clears signals. One serves an account and Region.
 */
export class TraceAnalysis extends Construct {
  readonly analysisName: string;
  readonly function: IFunction;
  readonly table: ITable;
  /** On the analysis itself. */
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, props: TraceAnalysisProps = {}) {
    super(scope, id);
    markSelfWatching(this);
    const settings = checkAnalysis(`TraceAnalysis '${this.node.path}'`, props);
    checkHubPlace(this, props.incidents);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    const { removalPolicy = RemovalPolicy.RETAIN, encryptionKey, incidents } = props;
    this.analysisName = settings.name;
    this.table = new JudgeTable(this, 'Table', { keys: TRACE_TABLE, encryptionKey, removalPolicy });
    this.function = new AnalyzeFunction(this, 'AnalyzeTraces', {
      ...settings,
      table: this.table,
      key: encryptionKey,
      hub: incidents?.hub,
      logGroups: props.logGroups ?? [],
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    }).function;
    this.addRules(incidents);
    new StringParameter(this, 'TableName', {
      parameterName: traceTableParameter(this.analysisName),
      description: `Sightline: table of the trace analysis ${this.analysisName}`,
      stringValue: this.table.tableName,
    });
    this.alarms = this.addAlarms(props);
    refuseNamesake(this, isAnalysis, ({ analysisName }) => analysisName, 'TraceAnalyses');
  }

  private addRules(incidents: IIncidentResponse | undefined): void {
    const name = this.analysisName;
    const description = `Sightline: has the traces of ${name} analysed`;
    runEvery(this, 'Schedule', { function: this.function, interval: Duration.minutes(5), description });
    if (!incidents) return;
    const told = `Sightline: tells the trace analysis ${name} of deploys`;
    hearOfDeploys(this, 'Deploys', { function: this.function, incidents, description: told });
  }

  private addAlarms({ notify, tune }: TraceAnalysisProps): CfnAlarm[] {
    return selfWatchAlarms(this, {
      entry: TRACE_ANALYSIS,
      label: `the trace analysis '${this.analysisName}'`,
      dimensions: {
        analysis: { [DIMENSION.analysis]: this.analysisName },
        analyzeTraces: { FunctionName: this.function.functionName },
      },
      name: this.analysisName,
      kind: 'traces',
      notify,
      tune,
    });
  }
}

function isAnalysis(one: IConstruct): one is TraceAnalysis {
  return one instanceof TraceAnalysis;
}
