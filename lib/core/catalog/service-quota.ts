import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';

export interface ServiceQuotaFacts {
  /** The quota that applies to the account. @default - not known: drawn only */
  readonly limit?: number;
}

/**
 * How much of a quota on resources is used, such as Lambda's concurrent executions. Its limit is given: to read it takes
 * the function SERVICE_QUOTA, and so metric math.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Service-Quota-Integration.html
 */
export const SERVICE_QUOTA: CatalogEntry<ServiceQuotaFacts> = {
  type: 'Sightline::ServiceQuota',
  title: 'Service quota',
  family: 'infrastructure',
  sample: {
    dimensions: {
      default: { Type: 'Resource', Service: 'Lambda', Resource: 'ConcurrentExecutions', Class: 'None' },
    },
    facts: { limit: 1000 },
  },
  metrics: metricsOf('AWS/Usage', { used: ['ResourceCount', 'Count'] }),
  graphs: [graph('Used', [['used', 'Maximum', 'Used']])],
  alarms: [
    {
      id: 'NearQuota',
      metric: 'used',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ limit }) => (limit === undefined ? undefined : limit * 0.8),
        text: '80 % of the quota',
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} is used up to {threshold} or more, 80 % of the quota.',
      reason:
        'At the quota the service refuses; the last fifth is the time to ask for more. Published every one to five ' +
        'minutes by service, hence one period of five. It informs and wakes nobody. Nothing used, nothing published.',
      runbook: [
        'Find what has grown, and whether it was meant to.',
        'Ask for a higher quota in Service Quotas: that takes hours to days.',
      ],
    },
  ],
};

export interface ApiRateQuotaFacts {
  /** The quota that applies to the account. @default - not known: drawn only */
  readonly callsPerSecond?: number;
}

/** How much of a quota on the rate of API calls is used. */
export const API_RATE_QUOTA: CatalogEntry<ApiRateQuotaFacts> = {
  type: 'Sightline::ApiRateQuota',
  title: 'API rate quota',
  family: 'infrastructure',
  sample: {
    dimensions: { default: { Type: 'API', Service: 'CloudWatch', Resource: 'GetMetricData', Class: 'None' } },
    facts: { callsPerSecond: 500 },
  },
  metrics: metricsOf('AWS/Usage', { calls: ['CallCount', 'Count'] }),
  graphs: [graph('Calls', [['calls', 'Sum', 'Calls']])],
  alarms: [
    {
      id: 'NearRateQuota',
      metric: 'calls',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ callsPerSecond }) => (callsPerSecond === undefined ? undefined : callsPerSecond * 60 * 0.8),
        text: '80 % of what the quota allows in a minute',
      },
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} is called {threshold} times a minute or more, 80 % of the quota.',
      reason:
        'Above the quota calls are throttled. Three minutes of five leave out a burst; a burst within a minute stays ' +
        'unseen in its sum. No calls, nothing published.',
      runbook: [
        'Find the caller in CloudTrail: one that polls or retries without waiting is mended, not given more.',
        'Ask for a higher quota in Service Quotas.',
      ],
    },
  ],
};
