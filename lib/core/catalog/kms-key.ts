import type { CatalogEntry } from './entry';
import { BELOW, FIVE_MINUTES, graph, metricsOf, PAGE, TICKET } from './parts';

const DAY_SECONDS = 86_400;

/**
 * KMS key with imported material: of others this is not published. Their use is counted by key and operation, and so has
 * no one series to draw.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-cloudwatch.html
 */
export const KMS_KEY: CatalogEntry<object> = {
  type: 'AWS::KMS::Key',
  title: 'KMS key with imported material',
  family: 'infrastructure',
  resource: {
    when: (properties) => properties.text('Origin') === 'EXTERNAL',
    dimensions: { default: { KeyId: 'Ref' } },
  },
  sample: { properties: { Origin: 'EXTERNAL' } },
  metrics: metricsOf('AWS/KMS', { expiresIn: ['SecondsUntilKeyMaterialExpiration', 'Seconds'] }),
  graphs: [graph('Key material expires in', [['expiresIn', 'Minimum', 'Time left']])],
  alarms: [
    {
      id: 'MaterialExpiresInAWeek',
      metric: 'expiresIn',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: 7 * DAY_SECONDS,
      ...FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: 'The key material of {resource} expires in less than a week.',
      reason:
        'A week is time to import it again in working hours. It only counts down, so it needs no guard. Material without ' +
        'an expiry date publishes nothing; once expired it stops, and the state stays.',
      runbook: ['Import the same key material again with a later expiry date.'],
    },
    {
      id: 'MaterialExpiresInADay',
      metric: 'expiresIn',
      statistic: 'Minimum',
      comparison: BELOW,
      threshold: DAY_SECONDS,
      ...FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...PAGE,
      summary: 'The key material of {resource} expires in less than a day.',
      reason:
        'Once it has expired, nothing that the key encrypts can be read. The last day, when the ticket of the last week ' +
        'did not help. It only counts down, so it needs no guard; once expired it stops, and the state stays.',
      runbook: ['Import the same key material again with a later expiry date, now.'],
    },
  ],
};
