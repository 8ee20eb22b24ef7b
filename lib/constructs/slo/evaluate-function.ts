import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { SLO_ENV, sloPath } from '../../core/conventions';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';

export interface EvaluateFunctionProps extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly evaluation: string;
  readonly table: ITable;
  readonly key?: IKey;
  /** Of the bus that signals go to. */
  readonly busName: string;
  readonly retentionDays: number;
  /** That it may publish to; a token, because objectives are added until synth. */
  readonly namespaces: string[];
}

/** Less than the five minutes between two runs, so that runs of a shard do not meet. */
const TIMEOUT = Duration.minutes(4);
/** Months of datapoints of a hundred objectives after a first deploy, and processor time to parse them. */
const MEMORY_MB = 512;

/** The function `evaluate-slos`: it reads metrics and its objectives, and writes its table, metrics and signals. */
export class EvaluateFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, props: EvaluateFunctionProps) {
    const { evaluation, table, key, busName, retentionDays, namespaces, logRetention, removalPolicy } = props;
    super(scope, id, {
      logRetention,
      removalPolicy,
      judge: evaluation,
      memory: { table, key, actions: TABLE_ACTIONS },
      busName,
      workflow: 'evaluate-slos',
      description: `Sightline: evaluates the objectives of ${evaluation}`,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: {
        [SLO_ENV.evaluation]: evaluation,
        [SLO_ENV.table]: table.tableName,
        [SLO_ENV.bus]: busName,
        [SLO_ENV.retentionDays]: String(retentionDays),
      },
    });
    this.allowReadingMetrics('Reads the metrics of the objectives');
    this.allowPublishing(namespaces);
    this.allowParametersBelow(sloPath(evaluation), OBJECTIVES);
    // The next run is due soon and makes up for a failed one, so that is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TIMEOUT });
  }
}

const TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query'];
const OBJECTIVES = 'Reads the objectives of the evaluation, one parameter each, below one path.';
