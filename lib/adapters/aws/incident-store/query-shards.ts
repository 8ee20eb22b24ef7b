import { type INCIDENT_TABLE, INDEX_SHARDS, type TableItem } from '../../../core/incident/table';
import type { TableReader } from './table-reader';

export interface ShardsQuery {
  readonly index: (typeof INCIDENT_TABLE.indexes)[number];
  /** Name of the partition of each shard. */
  readonly partition: (shard: number) => string;
  /** Of the sort key, inclusive. @default - to the end */
  readonly upTo?: string;
  /** @default - all */
  readonly limit?: number;
}

/** What lies in all shards of an index, by its sort key: each shard is asked, since the first ones may be in any. */
export async function queryShards(table: TableReader, query: ShardsQuery): Promise<TableItem[]> {
  const { index, partition, upTo, limit } = query;
  const until = upTo === undefined ? '' : ` AND ${index.sortKey} <= :upTo`;
  const shards = await Promise.all(
    Array.from({ length: INDEX_SHARDS }, (_, shard) =>
      table.query(
        {
          IndexName: index.name,
          KeyConditionExpression: `${index.partitionKey} = :pk${until}`,
          ExpressionAttributeValues: { ':pk': partition(shard), ...(upTo !== undefined && { ':upTo': upTo }) },
        },
        limit,
      ),
    ),
  );
  return sortedBy(shards.flat(), index.sortKey).slice(0, limit);
}

/** By UTF-8 bytes, as DynamoDB sorts. */
function sortedBy(items: readonly TableItem[], attribute: string): TableItem[] {
  const key = (item: TableItem) => Buffer.from(String(item[attribute]));
  return [...items].sort((a, b) => Buffer.compare(key(a), key(b)) || Buffer.from(a.sk).compare(Buffer.from(b.sk)));
}
