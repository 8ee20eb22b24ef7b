import type { APIGatewayProxyEventV2, SQSEvent, SQSRecord } from 'aws-lambda';
import { newOrder, type Order, type OrderRequest } from '../order';

export const REQUEST: OrderRequest = {
  orderId: 'order-1',
  currency: 'EUR',
  items: [
    { sku: 'tea', quantity: 2, unitPriceCents: 450 },
    { sku: 'pot', quantity: 1, unitPriceCents: 2_999 },
  ],
  paymentToken: 'tok_visa',
};

export function pendingOrder(change: Partial<OrderRequest> = {}): Order {
  return newOrder({ ...REQUEST, ...change }, new Date('2026-11-21T09:30:00Z'));
}

/** The event of an HTTP API route, payload format 2.0. */
export function httpEvent(
  routeKey: string,
  given: { body?: string; isBase64Encoded?: boolean; pathParameters?: Record<string, string> } = {},
): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      accountId: '111122223333',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'jest' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '21/Nov/2026:09:30:00 +0000',
      timeEpoch: Date.parse('2026-11-21T09:30:00Z'),
    },
    isBase64Encoded: false,
    ...given,
  };
}

/** One message for each body; message ids are `message-0`, `message-1` and so on. */
export function sqsEvent(bodies: readonly string[]): SQSEvent {
  return { Records: bodies.map(sqsRecord) };
}

function sqsRecord(body: string, index: number): SQSRecord {
  return {
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795253400000',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '1795253400000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:Payments',
    awsRegion: 'eu-west-1',
  };
}

/** Keeps what is written to stdout off the screen until the test ends; answers the lines so far. */
export function captureStdout(): () => string[] {
  const chunks: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  return () => chunks.join('').split('\n').filter(Boolean);
}

/** The lines about one failed payment each, parsed. */
export function paymentFailures(lines: readonly string[]): unknown[] {
  return lines
    .map((line) => JSON.parse(line) as { message?: string })
    .filter(({ message }) => message === 'payment failed');
}
