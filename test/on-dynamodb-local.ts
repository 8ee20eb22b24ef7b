import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DynamoDbLocal, dynamoDbLocalSkipped, startDynamoDbLocal } from '../scripts/dynamodb-local';

/** The engine of a suite, there as soon as its tests run. */
export interface DynamoDbEngine {
  /** The suite's own, destroyed at its end. */
  client(): DynamoDBClient;
  newClient(): DynamoDBClient;
}

/** A suite on DynamoDB Local, or one line that says why there is none. */
export function describeOnDynamoDbLocal(subject: string, suite: (engine: DynamoDbEngine) => void): void {
  const skipped = dynamoDbLocalSkipped();
  if (skipped) process.stdout.write(`${subject} on DynamoDB Local ${skipped}\n`);
  (skipped ? describe.skip : describe)(`${subject} on DynamoDB Local`, () => {
    let engine: DynamoDbLocal;
    let client: DynamoDBClient;
    const newClient = () => {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      return new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
    };
    beforeAll(async () => {
      const started = await startDynamoDbLocal();
      if ('skipped' in started) throw new Error(started.skipped);
      engine = started;
      client = newClient();
    }, 90_000);
    afterAll(async () => {
      client?.destroy();
      await engine?.stop();
    });
    suite({ client: () => client, newClient });
  });
}
