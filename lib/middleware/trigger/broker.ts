import { type Json, nameInArn, oldestMs, text } from './json';
import { MAX_BAGGAGE, sourced, type Trigger } from './kind';

/** A record's size is Kafka's own limit; headers beyond the first few are not looked at. */
const MAX_KAFKA_HEADERS = 50;

/** Batches that do not come as `Records`: Firehose, Kafka, Amazon MQ. */
export function readBroker(event: Json | undefined): Trigger | undefined {
  const { eventSource, records, messages, rmqMessagesByQueue } = event ?? {};
  if (Array.isArray(records)) return readFirehose(records, nameInArn(event?.deliveryStreamArn));
  // A payload of the user's own may have any of these, and be large.
  if (!text(eventSource)) return undefined;
  if (Array.isArray(messages)) return readActiveMq(messages);
  return rmqMessagesByQueue ? readRabbitMq(rmqMessagesByQueue) : readKafka(records);
}

/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
function readFirehose(records: readonly Json[], stream: string | undefined): Trigger | undefined {
  if (!stream) return undefined;
  const oldestRecordMs = oldestMs(records, (record) => record?.approximateArrivalTimestamp);
  return sourced('firehose', stream, undefined, { batchSize: records.length, oldestRecordMs });
}

/** Partitions with their records: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html */
function readKafka(partitions: unknown): Trigger | undefined {
  const { batchSize, firsts } = countLists(partitions);
  const headers: unknown = firsts[0]?.headers;
  const listed: readonly Json[] = Array.isArray(headers) ? headers.slice(0, MAX_KAFKA_HEADERS) : [];
  return sourced(
    'kafka',
    text(firsts[0]?.topic),
    (name) => utf8(listed.find((header) => header?.[name])?.[name]),
    // Records of a partition come in their order.
    { batchSize, oldestRecordMs: oldestMs(firsts, (record) => record?.timestamp) },
  );
}

/** A message's own correlation id comes second. https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html */
function readActiveMq(messages: readonly Json[]): Trigger | undefined {
  const [first] = messages;
  const { physicalName, physicalname } = first?.destination ?? {};
  return sourced('mq', text(physicalName) ?? text(physicalname), (name) => first?.properties?.[name] ?? first?.[name], {
    batchSize: messages.length,
    oldestRecordMs: oldestMs(messages, (message) => message?.timestamp),
  });
}

/** Queue and virtual host (`orders::/`) with their messages, whose time has no time zone and is not read. */
function readRabbitMq(queues: unknown): Trigger | undefined {
  const { name, batchSize, firsts } = countLists(queues);
  const properties = firsts[0]?.basicProperties;
  const carried = (header: string) => utf8(properties?.headers?.[header]?.bytes) ?? properties?.[header];
  return sourced('mq', name.split('::')[0], carried, { batchSize });
}

/** The first name, the number of all records, and the first record of each list. */
function countLists(lists: unknown) {
  const firsts: Json[] = [];
  let name = '';
  let batchSize = 0;
  for (const [key, list] of typeof lists === 'object' ? Object.entries(lists ?? {}) : []) {
    if (!Array.isArray(list)) continue;
    name ||= key;
    batchSize += list.length;
    firsts.push(list[0]);
  }
  return { name, batchSize, firsts };
}

function utf8(bytes: unknown): string | undefined {
  const readable = Array.isArray(bytes) && bytes.length <= MAX_BAGGAGE && bytes.every(Number.isInteger);
  return readable ? Buffer.from(bytes).toString() : undefined;
}
