import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type TranslateConfig } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from './client-options';

/** Given to a store: a client of either kind. */
export type GivenClient = DynamoDBClient | DynamoDBDocumentClient;

/** @param given @default - a client with `clientOptions()` @param translate of a client that is made here */
export function documentClient(given?: GivenClient, translate?: TranslateConfig): DynamoDBDocumentClient {
  if (given instanceof DynamoDBDocumentClient) return given;
  return DynamoDBDocumentClient.from(given ?? new DynamoDBClient(clientOptions()), translate);
}

/** Optional fields are `undefined`, and are left out. */
export const WITHOUT_UNDEFINED: TranslateConfig = { marshallOptions: { removeUndefinedValues: true } };
