import type { CatalogEntry } from './entry';
import { AT_MOST, graph, metricsOf, PAGE, TICKET, window } from './parts';

/** ACM publishes twice a day. */
const ONE_DAY = window(86_400, 1, 1);

/**
 * ACM certificate. Imported constructs are not taken: their certificates, such as those of CloudFront, are often in
 * another Region than the stack, and the metric is in theirs.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
 */
export const CERTIFICATE: CatalogEntry = {
  type: 'AWS::CertificateManager::Certificate',
  title: 'Certificate',
  family: 'infrastructure',
  resource: { dimensions: { default: { CertificateArn: 'Ref' } } },
  sample: { properties: { DomainName: 'example.com' } },
  metrics: metricsOf('AWS/CertificateManager', { daysToExpiry: ['DaysToExpiry', 'None'] }),
  graphs: [graph('Days to expiry', [['daysToExpiry', 'Minimum', 'Days']])],
  alarms: [
    {
      id: 'NotRenewed',
      metric: 'daysToExpiry',
      statistic: 'Minimum',
      comparison: AT_MOST,
      threshold: 30,
      ...ONE_DAY,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} ends in {threshold} days or less and has not been renewed.',
      reason:
        'ACM begins to renew at least 45 days before the end, so at 30 something is in its way. Found within a day, ' +
        'which leaves weeks. Missing data changes nothing: ACM stops publishing at the end, and the alarm stays.',
      runbook: [
        'Look at its renewal status in ACM: most often the DNS record that validates it is gone.',
        'If the certificate was imported into ACM, renew it where it comes from: ACM does not.',
      ],
    },
    {
      id: 'AboutToExpire',
      metric: 'daysToExpiry',
      statistic: 'Minimum',
      comparison: AT_MOST,
      threshold: 7,
      ...ONE_DAY,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: '{resource} ends in {threshold} days or less: after that, clients refuse every connection.',
      reason:
        'The ticket of three weeks ago was not enough, and a new certificate needs working days. Found within a day. ' +
        'Missing data changes nothing: ACM stops publishing at the end, and the alarm stays.',
      runbook: [
        'Restore the DNS record that validates it and wait for the renewal.',
        'If that fails, request a new certificate and put it in the place of this one.',
      ],
    },
  ],
};
