import type { CatalogAlarm } from './entry';
import { AT_LEAST, ONE_MINUTE, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface EventRuleFacts {
  /** Whether some target has no dead-letter queue, or the targets are not known. */
  readonly losesEvents: boolean;
  /** Whether some target has a dead-letter queue. */
  readonly deadLetters: boolean;
}

export const EVENT_RULE_ALARMS: readonly CatalogAlarm<EventRuleFacts>[] = [
  {
    id: 'FailedInvocations',
    metric: 'failed',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: {
      rule: ({ losesEvents }) => (losesEvents ? 1 : undefined),
      text: '1, where a target has no dead-letter queue',
    },
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'An event of {resource} did not reach its target and is lost.',
    reason:
      'EventBridge gave up, at once (no permission, no such target) or after all tries, and nothing keeps the event: ' +
      'the first one counts. The metric exists only while invocations fail, so missing data is good data.',
    runbook: [
      'Check that each target exists and that its policy or role lets EventBridge invoke it.',
      'Give the targets a dead-letter queue, so that the next events are kept with the reason.',
    ],
  },
  {
    id: 'DeadLetters',
    metric: 'deadLetters',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: whereDeadLetters(),
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'Events of {resource} could not be delivered and are in its dead-letter queue.',
    reason:
      'Each is work that stays undone until somebody acts, so the first one counts. The metric exists only while ' +
      'there are some, so missing data is good data.',
    runbook: [
      'Read a message of the dead-letter queue: its attributes ERROR_CODE and ERROR_MESSAGE say why.',
      'Mend the target, then send the events to it again.',
    ],
  },
  {
    id: 'DeadLetterErrors',
    metric: 'undelivered',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: whereDeadLetters(),
    ...ONE_MINUTE,
    treatMissingData: 'notBreaching',
    ...PAGE,
    summary: 'An event of {resource} could not be sent to its dead-letter queue and is lost.',
    reason:
      'Both ways failed, so the event is lost and the first one counts. The metric exists only while sending fails, ' +
      'so missing data is good data.',
    runbook: ["Check that the queue's policy and its KMS key let events.amazonaws.com send to it."],
  },
  {
    id: 'Retries',
    metric: 'retries',
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: 'EventBridge invokes the targets of {resource} again and again: its events are late.',
    reason:
      'EventBridge tries for 24 hours by default before it gives up, so this tells of a broken target a day before ' +
      'events are lost. Three minutes of five let one retry pass. It exists only while there are retries.',
    runbook: [
      'Look whether a target is throttled or answers with errors.',
      'Raise its capacity, or give the rule fewer events by a narrower pattern.',
    ],
  },
];

function whereDeadLetters() {
  return {
    rule: ({ deadLetters }: EventRuleFacts) => (deadLetters ? 1 : undefined),
    text: '1, where a target has a dead-letter queue',
  };
}
