import { type LambdaContext, observe } from '../../lib/middleware/index';
import { readTrigger } from '../../lib/middleware/trigger';
import { captureStdout, httpEvent, lambdaContext } from './harness';

const sqs = (attributes: object = {}) => ({
  Records: [
    {
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders.fifo',
      messageAttributes: attributes,
    },
    { eventSource: 'aws:sqs', messageAttributes: { correlationId: { stringValue: 'second' } } },
  ],
});

describe('the operation', () => {
  test.each<[string, unknown, string]>([
    ['HTTP API route', httpEvent('GET /orders/{id}'), 'GET /orders/{id}'],
    ['function URL or default route', httpEvent('$default'), 'HTTP'],
    [
      'REST API',
      { httpMethod: 'PUT', resource: '/orders/{id}', path: '/orders/4711', requestContext: {} },
      'PUT /orders/{id}',
    ],
    ['load balancer', { httpMethod: 'GET', path: '/orders/4711', requestContext: { elb: {} } }, 'HTTP'],
    ['WebSocket API', { requestContext: { routeKey: '$connect', connectionId: 'x' } }, 'websocket $connect'],
    ['SQS', sqs(), 'sqs orders.fifo'],
    [
      'SNS',
      { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:news' } }] },
      'sns news',
    ],
    [
      'DynamoDB stream',
      {
        Records: [
          {
            eventSource: 'aws:dynamodb',
            eventSourceARN: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026-01-01',
          },
        ],
      },
      'dynamodb Orders',
    ],
    [
      'Kinesis',
      {
        Records: [
          { eventSource: 'aws:kinesis', eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks' },
        ],
      },
      'kinesis clicks',
    ],
    [
      'S3',
      { Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'uploads' }, object: { key: 'a/b' } } }] },
      's3 uploads',
    ],
    ['EventBridge', { source: 'shop', 'detail-type': 'Order Placed', detail: {} }, 'Order Placed'],
    ['schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, 'schedule'],
    ['direct call', { orderId: 4711, path: '/orders/4711' }, ''],
    ['unknown records', { Records: [{ eventSource: 'aws:new' }] }, ''],
    ['a source that does not tell its name', { Records: [{ eventSource: 'aws:s3' }] }, ''],
    ['an HTTP call of no known kind', { requestContext: {} }, ''],
  ])('of %s', (_title, event, operation) => {
    expect(readTrigger(event).operation).toBe(operation);
  });

  test.each<[unknown]>([
    [null],
    [undefined],
    ['text'],
    [7],
    [[]],
    [[1, 2]],
    [{ Records: 'x' }],
    [{ Records: [null] }],
    [{ Records: [] }],
    [{ requestContext: null, routeKey: 5 }],
    [JSON.parse('{"__proto__":{"routeKey":"GET /x","requestContext":{}},"constructor":1}')],
  ])('of an event that is none of them: %j', (event) => {
    expect(readTrigger(event).operation).toBe('');
  });
});

describe('the correlation id', () => {
  test.each<[string, unknown]>([
    ['a header in lower case', httpEvent('GET /x', { 'x-correlation-id': 'abc-1' })],
    ['a header as the caller wrote it', httpEvent('GET /x', { 'x-other-header-x': 'no', 'X-Correlation-ID': 'abc-1' })],
    ['an attribute of the first SQS record', sqs({ correlationId: { stringValue: 'abc-1' } })],
    [
      'an attribute of the first SNS record',
      { Records: [{ EventSource: 'aws:sns', Sns: { MessageAttributes: { correlationId: { Value: 'abc-1' } } } }] },
    ],
    ['the detail of an event', { source: 's', 'detail-type': 't', detail: { correlationId: 'abc-1' } }],
  ])('comes from %s', (_title, event) => {
    expect(readTrigger(event).correlationId).toBe('abc-1');
  });

  test.each([['with blanks'], ['new\nline'], ['x'.repeat(129)], ['']])(
    'is the request id where the given one is no plain word: %j',
    async (id) => {
      const stdout = captureStdout();
      const event = httpEvent('GET /x', { 'x-correlation-id': id });
      await observe(async (_event: unknown, _context: LambdaContext) => 'ok')(event, lambdaContext());
      stdout.restore();
      expect(stdout.logs()[0]).toMatchObject({ correlationId: 'request-1' });
    },
  );
});
