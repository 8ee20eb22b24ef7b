/** The function of the migration guide that copies log lines to OpenSearch, run on a batch of the documented shape. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { loaded, writeDocumentFiles } from '../../scripts/docs/document-files';
import { ROOT } from '../../scripts/docs/example';

const PAGE = 'docs/how-to/migrate-from-prometheus-grafana-jaeger-elk-sentry.md';
const DIRECTORY = join(ROOT, 'out', 'docs', 'open-search');

type ToOpenSearch = (bulk: (body: string) => Promise<void>) => (event: CloudWatchLogsEvent) => Promise<void>;

let toOpenSearch: ToOpenSearch;
beforeAll(async () => {
  writeDocumentFiles(PAGE, DIRECTORY);
  ({ toOpenSearch } = await loaded<{ readonly toOpenSearch: ToOpenSearch }>(join(DIRECTORY, 'to-open-search.ts')));
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
function batch(messages: readonly string[], messageType = 'DATA_MESSAGE'): CloudWatchLogsEvent {
  const logEvents = messages.map((message, at) => ({ id: `id-${at}`, timestamp: 1_767_603_600_000 + at, message }));
  const data = { messageType, owner: '111122223333', logGroup: '/aws/lambda/charge', logStream: 's', logEvents };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

async function sent(event: CloudWatchLogsEvent): Promise<unknown[]> {
  const bodies: string[] = [];
  await toOpenSearch(async (body) => void bodies.push(body))(event);
  return bodies.flatMap((body) => body.trimEnd().split('\n')).map((line) => JSON.parse(line));
}

test('each line is an action under the id of its event, and a document', async () => {
  const line = '{"level":"ERROR","service":"checkout"}';
  expect(await sent(batch([line, 'Task timed out']))).toEqual([
    { create: { _index: 'logs-2026-01-05', _id: 'id-0' } },
    { '@timestamp': '2026-01-05T09:00:00.000Z', logGroup: '/aws/lambda/charge', level: 'ERROR', service: 'checkout' },
    { create: { _index: 'logs-2026-01-05', _id: 'id-1' } },
    { '@timestamp': '2026-01-05T09:00:00.001Z', logGroup: '/aws/lambda/charge', message: 'Task timed out' },
  ]);
});

test.each(['[1]', '"text"', '7', 'null', '{'])('the line %s is kept as a message', async (message) => {
  expect((await sent(batch([message])))[1]).toMatchObject({ message });
});

test('a control message sends nothing, and a domain that refuses fails the batch', async () => {
  expect(await sent(batch(['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE'))).toEqual([]);
  const refused = toOpenSearch(async () => Promise.reject(new Error('403')))(batch(['a']));
  await expect(refused).rejects.toThrow('403');
});
