import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Order } from '../order';
import type { OrderStore } from '../ports';

/** Orders in a DynamoDB table with the partition key `orderId`. */
export function dynamoOrders(client: DynamoDBDocumentClient, tableName: string): OrderStore {
  return {
    async create(order) {
      const put = new PutCommand({
        TableName: tableName,
        Item: order,
        ConditionExpression: 'attribute_not_exists(orderId)',
      });
      return (await holds(client.send(put))) ? 'created' : 'exists';
    },

    async get(orderId) {
      const get = new GetCommand({ TableName: tableName, Key: { orderId }, ConsistentRead: true });
      const { Item: item } = await client.send(get);
      // Only `create` writes whole items, so the table holds nothing but orders.
      return item as Order | undefined;
    },

    async settle(orderId, settlement) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { orderId },
        UpdateExpression: 'SET #payment = :settlement',
        ConditionExpression: '#payment.#status = :pending',
        ExpressionAttributeNames: { '#payment': 'payment', '#status': 'status' },
        ExpressionAttributeValues: { ':settlement': settlement, ':pending': 'PENDING' },
      });
      await holds(client.send(update));
    },
  };
}

/** Whether the write's condition held; every other failure is thrown. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
