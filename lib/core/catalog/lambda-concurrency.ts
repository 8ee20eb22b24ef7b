import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface LambdaConcurrencyFacts {
  /** The account's quota of concurrent executions in the Region. @default 1000; new accounts may have less */
  readonly limit?: number;
}

/**
 * What all Lambda functions of an account and Region share, published without dimensions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
 */
export const LAMBDA_CONCURRENCY: CatalogEntry<LambdaConcurrencyFacts> = {
  type: 'Sightline::LambdaConcurrency',
  title: 'Lambda concurrency of the account',
  family: 'compute',
  sample: { dimensions: { default: {} }, facts: { limit: 1000 } },
  metrics: metricsOf('AWS/Lambda', {
    claimed: ['ClaimedAccountConcurrency', 'Count'],
    unreserved: ['UnreservedConcurrentExecutions', 'Count'],
    concurrency: ['ConcurrentExecutions', 'Count'],
    invocations: ['Invocations', 'Count'],
    throttles: ['Throttles', 'Count'],
  }),
  graphs: [
    graph('Concurrency', [
      ['claimed', 'Maximum', 'Claimed'],
      ['concurrency', 'Maximum', 'Running'],
      ['unreserved', 'Maximum', 'Running unreserved'],
    ]),
    graph('Invocations', [
      ['invocations', 'Sum', 'Invocations'],
      ['throttles', 'Sum', 'Throttles'],
    ]),
  ],
  alarms: [
    {
      id: 'AccountConcurrency',
      metric: 'claimed',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: { rule: ({ limit = 1000 }) => limit * 0.8, text: "80 % of the account's concurrency quota" },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'Lambda functions run or reserve {threshold} or more at once, 80 % of what {resource} may.',
      reason:
        'Claimed is what runs unreserved plus all that is reserved and provisioned; at the quota every function without ' +
        'a reserve is throttled, which pages. A fifth is time to ask for more. No data means no invocations.',
      runbook: [
        'Look which function has grown most, and whether it does so by duration or by traffic.',
        'Cap it with reserved concurrency, or ask Service Quotas for more concurrent executions.',
      ],
    },
  ],
};
