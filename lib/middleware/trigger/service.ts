import { headersOf, TRACE_HEADER } from './http';
import { epochMs, type Json, memberOf, text } from './json';
import { sourced, type Trigger, trigger } from './kind';

/** Calls by a service that are known by a member of their own. */
export function readService(event: Json | undefined): Trigger | undefined {
  const { awslogs, alarmData, time, triggerSource, ResourceType } = event ?? {};
  // Log group and events are compressed, so nothing more is known of them.
  // https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
  if (awslogs) return trigger('logs', 'logs');
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
  if (alarmData) return trigger('alarm', 'alarm', undefined, { oldestRecordMs: epochMs(time) });
  return (
    // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    sourced('cognito', event?.userPoolId && text(triggerSource)) ??
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
    sourced('cloudformation', event?.RequestType && text(ResourceType), memberOf(undefined, event?.RequestId)) ??
    readAppSync(event)
  );
}

/**
 * A resolver's context; a batch resolver gets a list of them.
 * https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 */
function readAppSync(event: Json | undefined): Trigger | undefined {
  const batch: readonly Json[] | undefined = Array.isArray(event) ? event : undefined;
  const context = batch ? batch[0] : event;
  const { parentTypeName, fieldName } = context?.info ?? {};
  const field = text(parentTypeName) && text(fieldName) && `${parentTypeName}.${fieldName}`;
  if (!field) return undefined;
  const headers = headersOf(context?.request);
  return sourced('appsync', field, headers, { batchSize: batch?.length, xrayHeader: text(headers(TRACE_HEADER)) });
}
