/** A DynamoDB client that adds up what the service says each call consumed. */
import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Request units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export interface Units {
  writes: number;
  reads: number;
  calls: number;
}

const WRITES = /^(TransactWrite|Put|Update|Delete)/;

/** Counts into `units`, from each answer's `ConsumedCapacity`. */
export function meter(client: DynamoDBClient, units: Units): DynamoDBDocumentClient {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
        const consumed = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        units[WRITES.test(commandName) ? 'writes' : 'reads'] += consumed;
        units.calls += 1;
        return answer;
      },
    { step: 'initialize', name: 'meter' },
  );
  return DynamoDBDocumentClient.from(client);
}
