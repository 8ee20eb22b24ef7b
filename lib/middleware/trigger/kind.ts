import { text } from './json';

/** What invoked a handler. */
export type TriggerKind =
  | 'http'
  | 'websocket'
  | 'sqs'
  | 'sns'
  | 'kinesis'
  | 'dynamodb'
  | 's3'
  | 'firehose'
  | 'kafka'
  | 'mq'
  | 'eventbridge'
  | 'schedule'
  | 'states'
  | 'logs'
  | 'alarm'
  | 'cognito'
  | 'appsync'
  | 'cloudformation'
  | 'direct';

/** What is known of some triggers only. */
interface Details {
  /** Records in the event; absent where the trigger has no batches. */
  readonly batchSize?: number;
  /** When the oldest of the first 100 records was sent or written, in ms since the epoch; absent where nothing tells. */
  readonly oldestRecordMs?: number;
  /** An X-Ray trace header: of the HTTP request, or of the first SQS record, whose trace is another one than ours. */
  readonly xrayHeader?: string;
  /** Of an HTTP request. */
  readonly method?: string;
}

/**
 * What invoked the handler, as far as the event tells. Ids and trace context are the caller's word, not checked yet, but
 * texts of bounded length. Those of a batch are the first record's.
 */
export interface Trigger extends Details {
  /** Route pattern or source, never a path or a key: its different values must stay few. Empty where nothing tells. */
  readonly operation: string;
  /** `direct` where nothing tells, too. */
  readonly kind: TriggerKind;
  /** Id that ties together what several services did for one request. */
  readonly correlationId?: string;
  /** https://www.w3.org/TR/trace-context/, as `tracestate`. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  /** https://www.w3.org/TR/baggage/ */
  readonly baggage?: string;
}

/** https://www.w3.org/TR/baggage/#limits */
export const MAX_BAGGAGE = 8192;

/** A trigger whose carrier (attributes, headers, an event's detail) is asked for each thing that callers hand on. */
export function trigger(
  kind: TriggerKind,
  operation: string,
  carried: (name: string) => unknown = () => undefined,
  details?: Details,
): Trigger {
  return {
    operation,
    kind,
    correlationId: text(carried('correlationId')),
    traceparent: text(carried('traceparent')),
    tracestate: text(carried('tracestate')),
    baggage: text(carried('baggage'), MAX_BAGGAGE),
    ...details,
  };
}

/** A trigger whose operation is its kind and the name of its source; none where the event does not tell the name. */
export function sourced(
  kind: TriggerKind,
  name: string | undefined,
  carried?: (name: string) => unknown,
  details?: Details,
): Trigger | undefined {
  return name ? trigger(kind, `${kind} ${name}`, carried, details) : undefined;
}
