import type { CatalogAlarm, CatalogEntry } from './entry';
import {
  AT_LEAST,
  BELOW,
  FIVE_MINUTES,
  FIVE_OF_FIVE_MINUTES,
  graph,
  metricsOf,
  THREE_OF_FIVE_MINUTES,
  window,
} from './parts';

/**
 * What an incident hub runs on, watched as the hub itself is: by alarms that tell the fallback topic, never the workflow.
 * The one on the fallback topic goes the other way, through the workflow.
 */
export const HUB_PLATFORM: CatalogEntry<object> = {
  type: 'Sightline::HubPlatform',
  title: 'Platform of an incident hub',
  family: 'service',
  sample: {
    dimensions: {
      escalate: { FunctionName: 'escalate' },
      notify: { FunctionName: 'notify' },
      links: { FunctionName: 'links' },
      operators: { FunctionName: 'operators' },
      publishIncidents: { FunctionName: 'publish-incidents' },
      writePostmortem: { FunctionName: 'write-postmortem' },
      report: { FunctionName: 'report-incidents' },
      wakeUps: { QueueName: 'wake-ups' },
      table: { TableName: 'incidents' },
      responders: { TopicName: 'responders' },
      fallback: { TopicName: 'fallback' },
    },
    facts: {},
  },
  metrics: {
    ...metricsOf('AWS/Lambda', {
      escalateRuns: ['Invocations', 'Count', 'escalate'],
      notifyRuns: ['Invocations', 'Count', 'notify'],
      linksThrottled: ['Throttles', 'Count', 'links'],
      operatorsErrors: ['Errors', 'Count', 'operators'],
      operatorsThrottled: ['Throttles', 'Count', 'operators'],
      publishIncidentsErrors: ['Errors', 'Count', 'publishIncidents'],
      publishIncidentsAge: ['IteratorAge', 'Milliseconds', 'publishIncidents'],
      writePostmortemErrors: ['Errors', 'Count', 'writePostmortem'],
      reportThrottled: ['Throttles', 'Count', 'report'],
    }),
    ...metricsOf('AWS/SQS', { wakeUpAge: ['ApproximateAgeOfOldestMessage', 'Seconds', 'wakeUps'] }),
    ...metricsOf('AWS/DynamoDB', {
      readsThrottled: ['ReadThrottleEvents', 'Count', 'table'],
      writesThrottled: ['WriteThrottleEvents', 'Count', 'table'],
    }),
    ...metricsOf('AWS/SNS', {
      respondersFailed: ['NumberOfNotificationsFailed', 'Count', 'responders'],
      fallbackFailed: ['NumberOfNotificationsFailed', 'Count', 'fallback'],
    }),
  },
  graphs: [
    graph('Runs', [
      ['escalateRuns', 'Sum', 'escalate'],
      ['notifyRuns', 'Sum', 'notify'],
    ]),
    graph('Failed runs', [
      ['operatorsErrors', 'Sum', 'operators'],
      ['publishIncidentsErrors', 'Sum', 'publish-incidents'],
      ['writePostmortemErrors', 'Sum', 'write-postmortem'],
    ]),
    graph('Throttled', [
      ['linksThrottled', 'Sum', 'links'],
      ['operatorsThrottled', 'Sum', 'operators'],
      ['reportThrottled', 'Sum', 'report-incidents'],
      ['readsThrottled', 'Sum', 'Reads of the table'],
      ['writesThrottled', 'Sum', 'Writes to the table'],
    ]),
    graph(
      'Waiting',
      [['wakeUpAge', 'Maximum', 'Oldest wake-up']],
      [['publishIncidentsAge', 'Maximum', 'Oldest stream record']],
    ),
    graph('Not delivered', [
      ['respondersFailed', 'Sum', 'Responders'],
      ['fallbackFailed', 'Sum', 'Fallback'],
    ]),
  ],
  alarms: [
    silence('EscalateSilent', 'escalateRuns', 'escalate', 'Nobody is told next where nobody answers'),
    silence('NotifySilent', 'notifyRuns', 'notify', 'What people are owed is sent by its stream alone, or not at all'),
    throttled('RespondThrottled', 'linksThrottled', {
      summary: 'The page on which people acknowledge incidents of {resource} turns requests away.',
      reason:
        'Five requests are answered at once, unless linkConcurrency says otherwise. Three bad minutes of five leave out a ' +
        'burst of link previews; more is a stranger, or an account without concurrency to spare.',
    }),
    failing('OperatorsErrors', 'operatorsErrors', {
      summary: "The operators' API of {resource} fails.",
      reason: 'The command line and tools of your own act by it. Three bad minutes of five leave out one bad request.',
      log: "the function behind the operators' API",
    }),
    throttled('OperatorsThrottled', 'operatorsThrottled', {
      summary: "The operators' API of {resource} turns requests away.",
      reason: 'It has no limit of its own, so the account has no concurrency to spare: other functions suffer, too.',
    }),
    failing('PublishIncidentsErrors', 'publishIncidentsErrors', {
      summary: 'The function that tells the bus what happens to incidents of {resource} fails.',
      reason: 'The stream tries again for an hour; three bad minutes of five mean that this does not heal by itself.',
      log: 'publish-incidents',
    }),
    {
      ...watchdog('IncidentEventsLate', 'publishIncidentsAge', 'Maximum', 300_000),
      ...THREE_OF_FIVE_MINUTES,
      summary: 'The bus hears of incidents of {resource} {threshold} late or later.',
      reason:
        'Runbooks and post-mortems wait for it. A healthy stream is read within a second; minutes are a function that is ' +
        'throttled, or a record that it cannot pass.',
      runbook: ['Look whether publish-incidents is throttled or fails.', 'Run what is urgent by hand meanwhile.'],
    },
    failing('WritePostmortemErrors', 'writePostmortemErrors', {
      summary: 'The function that drafts post-mortems of {resource} fails.',
      reason: 'Lambda tries each event three times; three bad minutes of five mean that this does not heal by itself.',
      log: 'write-postmortem',
    }),
    throttled('ReportThrottled', 'reportThrottled', {
      summary: 'The daily summary of {resource}, which proves that escalations ran, cannot start.',
      reason: 'Lambda tries for six hours: three bad minutes of five are an account without concurrency to spare.',
    }),
    {
      ...watchdog('OldestWakeUpAge', 'wakeUpAge', 'Maximum', 1_200),
      ...window(60, 3, 2),
      summary: 'Wake-ups of {resource} wait {threshold} or longer.',
      reason:
        'Each is put off for up to 15 minutes on purpose; five more are not. The sweep takes the steps they stand for, up ' +
        'to a minute late.',
      runbook: ['Look whether the mapping of the queue to escalate is enabled, and whether escalate is throttled.'],
    },
    tableThrottled('TableReadsThrottled', 'readsThrottled', 'read'),
    tableThrottled('TableWritesThrottled', 'writesThrottled', 'write'),
    {
      ...watchdog('RespondersUndelivered', 'respondersFailed', 'Sum', 1),
      ...FIVE_MINUTES,
      summary: 'Mail or text messages of {resource} were not delivered: people were not told.',
      reason: 'SNS has given up, and the workflow knows only that SNS took it. The first one counts.',
      runbook: [
        'List the open incidents and tell people another way.',
        'Look for addresses that bounce or are not confirmed, and at the spending limit of text messages.',
      ],
    },
    {
      ...watchdog('FallbackUndelivered', 'fallbackFailed', 'Sum', 1),
      ...FIVE_MINUTES,
      severity: 'medium',
      role: 'ticket',
      summary: 'The fallback topic of {resource} could not deliver a message.',
      reason:
        'Alarms on the workflow speak by this topic, so this one opens a ticket by the workflow instead. SNS has given up: ' +
        'the first one counts.',
      runbook: [
        'Look at the subscriptions of the topic: one bounces, is gone or was never confirmed.',
        'Look at the watchdog alarms in the console: one of them may have something to say.',
      ],
    },
  ],
};

type Words = Pick<CatalogAlarm, 'summary' | 'reason'>;

function watchdog(id: string, metric: string, statistic: string, threshold: number) {
  return {
    ...{ id, metric, statistic, threshold },
    comparison: AT_LEAST,
    treatMissingData: 'notBreaching',
    severity: 'high',
    role: 'signal',
  } as const;
}

/** A dead man's switch: its schedule runs it each minute. */
function silence(id: string, metric: string, name: string, meaning: string): CatalogAlarm {
  return {
    ...watchdog(id, metric, 'Sum', 1),
    comparison: BELOW,
    treatMissingData: 'breaching',
    ...FIVE_OF_FIVE_MINUTES,
    summary: `${name} of {resource} does not run any more.`,
    reason: `${meaning}. A schedule runs it each minute, and what does not run says nothing of itself: silence is bad.`,
    runbook: [
      'List the open incidents and see that people were told.',
      `Look whether the schedule of ${name} is enabled, and whether the function is there and not throttled.`,
    ],
  };
}

function failing(id: string, metric: string, { log, ...words }: Words & { readonly log: string }): CatalogAlarm {
  return {
    ...watchdog(id, metric, 'Sum', 1),
    ...THREE_OF_FIVE_MINUTES,
    ...words,
    runbook: [`Read the error in the log of ${log}.`, 'If it began with a deploy of the hub, roll that back.'],
  };
}

function throttled(id: string, metric: string, words: Words): CatalogAlarm {
  return {
    ...watchdog(id, metric, 'Sum', 1),
    ...THREE_OF_FIVE_MINUTES,
    ...words,
    runbook: [
      'Look which function uses up the concurrency of the account, and raise its quota or limit that function.',
      'Acknowledge by the other way in meanwhile: links or command line.',
    ],
  };
}

function tableThrottled(id: string, metric: string, what: 'read' | 'write'): CatalogAlarm {
  return {
    ...watchdog(id, metric, 'Sum', 1),
    ...THREE_OF_FIVE_MINUTES,
    summary: `DynamoDB throttles ${what}s of the incident table of {resource}.`,
    reason:
      'It is paid by request and has no limit of its own: three bad minutes of five are more than a table that splits a ' +
      'partition. Decisions are tried again until they are stored.',
    runbook: ['Look for a flood of signals of one service, and mute its alarm.', 'Look at the quotas of the account.'],
  };
}
