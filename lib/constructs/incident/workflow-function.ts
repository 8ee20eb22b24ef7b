import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { configPath, ENV, HUB_ENV } from '../../core/conventions';
import { OwnFunction, type OwnFunctionProps } from '../own-function';

/** What a decision does to the table: it reads a group, and writes one transaction of conditional puts and deletes. */
export const DECISION_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:PutItem',
  'dynamodb:DeleteItem',
];

/** What the parts of a hub share. */
export interface HubParts {
  readonly hub: string;
  readonly key: IKey;
  readonly tableName: string;
  readonly tableArn: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface WorkflowFunctionProps extends Omit<OwnFunctionProps, 'environment'> {
  readonly hub: string;
  /** The incident table. @default - neither table nor configuration */
  readonly tableName?: string;
  /** Whether it may read the hub's configuration, too. @default true with the table */
  readonly readsConfig?: boolean;
  /** Key of what it reads and writes. @default - none of the caller's */
  readonly key?: IKey;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A function of a hub: it may use the hub's key, and read its configuration unless it is said to need none. */
export class WorkflowFunction extends OwnFunction {
  constructor(scope: Construct, id: string, props: WorkflowFunctionProps) {
    const readsConfig = props.tableName !== undefined && (props.readsConfig ?? true);
    super(scope, id, {
      ...props,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: props.hub,
        [HUB_ENV.hub]: props.hub,
        ...(props.tableName && { [HUB_ENV.table]: props.tableName }),
        ...(readsConfig && { [HUB_ENV.configPath]: configPath(props.hub) }),
        ...props.environment,
      },
    });
    if (props.key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], props.key.keyArn);
    if (readsConfig) this.allowParametersBelow(configPath(props.hub), CONFIG);
  }

  /** Lets it read this secret, and use the key it is encrypted with where that is the user's. */
  allowSecret(secret: ISecret): void {
    // A secret known by name only: Secrets Manager ends its ARN with six characters of its own.
    this.allow(['secretsmanager:GetSecretValue'], secret.secretFullArn ?? `${secret.secretArn}-??????`);
    secret.encryptionKey?.grantDecrypt(this.function);
  }
}

const CONFIG = 'Reads the configuration of the hub and of its services, one parameter each, below one path.';
