import { readTrigger } from '../trigger';
import { readBroker } from './broker';
import type { Json } from './json';
import type { Trigger } from './kind';
import { readService } from './service';

/**
 * Knows more triggers than handlers usually have: Kafka, MQ, Firehose, CloudWatch Logs and alarms, Cognito, AppSync and
 * CloudFormation, too. For the option `trigger`.
 */
export function readAnyTrigger(event: unknown): Trigger {
  const json = (event ?? undefined) as Json | undefined;
  return readBroker(json) ?? readService(json) ?? readTrigger(event);
}
