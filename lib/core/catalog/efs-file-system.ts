import type { CatalogEntry } from './entry';
import { AT_LEAST, AT_MOST, FIVE_OF_FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

export interface EfsFileSystemFacts {
  readonly isGeneralPurpose: boolean;
  readonly bursts: boolean;
}

/** A tenth of the 2.1 TiB that a new file system starts with, and the most that one below 1 TiB can save up. */
const LOW_CREDITS_BYTES = Math.floor((2.1 * 1024 ** 4) / 10);

/** @see https://docs.aws.amazon.com/efs/latest/ug/efs-metrics.html */
export const EFS_FILE_SYSTEM: CatalogEntry<EfsFileSystemFacts> = {
  type: 'AWS::EFS::FileSystem',
  title: 'EFS file system',
  family: 'infrastructure',
  resource: {
    dimensions: { default: { FileSystemId: 'Ref' } },
    imported: { marker: 'mountTargetsAvailable', dimensions: { FileSystemId: 'fileSystemId' } },
    facts: (properties) => ({
      isGeneralPurpose: properties.text('PerformanceMode', 'generalPurpose') === 'generalPurpose',
      bursts: properties.text('ThroughputMode', 'bursting') === 'bursting',
    }),
  },
  sample: { properties: {} },
  metrics: metricsOf('AWS/EFS', {
    ioLimit: ['PercentIOLimit', 'Percent'],
    credits: ['BurstCreditBalance', 'Bytes'],
    permitted: ['PermittedThroughput', 'Bytes/Second'],
    metered: ['MeteredIOBytes', 'Bytes'],
    reads: ['DataReadIOBytes', 'Bytes'],
    writes: ['DataWriteIOBytes', 'Bytes'],
    clients: ['ClientConnections', 'Count'],
  }),
  graphs: [
    graph(
      'Throughput',
      [
        ['metered', 'Sum', 'Metered'],
        ['reads', 'Sum', 'Read'],
        ['writes', 'Sum', 'Written'],
      ],
      [['permitted', 'Minimum', 'Permitted a second']],
    ),
    graph('Limits', [['ioLimit', 'Maximum', 'Of the I/O limit']], [['credits', 'Minimum', 'Burst credits']]),
    graph('Clients', [['clients', 'Sum', 'Connections']]),
  ],
  alarms: [
    {
      id: 'IoNearLimit',
      metric: 'ioLimit',
      statistic: 'Maximum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ isGeneralPurpose }) => (isGeneralPurpose ? 95 : undefined),
        text: '95 %, in the performance mode General Purpose',
      },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} is at {threshold} of its I/O limit or more.',
      reason:
        'At the limit all clients wait. Bursts are shorter than five minutes running. A file system that no client has ' +
        'mounted may publish nothing: that is good.',
      runbook: [
        'Look which client lists or writes many small files.',
        'Spread the work over several file systems, or move to elastic throughput.',
      ],
    },
    {
      id: 'CreditsLow',
      metric: 'credits',
      statistic: 'Minimum',
      comparison: AT_MOST,
      threshold: {
        rule: ({ bursts }) => (bursts ? LOW_CREDITS_BYTES : undefined),
        text: '10 % of 2.1 TiB, in the throughput mode Bursting',
      },
      ...FIVE_OF_FIVE_MINUTES,
      treatMissingData: 'ignore',
      ...TICKET,
      summary: '{resource} has {threshold} bytes of burst credits left or less.',
      reason:
        'Without credits throughput falls to 50 KiB a second for each GiB stored, and clients wait. The balance moves ' +
        'slowly; the last tenth is the time to act. Silence says nothing of the balance.',
      runbook: [
        'Look which client reads or writes so much, and whether it must.',
        'Move to elastic throughput: it takes no downtime.',
      ],
    },
  ],
};
