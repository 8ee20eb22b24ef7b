import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoOrders } from '../adapters/dynamo-orders';
import { httpPaymentProvider } from '../adapters/http-payment-provider';
import { chargePayment } from '../handlers/charge-payment';
import { required } from './environment';

export const handler = chargePayment({
  orders: dynamoOrders(DynamoDBDocumentClient.from(new DynamoDBClient()), required('ORDERS_TABLE')),
  provider: httpPaymentProvider({ url: required('PAYMENT_PROVIDER_URL') }),
});
