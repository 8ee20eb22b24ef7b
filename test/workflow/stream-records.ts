import type { DynamoDBRecord } from 'aws-lambda';
import type { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import { imageOf } from '../../lib/core/incident/stream-image';

/** Records of the table's stream as Lambda gets them: filled with each write, numbered `s-0`, `s-1`, ... */
export function recordsOf(memory: MemoryIncidentStore): DynamoDBRecord[] {
  const records: DynamoDBRecord[] = [];
  let sequence = 0;
  memory.onWrite((written) => {
    for (const { eventName, keys, newImage } of written) {
      records.push({
        eventName,
        dynamodb: {
          Keys: imageOf(keys) as never,
          ...(newImage && { NewImage: imageOf(newImage) as never }),
          SequenceNumber: `s-${sequence++}`,
        },
      });
    }
  });
  return records;
}
