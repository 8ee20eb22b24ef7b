import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoOrders } from '../adapters/dynamo-orders';
import { getOrder } from '../handlers/get-order';
import { required } from './environment';

export const handler = getOrder({
  orders: dynamoOrders(DynamoDBDocumentClient.from(new DynamoDBClient()), required('ORDERS_TABLE')),
});
