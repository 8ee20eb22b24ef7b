import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** How a judge's items are told apart, and when they go; its core defines it. */
export interface JudgeTableKeys {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly ttlAttribute: string;
}

export interface JudgeTableProps {
  readonly keys: JudgeTableKeys;
  /** @default - the key that AWS manages for DynamoDB */
  readonly encryptionKey?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** What a judge remembers. */
export class JudgeTable extends Table {
  constructor(scope: Construct, id: string, { keys, encryptionKey, removalPolicy }: JudgeTableProps) {
    super(scope, id, {
      partitionKey: { name: keys.partitionKey, type: AttributeType.STRING },
      sortKey: { name: keys.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: keys.ttlAttribute,
      removalPolicy,
    });
  }
}
