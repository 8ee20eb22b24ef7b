import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { TRACE_TABLE } from '../../core/trace/table';

/** The table of maps, as `core/trace/table.ts` defines it. */
export function createTraceTable(
  scope: Construct,
  encryptionKey: IKey | undefined,
  removalPolicy: RemovalPolicy,
): Table {
  return new Table(scope, 'Table', {
    partitionKey: { name: TRACE_TABLE.partitionKey, type: AttributeType.STRING },
    sortKey: { name: TRACE_TABLE.sortKey, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(encryptionKey
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
      : { encryption: TableEncryption.AWS_MANAGED }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: TRACE_TABLE.ttlAttribute,
    removalPolicy,
  });
}
