import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { INCIDENT_TABLE } from '../../core/incident/table';

/** The incident table, as `core/incident/table.ts` defines it. */
export function createHubTable(scope: Construct, encryptionKey: IKey, removalPolicy: RemovalPolicy): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: stringKey(INCIDENT_TABLE.partitionKey),
    sortKey: stringKey(INCIDENT_TABLE.sortKey),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: INCIDENT_TABLE.ttlAttribute,
    stream: StreamViewType[INCIDENT_TABLE.streamView],
    removalPolicy,
  });
  for (const { name, partitionKey, sortKey } of INCIDENT_TABLE.indexes) {
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: stringKey(partitionKey),
      sortKey: stringKey(sortKey),
      projectionType: ProjectionType[INCIDENT_TABLE.projection],
    });
  }
  return table;
}

function stringKey(name: string) {
  return { name, type: AttributeType.STRING };
}
