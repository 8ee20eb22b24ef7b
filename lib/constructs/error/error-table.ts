import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ERROR_TABLE } from '../../core/error/table';
import { JudgeTable, type JudgeTableProps } from '../judge/judge-table';

/** The table of errors, as `core/error/table.ts` defines it. */
export class ErrorTable extends JudgeTable {
  constructor(scope: Construct, id: string, props: Omit<JudgeTableProps, 'keys'>) {
    super(scope, id, { ...props, keys: ERROR_TABLE });
    const { raisedIndex } = ERROR_TABLE;
    this.addGlobalSecondaryIndex({
      indexName: raisedIndex.name,
      partitionKey: { name: raisedIndex.partitionKey, type: AttributeType.STRING },
      sortKey: { name: raisedIndex.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
