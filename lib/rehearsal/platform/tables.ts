import type { RehearsedTable } from '../bindings';
import type { World } from '../world';
import { LATENCY } from './latency';

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** DynamoDB tables of the user: latency and metrics are simulated, the data is the binding's own. */
export function rehearsedTable(world: World, id: string): RehearsedTable {
  const table = world.templates.find(id, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  const put = (name: string, value: number, more: Readonly<Record<string, string>> = {}) =>
    world.metrics.put(
      { namespace: 'AWS/DynamoDB', name, dimensions: { TableName: table.name, ...more } },
      value,
      world.clock.now(),
    );
  return {
    async operation(name, work) {
      await world.clock.sleep(LATENCY.tableOperation.ms);
      put('SuccessfulRequestLatency', LATENCY.tableOperation.ms, { Operation: name });
      put(READS.has(name) ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits', 1);
      world.recorder.count('table operations');
      return work();
    },
  };
}

export const TABLE_RULES = [
  { what: 'AWS/DynamoDB consumed capacity', value: '1 unit for each operation; nothing is throttled', source: 'rule' },
] as const;
