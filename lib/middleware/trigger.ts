import { at, textAt } from './text';

/** What invoked the handler, as far as the event tells. */
export interface Trigger {
  /** Route pattern or source, never a path or a key: its different values must stay few. Empty where nothing tells. */
  readonly operation: string;
  /** Given by the caller, not checked yet. */
  readonly correlationId?: unknown;
}

/** Reads the event's head only. Throws only what a getter of the event throws. */
export function readTrigger(event: unknown): Trigger {
  const record = at(event, 'Records', '0');
  if (record) return readRecord(record);
  if (at(event, 'requestContext')) {
    return { operation: requestOperation(event), correlationId: correlationHeader(at(event, 'headers')) };
  }
  const operation = textAt(event, 'source') && textAt(event, 'detail-type');
  return {
    operation: operation === 'Scheduled Event' ? 'schedule' : operation,
    correlationId: operation && at(event, 'detail', 'correlationId'),
  };
}

/** API Gateway (HTTP, REST and WebSocket APIs), function URLs and load balancers. */
function requestOperation(event: unknown): string {
  const route = textAt(event, 'routeKey');
  const message = textAt(event, 'requestContext', 'routeKey');
  const method = textAt(event, 'httpMethod');
  const resource = textAt(event, 'resource');
  if (route === '$default' || (method && !resource)) return 'HTTP';
  return route || (message && `websocket ${message}`) || (method && `${method} ${resource}`);
}

/** HTTP APIs send header names in lower case, REST APIs as the caller wrote them. */
function correlationHeader(headers: unknown): unknown {
  const wanted = 'x-correlation-id';
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === wanted);
  return name && at(headers, name);
}

/** Batches: the first record speaks for all. */
function readRecord(record: unknown): Trigger {
  const message = at(record, 'Sns');
  const arn = textAt(record, 'eventSourceARN') || textAt(message, 'TopicArn');
  // Such as `aws:sqs`.
  const source = (textAt(record, 'eventSource') || textAt(record, 'EventSource')).slice(4);
  const parts = arn.split(/[:/]/);
  const name = {
    sqs: parts[5],
    sns: parts[5],
    kinesis: parts[6],
    dynamodb: parts[6],
    s3: textAt(record, 's3', 'bucket', 'name'),
  }[source];
  return {
    operation: name ? `${source} ${name}` : '',
    correlationId:
      at(record, 'messageAttributes', 'correlationId', 'stringValue') ??
      at(message, 'MessageAttributes', 'correlationId', 'Value'),
  };
}
