import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ENV } from '../../core/conventions';
import { OwnFunction, type OwnFunctionProps } from '../own-function';

export interface JudgeFunctionProps extends OwnFunctionProps {
  /** Name of the judge, unique in account and Region: the environment that its own traces and logs are of. */
  readonly judge: string;
  readonly memory?: JudgeMemory;
  /** Of the bus that signals go to. @default - it raises none */
  readonly busName?: string;
}

/** What it remembers from run to run. */
export interface JudgeMemory {
  readonly table: ITable;
  readonly actions: readonly string[];
  /** Key of the user's that the table is encrypted with. @default - one that AWS manages */
  readonly key?: IKey;
}

/** A function that judges what it reads, and raises and clears signals. */
export class JudgeFunction extends OwnFunction {
  constructor(scope: Construct, id: string, { judge, memory, busName, environment, ...props }: JudgeFunctionProps) {
    super(scope, id, {
      ...props,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: judge,
        // Its own requests are not worth a dozen custom metrics: alarms read those of Lambda, and what it publishes.
        [ENV.metricsSwitch]: 'off',
        ...environment,
      },
    });
    if (memory) this.allow([...memory.actions], memory.table.tableArn);
    if (memory?.key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], memory.key.keyArn);
    if (busName === undefined) return;
    const bus = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: busName });
    this.allow(['events:PutEvents'], bus);
  }

  /** @param why it may read them, for reviewers */
  allowReadingMetrics(why: string): void {
    this.allowWildcard(`${why}: GetMetricData of CloudWatch knows no resources.`, ['cloudwatch:GetMetricData'], '*');
  }

  allowPublishing(namespaces: string[]): void {
    const condition = { StringEquals: { 'cloudwatch:namespace': namespaces } };
    this.allowWildcard(PUBLISH, ['cloudwatch:PutMetricData'], '*', condition);
  }
}

const PUBLISH = 'PutMetricData of CloudWatch knows no resources; a condition limits it to the namespaces.';
