import { Duration, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ENV, SLO_ENV, sloPath } from '../../core/conventions';
import { OwnFunction, type OwnFunctionProps } from '../own-function';

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
export class EvaluateFunction extends OwnFunction {
  constructor(scope: Construct, id: string, props: EvaluateFunctionProps) {
    const { evaluation, table, key, busName, retentionDays, namespaces, logRetention, removalPolicy } = props;
    super(scope, id, {
      logRetention,
      removalPolicy,
      workflow: 'evaluate-slos',
      description: `Sightline: evaluates the objectives of ${evaluation}`,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: evaluation,
        // Its own requests are not worth a dozen custom metrics: the alarm on failed runs reads those of Lambda.
        [ENV.metricsSwitch]: 'off',
        [SLO_ENV.evaluation]: evaluation,
        [SLO_ENV.table]: table.tableName,
        [SLO_ENV.bus]: busName,
        [SLO_ENV.retentionDays]: String(retentionDays),
      },
    });
    this.allow(TABLE_ACTIONS, table.tableArn);
    if (key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn);
    this.allow(
      ['events:PutEvents'],
      Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: busName }),
    );
    this.allowMetrics(namespaces);
    this.allowDefinitions(evaluation);
    // The next run is due soon and makes up for a failed one, so that is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TIMEOUT });
  }

  private allowMetrics(namespaces: string[]): void {
    this.allowWildcard(READ_METRICS, ['cloudwatch:GetMetricData'], '*');
    const condition = { StringEquals: { 'cloudwatch:namespace': namespaces } };
    this.allowWildcard(PUT_METRICS, ['cloudwatch:PutMetricData'], '*', condition);
  }

  /** GetParametersByPath is checked against the path and against what lies below it. */
  private allowDefinitions(evaluation: string): void {
    const resourceName = sloPath(evaluation).slice(1);
    const path = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
    this.allow(['ssm:GetParametersByPath'], path);
    const reason = 'Reads the objectives of the evaluation, one parameter each, below one path.';
    this.allowWildcard(reason, ['ssm:GetParametersByPath'], `${path}/*`);
  }
}

const TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query'];
const READ_METRICS = 'Reads the metrics of the objectives: GetMetricData of CloudWatch knows no resources.';
const PUT_METRICS = 'PutMetricData of CloudWatch knows no resources; a condition limits it to the namespaces.';
