import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ERROR_TABLE } from '../../core/error/table';

/** The table of errors, as `core/error/table.ts` defines it. */
export function createErrorTable(
  scope: Construct,
  encryptionKey: IKey | undefined,
  removalPolicy: RemovalPolicy,
): Table {
  const { partitionKey, sortKey, raisedIndex, ttlAttribute } = ERROR_TABLE;
  const table = new Table(scope, 'Table', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(encryptionKey
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
      : { encryption: TableEncryption.AWS_MANAGED }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: ttlAttribute,
    removalPolicy,
  });
  table.addGlobalSecondaryIndex({
    indexName: raisedIndex.name,
    partitionKey: { name: raisedIndex.partitionKey, type: AttributeType.STRING },
    sortKey: { name: raisedIndex.sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}
