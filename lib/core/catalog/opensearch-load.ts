import type { CatalogAlarm } from './entry';
import type { OpenSearchDomainFacts } from './opensearch-facts';
import { AT_LEAST, AT_MOST, FIVE_OF_FIVE_MINUTES, THREE_OF_FIVE_MINUTES, TICKET, window } from './parts';

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html */
export const OPENSEARCH_LOAD_ALARMS: readonly CatalogAlarm<OpenSearchDomainFacts>[] = [
  {
    id: 'StorageLow',
    metric: 'storage',
    statistic: 'Minimum',
    comparison: AT_MOST,
    threshold: {
      rule: ({ volumeMiB }) => (volumeMiB === undefined ? undefined : volumeMiB * 0.25),
      text: "25 % of a data node's EBS volume",
    },
    ...THREE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: 'A node of {resource} has {threshold} MiB of storage left or less, 25 % of its volume.',
    reason:
      "AWS's own recommendation: merges need room, and writes are blocked when it ends. Three points of five let " +
      'one merge pass. Silence says nothing of the storage.',
    runbook: [
      'Delete or move indexes that nobody searches any more.',
      'If the data is wanted, enlarge the volumes or add data nodes.',
    ],
  },
  {
    id: 'HeapHigh',
    metric: 'heap',
    statistic: 'Maximum',
    comparison: AT_LEAST,
    threshold: 95,
    ...window(60, 3, 3),
    treatMissingData: 'ignore',
    ...TICKET,
    summary: 'A node of {resource} uses {threshold} of its Java heap or more.',
    reason:
      "AWS's own recommendation, three minutes running: beyond it requests are refused and the node may run out of " +
      'memory. Silence says nothing of the heap.',
    runbook: [
      'Look for heavy aggregations and for too many shards: 25 a GiB of heap at the most.',
      'Clear the field data cache; if it comes back, take a larger instance type.',
    ],
  },
  {
    id: 'CpuHigh',
    metric: 'cpu',
    statistic: 'Average',
    comparison: AT_LEAST,
    threshold: 90,
    ...FIVE_OF_FIVE_MINUTES,
    treatMissingData: 'ignore',
    ...TICKET,
    summary: 'The data nodes of {resource} use {threshold} of their CPU or more.',
    reason:
      'Indexing uses all that there is for moments; five minutes running with all nodes busy make searches wait. ' +
      'Silence says nothing of the CPU.',
    runbook: [
      'Compare searches and writes with before: which has grown?',
      'Look at the slow logs; add data nodes if the load is wanted.',
    ],
  },
];
