import type { CatalogAlarm } from './entry';
import { AT_LEAST, FIVE_OF_FIVE_MINUTES, TICKET } from './parts';

/** Of an API Gateway API. @param runbook the last step, which depends on the kind of API */
export function apiLatency(runbook: string): CatalogAlarm {
  return {
    id: 'Latency',
    metric: 'latency',
    statistic: 'p99',
    comparison: AT_LEAST,
    threshold: 3000,
    ...FIVE_OF_FIVE_MINUTES,
    treatMissingData: 'notBreaching',
    ...TICKET,
    summary: '{resource} takes {threshold} or longer to answer (p99).',
    reason:
      'Three seconds is where people start to leave. Five minutes in a row, because with few requests the p99 is ' +
      'the slowest one. A minute without requests is a good one.',
    runbook: ['Compare latency with integration latency: if both are high, look at the integration.', runbook],
  };
}
