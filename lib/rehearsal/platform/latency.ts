/**
 * How long the simulated platform takes, in milliseconds of virtual time. Printed with every rehearsal: change a number
 * here and every printed story changes with it.
 */
export const LATENCY = {
  apiGateway: {
    ms: 10,
    what: 'HTTP API overhead for each request',
    source: 'assumed; AWS publishes no figure',
  },
  coldStart: {
    ms: 300,
    what: 'Lambda cold start, first invocation of each function',
    source: 'assumed, for a small bundle on Node.js',
  },
  tableOperation: {
    ms: 5,
    what: 'DynamoDB operation',
    source: '"single-digit millisecond", docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html',
  },
  queueSend: { ms: 10, what: 'SQS SendMessage', source: 'assumed' },
  queuePoll: { ms: 100, what: 'SQS message to Lambda poller', source: 'assumed; pollers long-poll' },
  streamPoll: {
    ms: 250,
    what: 'DynamoDB stream record to Lambda',
    source: 'polled 4 times a second, docs.aws.amazon.com/lambda/latest/dg/with-ddb.html',
  },
  eventBridge: {
    ms: 500,
    what: 'EventBridge event to its target',
    source: '"typically about half a second", docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html',
  },
  topicDelivery: { ms: 1_000, what: 'SNS publish to subscriber', source: 'assumed; mail and SMS can take longer' },
  provider: { ms: 300, what: 'Request to a chat or pager provider', source: 'assumed; measured by nobody' },
  automation: {
    ms: 30_000,
    what: 'Document or state machine that a runbook runs',
    source: 'assumed; it depends on what it does',
  },
  logToMetric: {
    ms: 5_000,
    what: 'Log line to metric (EMF and metric filters)',
    source: 'assumed, "within seconds"',
  },
  evaluation: {
    ms: 10_000,
    what: 'Alarm evaluation after the end of the minute it looks back on',
    source: 'assumed; AWS publishes only "every minute"',
  },
} as const;
