import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { HttpResponse } from '@smithy/core/protocols';
import { dependencyState, observe, type Span, type SpanExporter } from '../../lib/middleware/index';
import { observeAwsClient } from '../../lib/middleware/trace/aws-client';
import { exportSpans } from '../../lib/middleware/trace/export-spans';
import { captureStdout, withEnv } from './harness';

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

type Answer = readonly [status: number, body?: object] | Error;

/** A client's settings with a wire that gives these answers, one after the other. */
function wire(...answers: Answer[]) {
  const left = [...answers];
  return {
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: {
      handle: async () => {
        const answer = left.shift();
        if (!answer || answer instanceof Error) throw answer ?? new Error('nothing more to answer');
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        const body = Buffer.from(JSON.stringify(answer[1] ?? {}));
        return { response: new HttpResponse({ statusCode: answer[0], headers, body }) };
      },
    } as never,
  };
}

const get = new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } });
const failure = (name: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name });

async function spansOf(work: () => Promise<unknown>): Promise<readonly Span[]> {
  let spans: readonly Span[] = [];
  const exporter: SpanExporter = (trace) => {
    spans = trace.spans.slice(1);
  };
  await withEnv({ AWS_EC2_METADATA_DISABLED: 'true' }, () =>
    observe(async () => work(), { service: 'shop', plugins: [exportSpans(exporter)] })(),
  );
  return spans;
}

const points = () => stdout.metrics().filter((document) => 'dependency' in document);

test('a command is a call of its service, with the operation as target', async () => {
  const client = new DynamoDBClient(wire([200, { Item: { id: { S: '1' } } }]));
  expect(observeAwsClient(client)).toBe(client);
  const spans = await spansOf(async () => {
    expect((await client.send(get)).Item).toEqual({ id: { S: '1' } });
  });
  expect(spans).toEqual([
    expect.objectContaining({
      name: 'DynamoDB',
      kind: 'client',
      target: 'DynamoDB.GetItem',
      statusCode: 200,
      fault: false,
    }),
  ]);
  expect(points()[0]).toMatchObject({ dependency: 'DynamoDB', DependencyFaults: 0 });
  expect(points()[0]).not.toHaveProperty('DependencyRetries');
});

test('attempts are one call, and its retries are counted', async () => {
  const throttled = [400, failure('ProvisionedThroughputExceededException')] as const;
  const client = observeAwsClient(new DynamoDBClient(wire([500], throttled, [200])), 'orders-table');
  const spans = await spansOf(() => client.send(get));
  expect(spans).toEqual([expect.objectContaining({ name: 'orders-table', fault: false, throttled: false })]);
  expect(points()).toContainEqual(expect.objectContaining({ dependency: 'orders-table', DependencyRetries: 2 }));
});

test('a call that is throttled to the end is a throttled fault', async () => {
  const throttled = [400, failure('ThrottlingException')] as const;
  const client = observeAwsClient(new DynamoDBClient(wire(throttled, throttled, throttled)), 'throttled');
  const spans = await spansOf(() => expect(client.send(get)).rejects.toMatchObject({ name: 'ThrottlingException' }));
  expect(spans[0]).toMatchObject({ fault: true, throttled: true, error: { name: 'ThrottlingException' } });
  expect(dependencyState('throttled')).toMatchObject({ calls: 1, errorRatio: 1 });
  expect(points()).toContainEqual(expect.objectContaining({ DependencyRetries: 2 }));
});

test.each([
  ['ConditionalCheckFailedException', 400],
  ['ResourceNotFoundException', 400],
  ['AccessDeniedException', 403],
])('%s is an error of the caller, and no fault', async (name, status) => {
  const client = observeAwsClient(new DynamoDBClient(wire([status, failure(name)])), name);
  const put = new PutItemCommand({ TableName: 'orders', Item: { id: { S: '1' } } });
  const spans = await spansOf(() => expect(client.send(put)).rejects.toMatchObject({ name }));
  expect(spans[0]).toMatchObject({ fault: false, clientError: true, statusCode: status });
  expect(dependencyState(name)).toMatchObject({ calls: 1, errorRatio: 0 });
});

test('a broken connection is a fault, and the error is the one of the SDK', async () => {
  const broken = Object.assign(new Error('socket hang up'), { name: 'SomethingElse' });
  const client = observeAwsClient(new DynamoDBClient(wire(broken)), 'broken');
  const spans = await spansOf(() => expect(client.send(get)).rejects.toBe(broken));
  expect(spans[0]).toMatchObject({ fault: true, error: { message: 'socket hang up' } });
});

test('done twice it counts once, under the last name', async () => {
  const client = new DynamoDBClient(wire([200]));
  observeAwsClient(observeAwsClient(client, 'first'), 'second');
  expect((await spansOf(() => client.send(get))).map(({ name }) => name)).toEqual(['second']);
});

test('works for other services, for document clients and for callbacks', async () => {
  const sqs = observeAwsClient(
    new SQSClient(wire([200, { MessageId: 'm', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' }])),
  );
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(wire([200, { Item: { id: { S: '7' } } }], [200])));
  observeAwsClient(documents);
  const send = new SendMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q', MessageBody: 'x' });
  const spans = await spansOf(async () => {
    await sqs.send(send);
    expect((await documents.send(new GetCommand({ TableName: 't', Key: { id: '7' } }))).Item).toEqual({ id: '7' });
    await new Promise<void>((resolve) =>
      documents.send(new GetCommand({ TableName: 't', Key: { id: '7' } }), () => resolve()),
    );
  });
  expect(spans.map(({ target }) => target)).toEqual(['SQS.SendMessage', 'DynamoDB.GetItem', 'DynamoDB.GetItem']);
});

test.each([undefined, null, {}, { middlewareStack: {} }, class DynamoDB {}])(
  'refuses what is no client of it: %p',
  (client) => {
    expect(() => observeAwsClient(client as never)).toThrow('the client must be one of the AWS SDK for JavaScript v3');
  },
);
