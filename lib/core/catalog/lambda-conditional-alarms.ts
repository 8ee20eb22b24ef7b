import type { CatalogAlarm } from './entry';
import { AT_LEAST, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/** Each alarm costs the same whether or not it ever has data, and functions are many. */
export interface LambdaConditionalFacts {
  readonly reservedConcurrency?: number;
  readonly deadLetters?: boolean;
  /** Whether it asks Lambda in so many words to stop recursive loops. */
  readonly stopsLoops?: boolean;
}

/** Fewer are often a choice, such as one at a time or none: full and throttled by design. */
export const SMALLEST_WATCHED_RESERVE = 10;

/** The alarms of functions with a reserve, a dead-letter queue or a recursion setting; the metrics are the function's. */
export const LAMBDA_CONDITIONAL_ALARMS: readonly CatalogAlarm<LambdaConditionalFacts>[] = [
  {
    id: 'ConcurrencyNearReserved',
    metric: 'concurrency',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ reservedConcurrency: reserved = 0 }) =>
        reserved < SMALLEST_WATCHED_RESERVE ? undefined : Math.floor(reserved * 0.9),
      text: `90 % of the reserved concurrency, if that is ${SMALLEST_WATCHED_RESERVE} or more`,
    },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: '{resource} runs {threshold} times at once or more, 90 % of its reserved concurrency.',
    reason:
      'The last tenth is the margin before invocations are throttled, which pages. Three minutes of five let a burst ' +
      'pass. Without invocations nothing runs.',
    runbook: [
      'Look whether traffic or duration has grown: concurrency is their product.',
      'Raise the reserved concurrency if what it calls can take it.',
    ],
  },
  {
    id: 'DeadLetterErrors',
    metric: 'deadLetterErrors',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ deadLetters }) => (deadLetters ? 1 : undefined),
      text: '1, where it has a dead-letter queue',
    },
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'A failed event of {resource} could not be sent to its dead-letter queue and is lost.',
    reason:
      'Lambda does not try again, so the event is lost and the first one counts. The metric exists only while ' +
      'sending fails, so missing data is good data.',
    runbook: [
      "Check that the function's role may send to the dead-letter queue, that the queue exists, and its KMS key.",
      'Find the lost events by request id in the log of the function.',
    ],
  },
  {
    id: 'RecursiveLoop',
    metric: 'loopsStopped',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ stopsLoops }) => (stopsLoops ? 1 : undefined),
      text: '1, where the property RecursiveLoop is `Terminate`',
    },
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'Lambda stopped {resource} because it invokes itself in a loop.',
    reason:
      'After about 16 rounds Lambda drops the event, so one is lost and the code has a fault: no guard. The metric ' +
      'exists only while loops are stopped, so missing data is good data.',
    runbook: [
      'Open a trace of the function and find what it writes to that invokes it again.',
      'Set its reserved concurrency to 0 if cost grows faster than the cause is found.',
    ],
  },
];
