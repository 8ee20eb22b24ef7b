import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { SLO_TABLE } from '../../core/slo/table';

/** The table of measurements, as `core/slo/table.ts` defines it. */
export function createSloTable(scope: Construct, encryptionKey: IKey | undefined, removalPolicy: RemovalPolicy): Table {
  return new Table(scope, 'Table', {
    partitionKey: { name: SLO_TABLE.partitionKey, type: AttributeType.STRING },
    sortKey: { name: SLO_TABLE.sortKey, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(encryptionKey
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
      : { encryption: TableEncryption.AWS_MANAGED }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: SLO_TABLE.ttlAttribute,
    removalPolicy,
  });
}
