import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, TICKET, window } from './parts';

export interface BillingFacts {
  /** What a month may cost. @default - not known: drawn only */
  readonly budgetUsd?: number;
}

/**
 * What the account, or with `ServiceName` one service, has cost since the month began. Published only in us-east-1, a few
 * times a day, and only where "Receive CloudWatch billing alerts" is on.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
 */
export const BILLING: CatalogEntry<BillingFacts> = {
  type: 'Sightline::Billing',
  title: 'Billing',
  family: 'infrastructure',
  metricsRegion: 'us-east-1',
  sample: { dimensions: { default: { Currency: 'USD' } }, facts: { budgetUsd: 500 } },
  metrics: metricsOf('AWS/Billing', { charges: ['EstimatedCharges', 'None'] }),
  graphs: [graph('Charges since the month began (USD)', [['charges', 'Maximum', 'Charges']])],
  alarms: [
    {
      id: 'OverBudget',
      metric: 'charges',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: { rule: ({ budgetUsd }) => budgetUsd, text: 'the budget of a month' },
      ...window(21_600, 1, 1),
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has cost {threshold} USD or more this month, its budget.',
      reason:
        'The figure grows from the first of a month to the last and comes every six hours or so: a shorter period would ' +
        'only have holes, and the state stays until the next. It needs no guard, since it never falls within a month.',
      runbook: [
        'Open Cost Explorer by service and day: what grew, and since when?',
        'Run `sightline cost` on the last deploy for what it added.',
      ],
    },
  ],
};
