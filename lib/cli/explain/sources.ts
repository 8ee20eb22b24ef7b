/** Where an explanation is made of: the hub, CloudWatch, the incident table and an error tracking. */
import type * as StoreModule from '../../adapters/aws/incident-store';
import type * as MetricHistoryModule from '../../adapters/aws/metric-history';
import type { HistoryRequest, SeriesHistory } from '../../adapters/aws/metric-history';
import type * as ConnectModule from '../../adapters/aws/metric-history/connect';
import type * as MetricsModule from '../../adapters/aws/service-metrics';
import type { TrackedError } from '../../core/error/tracked-error';
import type { IncidentEvidence, ServiceRef } from '../../core/incident/evidence';
import type { AlarmMetric } from '../../core/insight/plan-series';
import type { MetricId } from '../../core/signal/metric';
import { awsErrorSources } from '../errors/sources';
import { awsIncidentSources, type OperatorsPort } from '../incidents/sources';
import { loadAdapter } from '../load-adapter';

export interface MetricsOfService {
  readonly listed: readonly MetricId[];
  readonly alarms: readonly AlarmMetric[];
}

export interface ExplainSources {
  operators(url: string): Pick<OperatorsPort, 'list' | 'read'>;
  /** @param alarms names of those of the incident */
  metricsOf(of: ServiceRef, alarms: readonly string[]): Promise<MetricsOfService>;
  readHistory(request: HistoryRequest): Promise<ReadonlyMap<string, SeriesHistory>>;
  /** @param table name or ARN of the incident table */
  evidence(table: string, incidentId: string): Promise<IncidentEvidence | undefined>;
  /** @param tracking its name */
  errors(tracking: string, of: ServiceRef): Promise<readonly TrackedError[]>;
  /** Epoch ms. */
  now(): number;
}

const PURPOSE = 'reading CloudWatch';

/** With region and credentials as every AWS tool finds them. */
export function awsExplainSources(): ExplainSources {
  const connect = () => loadAdapter<typeof ConnectModule>('metric-history/connect', PURPOSE).connectCloudWatch();
  return {
    operators: (url) => awsIncidentSources().operators(url),
    metricsOf: async (of, alarms) => {
      const { listServiceMetrics, listAlarmMetrics } = loadAdapter<typeof MetricsModule>('service-metrics', PURPOSE);
      const { client } = await connect();
      return { listed: await listServiceMetrics(client, of), alarms: await listAlarmMetrics(client, of, alarms) };
    },
    readHistory: async (request) => {
      const { readMetricHistory } = loadAdapter<typeof MetricHistoryModule>('metric-history', PURPOSE);
      const { client } = await connect();
      return (await readMetricHistory(client, request)).series;
    },
    evidence: (tableName, incidentId) =>
      new (loadAdapter<typeof StoreModule>('incident-store', 'reading incidents').DynamoIncidentStore)({
        tableName,
      }).readEvidence(incidentId),
    errors: async (tracking, of) => (await awsErrorSources().store(tracking)).list(of),
    now: () => Date.now(),
  };
}
