import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ANOMALY_ENV, anomalyPath } from '../../core/conventions';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';

export interface DetectFunctionProps extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly detection: string;
  readonly cadence: Duration;
  readonly table: ITable;
  readonly queue: Queue;
  readonly key?: IKey;
  /** Of the bus that signals go to. */
  readonly busName: string;
}

/** Two weeks of 500 new series take several ticks, each well below a minute. */
export const TIMEOUT = Duration.minutes(2);
/** The states of 20,000 series, and processor time to parse pages of 100,800 datapoints. */
const MEMORY_MB = 512;
/** 500 series a worker: so many at once are 5,000 series, and the others come after them. */
const MAX_WORKERS = 10;

/** The function `detect-anomalies`, planner and worker: it reads metrics and its series, and writes its table and signals. */
export class DetectFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, props: DetectFunctionProps) {
    const { detection, cadence, table, queue, key, busName, logRetention, removalPolicy } = props;
    super(scope, id, {
      logRetention,
      removalPolicy,
      judge: detection,
      memory: { table, key, actions: TABLE_ACTIONS },
      busName,
      workflow: 'detect-anomalies',
      description: `Sightline: judges the series of ${detection}`,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: {
        [ANOMALY_ENV.detection]: detection,
        [ANOMALY_ENV.table]: table.tableName,
        [ANOMALY_ENV.bus]: busName,
        [ANOMALY_ENV.queueUrl]: queue.queueUrl,
        [ANOMALY_ENV.cadenceSeconds]: String(cadence.toSeconds()),
      },
    });
    this.allow(QUEUE_ACTIONS, queue.queueArn);
    this.allowReadingMetrics('Reads the metrics of the series');
    this.allowParametersBelow(anomalyPath(detection), SERIES);
    // The next tick is due soon and makes up for a failed one, so that is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(4) });
    new EventSourceMapping(this, 'Poll', {
      target: this.function,
      eventSourceArn: queue.queueArn,
      // A message is a minute's work for 500 series at worst.
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: MAX_WORKERS,
    });
  }
}

const TABLE_ACTIONS = ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'];
const QUEUE_ACTIONS = ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const SERIES = 'Reads the series of the detection, several in a parameter, below one path.';
