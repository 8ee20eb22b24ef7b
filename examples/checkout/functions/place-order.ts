import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoOrders } from '../adapters/dynamo-orders';
import { sqsPayments } from '../adapters/sqs-payments';
import { placeOrder } from '../handlers/place-order';
import { required } from './environment';

export const handler = placeOrder({
  orders: dynamoOrders(DynamoDBDocumentClient.from(new DynamoDBClient()), required('ORDERS_TABLE')),
  payments: sqsPayments(new SQSClient(), required('PAYMENTS_QUEUE_URL')),
});
