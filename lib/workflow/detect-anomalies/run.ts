import { ANOMALY_DETECTION_METRIC, DEFAULT_NAMESPACE, DIMENSION } from '../../core/conventions';
import type {
  AnomalyQueuePort,
  AnomalyStore,
  BusPort,
  Clock,
  LogPort,
  SloDatapoint,
  SloMetricPort,
  SloSeriesPort,
  WatchedSeriesPort,
} from '../ports';

export interface DetectAnomaliesPorts {
  readonly watched: WatchedSeriesPort;
  readonly queue: AnomalyQueuePort;
  readonly series: SloSeriesPort;
  readonly store: AnomalyStore;
  readonly metrics: SloMetricPort;
  readonly bus: BusPort;
  readonly clock: Clock;
  readonly log: LogPort;
  /** Name of the detection; a dimension's value. */
  readonly detection: string;
  /** Between two ticks: 60,000 or 300,000. */
  readonly cadenceMs: number;
}

/** On the detection itself. */
export function detectionPoint(
  { detection, clock }: DetectAnomaliesPorts,
  metric: keyof typeof ANOMALY_DETECTION_METRIC,
  value: number,
): SloDatapoint {
  const dimensions = { [DIMENSION.detection]: detection };
  return { namespace: DEFAULT_NAMESPACE, name: ANOMALY_DETECTION_METRIC[metric], dimensions, value, atMs: clock.now() };
}

/** Metrics are not worth a failed run: without them the alarms on the detection tell. */
export async function publishPoints(
  { metrics, log }: DetectAnomaliesPorts,
  points: readonly SloDatapoint[],
): Promise<void> {
  try {
    await metrics.publish(points);
  } catch (error) {
    log.error('the metrics of this run were not published', { error: String(error) });
  }
}
