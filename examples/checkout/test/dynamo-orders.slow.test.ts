import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoOrders } from '../adapters/dynamo-orders';
import { pendingOrder } from './support';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const dynamo = mockClient(client);
const orders = dynamoOrders(client, 'Orders');
const conditionFailed = new ConditionalCheckFailedException({
  message: 'The conditional request failed',
  $metadata: {},
});

beforeEach(() => dynamo.reset());

test('creates an order only where there is none', async () => {
  dynamo.on(PutCommand).resolves({});
  expect(await orders.create(pendingOrder())).toBe('created');
  expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
    TableName: 'Orders',
    Item: pendingOrder(),
    ConditionExpression: 'attribute_not_exists(orderId)',
  });
});

test('answers that the order exists when the condition failed', async () => {
  dynamo.on(PutCommand).rejects(conditionFailed);
  expect(await orders.create(pendingOrder())).toBe('exists');
});

test('reads consistently, and nothing where there is no order', async () => {
  dynamo.on(GetCommand, { TableName: 'Orders', ConsistentRead: true }).resolves({});
  dynamo.on(GetCommand, { Key: { orderId: 'order-1' }, ConsistentRead: true }).resolves({ Item: pendingOrder() });
  expect(await orders.get('order-1')).toEqual(pendingOrder());
  expect(await orders.get('order-2')).toBeUndefined();
});

test('settles a pending payment, and leaves a settled one alone', async () => {
  dynamo.on(UpdateCommand).resolvesOnce({}).rejectsOnce(conditionFailed);
  await orders.settle('order-1', { status: 'PAID', paymentId: 'pay_1' });
  await expect(orders.settle('order-1', { status: 'PAID', paymentId: 'pay_1' })).resolves.toBeUndefined();
  expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    Key: { orderId: 'order-1' },
    ConditionExpression: '#payment.#status = :pending',
    ExpressionAttributeValues: { ':settlement': { status: 'PAID', paymentId: 'pay_1' }, ':pending': 'PENDING' },
  });
});

test('throws when the table cannot be written', async () => {
  dynamo.on(PutCommand).rejects(new Error('throttled'));
  dynamo.on(UpdateCommand).rejects(new Error('throttled'));
  await expect(orders.create(pendingOrder())).rejects.toThrow('throttled');
  await expect(orders.settle('order-1', { status: 'DECLINED', reason: 'expired' })).rejects.toThrow('throttled');
});
