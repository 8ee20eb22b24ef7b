import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html */
export const BACKUP_VAULT: CatalogEntry<object> = {
  type: 'AWS::Backup::BackupVault',
  title: 'Backup vault',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { BackupVaultName: 'Ref' } },
    imported: { marker: 'backupVaultName', dimensions: { BackupVaultName: 'backupVaultName' } },
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/Backup', {
    completed: ['NumberOfBackupJobsCompleted', 'Count'],
    failed: ['NumberOfBackupJobsFailed', 'Count'],
    expired: ['NumberOfBackupJobsExpired', 'Count'],
    copiesFailed: ['NumberOfCopyJobsFailed', 'Count'],
    copiesCompleted: ['NumberOfCopyJobsCompleted', 'Count'],
    restoresFailed: ['NumberOfRestoreJobsFailed', 'Count'],
  }),
  indicators: {
    events: 'backup jobs',
    availability: { total: [{ metric: 'completed' }, { metric: 'failed' }], bad: [{ metric: 'failed' }] },
  },
  graphs: [
    graph('Backup jobs', [
      ['completed', 'Sum', 'Completed'],
      ['failed', 'Sum', 'Failed'],
      ['expired', 'Sum', 'Never begun'],
    ]),
    graph('Copy and restore jobs', [
      ['copiesCompleted', 'Sum', 'Copies completed'],
      ['copiesFailed', 'Sum', 'Copies failed'],
      ['restoresFailed', 'Sum', 'Restores failed'],
    ]),
  ],
  alarms: [
    jobAlarm('FailedBackups', 'failed', '{resource} has a backup job that failed.', [
      'Read the status message of the failed job: permissions, or a maintenance window of the database?',
      'Mend it and start the backup by hand.',
    ]),
    jobAlarm('ExpiredBackups', 'expired', '{resource} has a backup job that did not begin within its window.', [
      'Look which job before it took the time of the window.',
      'Widen the start window, and start the backup by hand.',
    ]),
    jobAlarm('FailedCopies', 'copiesFailed', '{resource} has a copy job that failed.', [
      'Read the status message: permissions of the destination vault, or of the KMS key?',
      'Mend it and start the copy by hand.',
    ]),
  ],
};

function jobAlarm(id: string, metric: string, summary: string, runbook: readonly string[]): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic: 'Sum',
    comparison: AT_LEAST,
    threshold: 1,
    // AWS Backup publishes every five minutes, and only what is not zero.
    ...FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary,
    reason:
      'Each leaves a gap in what can be restored, and is not tried again before the next is due, so the first counts. A ' +
      'day is time enough to act, so nobody is woken. Only counts above zero are published: missing data is good data.',
    runbook,
  };
}
