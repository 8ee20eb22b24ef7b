import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ERROR_ENV } from '../../core/conventions';
import { type SignalSettings, writeSettings } from '../../core/error/signals';
import { ERROR_TABLE } from '../../core/error/table';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';

export interface TrackFunctionProps extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly tracking: string;
  readonly table: ITable;
  readonly key?: IKey;
  /** Of the bus that signals go to. */
  readonly busName: string;
  readonly retentionDays: number;
  readonly settings: SignalSettings;
}

/** What a batch of 1 MB packs may be 50 MB of text, and what it is parsed into as much again. */
const MEMORY_MB = 512;

/** The function `track-errors`: it reads what CloudWatch Logs sends, and writes its table and signals. */
export class TrackFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, props: TrackFunctionProps) {
    const { tracking, table, key, busName, retentionDays, settings, logRetention, removalPolicy } = props;
    super(scope, id, {
      logRetention,
      removalPolicy,
      judge: tracking,
      memory: { table, key, actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
      busName,
      workflow: 'track-errors',
      description: `Sightline: tracks the errors that logs tell ${tracking} of`,
      timeout: Duration.minutes(1),
      memorySize: MEMORY_MB,
      environment: {
        [ERROR_ENV.tracking]: tracking,
        [ERROR_ENV.table]: table.tableName,
        [ERROR_ENV.bus]: busName,
        [ERROR_ENV.retentionDays]: String(retentionDays),
        [ERROR_ENV.roles]: writeSettings(settings),
      },
    });
    this.allow(['dynamodb:Query'], `${table.tableArn}/index/${ERROR_TABLE.raisedIndex.name}`);
    // As long as Lambda allows: a batch that waited still counts, at its own time.
    this.function.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) });
  }
}
