import { epochMs, type Json, nameInArn, oldestMs, text } from './json';
import { sourced, type Trigger } from './kind';

/** Batches of SQS, SNS, Kinesis, DynamoDB streams and S3. The first record speaks for all; bodies are never read. */
export function readRecords(event: Json | undefined): Trigger | undefined {
  const records: unknown = event?.Records;
  if (!Array.isArray(records)) return undefined;
  const first: Json | undefined = records[0];
  const name = nameInArn(first?.eventSourceARN);
  switch (text(first?.eventSource) ?? text(first?.EventSource)) {
    case 'aws:sqs':
      return sourced('sqs', name, (attribute) => first?.messageAttributes?.[attribute]?.stringValue, {
        batchSize: records.length,
        oldestRecordMs: oldestMs(records, (record) => record?.attributes?.SentTimestamp),
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
        xrayHeader: text(first?.attributes?.AWSTraceHeader),
      });
    case 'aws:sns':
      return sourced(
        'sns',
        nameInArn(first?.Sns?.TopicArn),
        (attribute) => first?.Sns?.MessageAttributes?.[attribute]?.Value,
        {
          batchSize: records.length,
          oldestRecordMs: oldestMs(records, (record) => record?.Sns?.Timestamp),
        },
      );
    case 'aws:s3':
      return sourced('s3', text(first?.s3?.bucket?.name), undefined, {
        batchSize: records.length,
        oldestRecordMs: oldestMs(records, (record) => record?.eventTime),
      });
    // Records of a shard come in their order, so that the first one is the oldest.
    case 'aws:kinesis':
      return sourced('kinesis', name, undefined, {
        batchSize: records.length,
        oldestRecordMs: epochMs(first?.kinesis?.approximateArrivalTimestamp, 1000),
      });
    case 'aws:dynamodb':
      return sourced('dynamodb', name, undefined, {
        batchSize: records.length,
        oldestRecordMs: epochMs(first?.dynamodb?.ApproximateCreationDateTime, 1000),
      });
  }
  return undefined;
}
