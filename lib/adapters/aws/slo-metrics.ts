import { SLO_EVALUATION_METRIC, SLO_METRIC } from '../../core/conventions';
import { type Datum, datumProblem } from '../../core/signal/aggregate/datum';
import { packRequests } from '../../core/signal/aggregate/pack';
import type { MetricUnit } from '../../core/signal/metric-unit';
import type { LogPort, MetricDataPort, SloDatapoint, SloMetricPort } from '../../workflow/ports';
import { type BackoffOptions, maxTries, waitAfter } from './metric-history/backoff';
import { PutMetricData } from './put-metric-data';

export interface SloMetricsOptions extends BackoffOptions {
  /** @default - PutMetricData */
  readonly metricData?: MetricDataPort;
  /** Epoch milliseconds: how old CloudWatch takes datapoints depends on it. @default Date.now */
  readonly now?: () => number;
  /** Hears of datapoints that CloudWatch would not take, such as those of a long backfill. @default - nobody does */
  readonly log?: LogPort;
}

const UNITS: Readonly<Record<string, MetricUnit>> = {
  [SLO_METRIC.compliance]: 'Percent',
  [SLO_METRIC.violations]: 'Count',
  [SLO_METRIC.slices]: 'Count',
  [SLO_METRIC.badSlices]: 'Count',
  [SLO_EVALUATION_METRIC.overallCompliance]: 'Percent',
  [SLO_EVALUATION_METRIC.evaluated]: 'Count',
  [SLO_EVALUATION_METRIC.failed]: 'Count',
};

/**
 * Datapoints about objectives at their own times, as many in a request as it takes. What CloudWatch would refuse with all
 * that goes along, is left out: no number, or older than two weeks.
 */
export class SloMetrics implements SloMetricPort {
  private readonly metricData: MetricDataPort;
  private readonly now: () => number;

  constructor(private readonly options: SloMetricsOptions = {}) {
    this.metricData = options.metricData ?? new PutMetricData();
    this.now = options.now ?? Date.now;
  }

  /** @throws after all requests were tried, where some were not accepted */
  async publish(datapoints: readonly SloDatapoint[]): Promise<void> {
    const refused: { readonly count: number; readonly reason: string }[] = [];
    for (const [namespace, data] of byNamespace(this.acceptable(datapoints))) {
      for (const request of packRequests(data)) {
        const reason = await this.put(namespace, request);
        if (reason !== undefined) refused.push({ count: request.length, reason: `${namespace}: ${reason}` });
      }
    }
    if (refused.length === 0) return;
    const count = refused.reduce((sum, one) => sum + one.count, 0);
    const reasons = [...new Set(refused.map(({ reason }) => reason))].join('; ');
    throw new Error(`CloudWatch did not accept ${count} of ${datapoints.length} datapoints: ${reasons}`);
  }

  private acceptable(datapoints: readonly SloDatapoint[]): (readonly [namespace: string, datum: Datum])[] {
    const leftOut: Record<string, number> = {};
    const found = datapoints.flatMap((datapoint) => {
      const datum = toDatum(datapoint);
      const problem = datumProblem(datum, this.now());
      if (problem === undefined) return [[datapoint.namespace, datum] as const];
      leftOut[problem] = (leftOut[problem] ?? 0) + 1;
      return [];
    });
    if (found.length < datapoints.length) this.options.log?.warn('datapoints are left out', { ...leftOut });
    return found;
  }

  /**
   * Why a request was not accepted. One whose answer was lost is sent again: a value that is there twice changes no
   * average, and of slices it doubles the bad ones and all together, while one that is missing changes their ratio.
   */
  private async put(namespace: string, data: readonly Datum[]): Promise<string | undefined> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.metricData.put(namespace, data);
      if (outcome.status === 'stored') return undefined;
      if (outcome.status !== 'unavailable' || tries >= maxTries(this.options)) return outcome.reason;
      await waitAfter(tries, outcome.reason, this.options);
    }
  }
}

function toDatum({ name, dimensions, value, atMs }: SloDatapoint): Datum {
  return {
    name,
    dimensions: Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)),
    unit: UNITS[name] ?? 'None',
    resolution: 60,
    timestampMs: atMs,
    values: [value],
    counts: [1],
  };
}

function byNamespace(data: readonly (readonly [namespace: string, datum: Datum])[]): Map<string, Datum[]> {
  const groups = new Map<string, Datum[]>();
  for (const [namespace, datum] of data) {
    const group = groups.get(namespace);
    if (group) group.push(datum);
    else groups.set(namespace, [datum]);
  }
  return groups;
}
