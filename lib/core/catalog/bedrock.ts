import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

/**
 * A model that the account invokes, by its model or inference profile id. `Invocations` counts only successful ones, so
 * no Average is a ratio of errors: alarms count.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
export const BEDROCK_MODEL: CatalogEntry<object> = {
  type: 'Sightline::BedrockModel',
  title: 'Bedrock model',
  family: 'compute',
  sample: { dimensions: { default: { ModelId: 'amazon.nova-lite-v1:0' } }, facts: {} },
  metrics: metricsOf('AWS/Bedrock', {
    invocations: ['Invocations', 'Count'],
    serverErrors: ['InvocationServerErrors', 'Count'],
    clientErrors: ['InvocationClientErrors', 'Count'],
    throttles: ['InvocationThrottles', 'Count'],
    latency: ['InvocationLatency', 'Milliseconds'],
    firstToken: ['TimeToFirstToken', 'Milliseconds'],
    inputTokens: ['InputTokenCount', 'Count'],
    outputTokens: ['OutputTokenCount', 'Count'],
  }),
  // Invocations are successful ones only.
  indicators: {
    events: 'invocations',
    availability: {
      total: [{ metric: 'invocations' }, { metric: 'serverErrors' }, { metric: 'throttles' }],
      bad: [{ metric: 'serverErrors' }, { metric: 'throttles' }],
    },
    latency: 'latency',
  },
  graphs: [
    graph('Invocations', [
      ['invocations', 'Sum', 'Invocations'],
      ['throttles', 'Sum', 'Throttles'],
    ]),
    graph('Errors', [
      ['serverErrors', 'Sum', 'Server errors'],
      ['clientErrors', 'Sum', 'Client errors'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
      ['firstToken', 'p99', 'First token p99'],
    ]),
    graph('Tokens', [
      ['inputTokens', 'Sum', 'In'],
      ['outputTokens', 'Sum', 'Out'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'Bedrock fails {threshold} invocations of {resource} a minute or more.',
      reason:
        'The SDK tries again, so a few pass unnoticed; five a minute in three minutes of five do not. Published only when ' +
        'it happens: missing data is good data.',
      runbook: [
        'Look at the AWS Health Dashboard for Bedrock in the Region.',
        'Switch to a cross-Region inference profile or another model if you have one.',
      ],
    },
    {
      id: 'Throttles',
      metric: 'throttles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 10,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'Bedrock throttles {threshold} invocations of {resource} a minute or more.',
      reason:
        'Each try of a retried invocation counts, and the SDK makes up to three: ten a minute in three minutes of five are ' +
        'invocations that fail in the end. Published only when it happens: missing data is good data.',
      runbook: [
        'Compare tokens and requests a minute with the quotas of the model, `max_tokens` counts in full.',
        'Find the caller that has grown; lower its `max_tokens`, or ask for a higher quota.',
      ],
    },
    {
      id: 'ClientErrors',
      metric: 'clientErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 10,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Bedrock refuses {threshold} invocations of {resource} a minute or more as wrong.',
      reason:
        'Access that was taken away, or requests that the model does not take, mostly after a deploy. Ten a minute in ' +
        'three minutes of five leave out the odd prompt that is too long. Missing data is good data.',
      runbook: ['Read the error of one invocation in the log of its caller.', 'Compare with the last deploy.'],
    },
  ],
};

/**
 * A version of a guardrail.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-guardrails-cw-metrics.html
 */
export const BEDROCK_GUARDRAIL: CatalogEntry<object> = {
  type: 'AWS::Bedrock::GuardrailVersion',
  title: 'Bedrock guardrail',
  family: 'compute',
  resource: {
    dimensions: { default: { GuardrailArn: 'GetAtt GuardrailArn', GuardrailVersion: 'GetAtt Version' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/Bedrock/Guardrails', {
    invocations: ['Invocations', 'Count'],
    intervened: ['InvocationsIntervened', 'Count'],
    serverErrors: ['InvocationServerErrors', 'Count'],
    throttles: ['InvocationThrottles', 'Count'],
    latency: ['InvocationLatency', 'Milliseconds'],
  }),
  graphs: [
    graph('Invocations', [
      ['invocations', 'Sum', 'Invocations'],
      ['intervened', 'Sum', 'Intervened'],
    ]),
    graph('Errors', [
      ['serverErrors', 'Sum', 'Server errors'],
      ['throttles', 'Sum', 'Throttles'],
    ]),
    graph('Latency', [
      ['latency', 'p50', 'p50'],
      ['latency', 'p99', 'p99'],
    ]),
  ],
  alarms: [
    {
      id: 'ServerErrors',
      metric: 'serverErrors',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} fails {threshold} invocations a minute or more.',
      reason:
        'A model call behind a guardrail that fails fails with it. Three minutes of five leave out what a retry heals. ' +
        'Published only when it happens: missing data is good data.',
      runbook: ['Look at the AWS Health Dashboard for Bedrock in the Region.'],
    },
    {
      id: 'Throttles',
      metric: 'throttles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 10,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} is throttled {threshold} times a minute or more.',
      reason:
        'Each try of a retried invocation counts: ten a minute in three minutes of five are invocations that fail in the ' +
        'end. Published only when it happens: missing data is good data.',
      runbook: ['Compare its text units a second with the quotas of the account, and ask for more if it is the load.'],
    },
  ],
};
