import fc from 'fast-check';
import { readAnyTrigger as readTrigger } from '../../lib/middleware/trigger/any';
import { httpEvent } from './harness';

const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:news';

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
    ['SNS', { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn } }] }, 'sns news'],
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
      {
        Records: [
          { EventSource: 'aws:sns', Sns: { TopicArn, MessageAttributes: { correlationId: { Value: 'abc-1' } } } },
        ],
      },
    ],
    ['the detail of an event', { source: 's', 'detail-type': 't', detail: { correlationId: 'abc-1' } }],
  ])('comes from %s', (_title, event) => {
    expect(readTrigger(event).correlationId).toBe('abc-1');
  });

  test.each<[string, unknown]>([
    ['is empty', httpEvent('GET /x', { 'x-correlation-id': '' })],
    ['is longer than 512 characters', httpEvent('GET /x', { 'x-correlation-id': 'x'.repeat(513) })],
    ['is no text', sqs({ correlationId: { stringValue: { toString: () => 'abc-1' } } })],
    ['lies in the second record only', sqs()],
  ])('is absent where it %s', (_title, event) => {
    expect(readTrigger(event).correlationId).toBeUndefined();
  });

  test('of a direct call is its own member', () => {
    expect(readTrigger({ correlationId: 'abc-1' })).toMatchObject({ kind: 'direct', correlationId: 'abc-1' });
  });
});

test('the id in the input of a state comes before those of its execution', () => {
  const Execution = {
    Id: 'arn:aws:states:eu-west-1:111122223333:execution:Checkout:run-1',
    Name: 'run-1',
    Input: { correlationId: 'given-at-start' },
  };
  expect(readTrigger({ Execution, correlationId: 'abc-1' }).correlationId).toBe('abc-1');
  expect(readTrigger({ Execution }).correlationId).toBe('given-at-start');
});

test.each([
  [{ messages: [{ destination: { physicalName: 'mine' } }] }],
  [{ records: { a: [{ topic: 'mine' }] } }],
  [{ rmqMessagesByQueue: { mine: [{}] } }],
  [{ records: [{ topic: 'mine' }] }],
  [{ requestContext: { condition: 'RetriesExhausted', functionArn: 'mine' } }],
])("a payload of one's own is a direct call, whatever its members are called: %j", (event) => {
  expect(readTrigger(event)).toMatchObject({ kind: 'direct', operation: '' });
});

test('baggage may have 8192 characters, not more', () => {
  expect(readTrigger(httpEvent('GET /x', { baggage: 'x'.repeat(8192) })).baggage).toHaveLength(8192);
  expect(readTrigger(httpEvent('GET /x', { baggage: 'x'.repeat(8193) })).baggage).toBeUndefined();
});

test('a header name may be written in any case', () => {
  const mixedCase = (name: string) =>
    fc
      .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
      .map((upper) => [...name].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(''));
  fc.assert(
    fc.property(mixedCase('x-correlation-id'), mixedCase('traceparent'), (correlation, parent) => {
      const { correlationId, traceparent } = readTrigger(httpEvent('GET /x', { [correlation]: 'c', [parent]: 'p' }));
      expect([correlationId, traceparent]).toEqual(['c', 'p']);
    }),
  );
});

describe('the oldest record', () => {
  const sentAt = (times: readonly unknown[]) => ({
    Records: times.map((SentTimestamp) => ({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders',
      attributes: { SentTimestamp },
    })),
  });

  test('of a queue may stand anywhere in the batch', () => {
    const times = fc.array(fc.integer({ min: 1, max: 2 ** 42 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(times, (sent) => {
        const { oldestRecordMs, batchSize } = readTrigger(sentAt(sent.map(String)));
        expect([oldestRecordMs, batchSize]).toEqual([Math.min(...sent), sent.length]);
      }),
    );
  });

  test('is looked for among the first 100', () => {
    const times = Array.from({ length: 10_000 }, (_, index) => String(20_000 - index));
    expect(readTrigger(sentAt(times))).toMatchObject({ batchSize: 10_000, oldestRecordMs: 19_901 });
  });

  test.each([[undefined], [null], [''], ['soon'], ['-1'], ['1e400'], ['9e15'], [NaN], [{}], ['1'.repeat(600)]])(
    'is unknown where its time is %p',
    (time) => {
      expect(readTrigger(sentAt([time])).oldestRecordMs).toBeUndefined();
      expect(readTrigger(sentAt([time, '7'])).oldestRecordMs).toBe(7);
    },
  );
});

describe('an event made to do harm', () => {
  test.each([['constructor'], ['__proto__'], ['toString']])('has no source named %s', (eventSource) => {
    const records = [{ eventSource, eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders' }];
    expect(readTrigger({ Records: records })).toMatchObject({ kind: 'direct', operation: '' });
  });

  test('is not read further than the bounds', () => {
    const reads: string[] = [];
    const watched = (value: object, path: string): object =>
      new Proxy(value, {
        get: (target, key) => {
          reads.push(`${path}.${String(key)}`);
          const found = Reflect.get(target, key);
          return typeof found === 'object' && found ? watched(found, `${path}.${String(key)}`) : found;
        },
      });
    const record = { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:orders', body: '{}' };
    readTrigger(watched({ Records: Array.from({ length: 10_000 }, () => record) }, 'event'));
    expect(reads.length).toBeLessThan(1_000);
    expect(reads.filter((path) => path.endsWith('body'))).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a list', Object.assign(['traceparent'], { traceparent: 'x' })],
    ['a text', 'traceparent'],
    ['null', null],
    ['too many to look at', Object.fromEntries([...numbered(200), ['traceparent', 'late']])],
  ])('has no trace context where its headers are %s', (_title, headers) => {
    const event = { requestContext: {}, httpMethod: 'GET', headers };
    expect(readTrigger(event)).toMatchObject({ operation: 'HTTP', traceparent: undefined });
  });

  test('has no header where its bytes are none', () => {
    const headers = { traceparent: { bytes: [1n] }, baggage: { bytes: Array.from({ length: 8193 }, () => 65) } };
    const queues = { 'orders::/': [{ basicProperties: { headers } }] };
    const { operation, traceparent, baggage } = readTrigger({ eventSource: 'aws:rmq', rmqMessagesByQueue: queues });
    expect([operation, traceparent, baggage]).toEqual(['mq orders', undefined, undefined]);
  });

  test('throws what its getters throw, for the caller to catch', () => {
    const event = {
      get Records() {
        throw new RangeError('mine');
      },
    };
    expect(() => readTrigger(event)).toThrow(RangeError);
  });
});

function numbered(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`header-${index}`, 'x']);
}
