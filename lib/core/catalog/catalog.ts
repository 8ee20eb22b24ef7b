import { HEALTH_CHECKS } from '../health/alarms';
import { DYNAMODB_TABLE } from './dynamodb-table';
import type { CatalogEntry } from './entry';
import { HTTP_API } from './http-api';
import { INCIDENT_RESPONSE } from './incident-response';
import { LAMBDA_FUNCTION } from './lambda-function';
import { SERVICE_HANDLER } from './service-handler';
import { SQS_QUEUE } from './sqs-queue';

/** Everything Sightline knows to monitor. */
export const CATALOG: readonly CatalogEntry<never>[] = [
  SERVICE_HANDLER,
  LAMBDA_FUNCTION,
  HTTP_API,
  DYNAMODB_TABLE,
  SQS_QUEUE,
  HEALTH_CHECKS,
  INCIDENT_RESPONSE,
];
