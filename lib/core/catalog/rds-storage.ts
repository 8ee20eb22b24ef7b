import type { CatalogAlarm } from './entry';
import { AT_MOST, PAGE, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { RdsInstanceFacts } from './rds-instance-facts';

/** What an RDS instance is warned of before its disk is full or slow. */
export const RDS_STORAGE_ALARMS: readonly CatalogAlarm<RdsInstanceFacts>[] = [
  storage(
    'StorageLow',
    TICKET,
    ({ storageGrows }) => (storageGrows ? 0.05 : 0.1),
    '10 %, or 5 % where it grows by itself,',
  ),
  storage('StorageAlmostFull', PAGE, () => 0.03, '3 %'),
  {
    id: 'BurstBalanceLow',
    metric: 'burst',
    statistic: 'Minimum',
    comparison: AT_MOST,
    threshold: { rule: ({ bursts }) => (bursts ? 20 : undefined), text: '20 %, on gp2 below 1,000 GiB' },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: 'The disk of {resource} has {threshold} of its burst credits left or less.',
    reason:
      'Without credits a gp2 volume falls to its base rate and every query waits. The balance moves slowly; three ' +
      'points of five let late ones pass. Without data there is no new judgement.',
    runbook: [
      'Look whether reads or writes have grown, and which query does it.',
      'Move to gp3, which has no credits: no downtime.',
    ],
  },
];

function storage(
  id: string,
  role: typeof PAGE | typeof TICKET,
  share: (facts: RdsInstanceFacts) => number,
  text: string,
): CatalogAlarm<RdsInstanceFacts> {
  return {
    id,
    metric: 'storage',
    statistic: 'Minimum',
    comparison: AT_MOST,
    threshold: {
      rule: (facts) => (facts.storageBytes === undefined ? undefined : facts.storageBytes * share(facts)),
      text: `${text} of the allocated storage`,
    },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...role,
    summary: '{resource} has {threshold} bytes of storage left or less.',
    reason:
      'A full disk stops the database, and more storage takes minutes to hours. Storage that grows by itself does so ' +
      'at 10 %: below that, it has not. Three points of five let the space of a large sort pass. Without data there ' +
      'is no new judgement.',
    runbook: [
      'Raise the allocated storage: it takes no downtime, but can be done once in six hours only.',
      'Then look what has grown: tables, logs, or a replication slot that nobody reads.',
    ],
  };
}
