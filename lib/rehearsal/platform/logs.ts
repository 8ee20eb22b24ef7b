/** Log groups: EMF documents become metrics, metric filters count matching lines. */
import { readEmf } from '../../core/signal/emf';
import {
  compileFilterPattern,
  evaluateMetricFilter,
  type FilterPattern,
  type MetricTransformation,
} from '../../core/signal/filter-pattern';
import type { World } from '../world';
import { LATENCY } from './latency';

interface Filter {
  readonly logGroup: string;
  readonly pattern: FilterPattern;
  readonly transformations: readonly MetricTransformation[];
}

export class Logs {
  private readonly filters: readonly Filter[];

  constructor(private readonly world: World) {
    this.filters = world.templates.ofType('AWS::Logs::MetricFilter').flatMap((resource) => {
      try {
        return [readFilter(resource.properties)];
      } catch (error) {
        world.notRehearsed.set(resource.path, `metric filter: ${(error as Error).message}`);
        return [];
      }
    });
  }

  /** One line written to a log group now; its metrics are there after the platform's delay. */
  write(logGroup: string, line: string): void {
    const atMs = this.world.clock.now();
    this.world.recorder.count('log lines');
    this.world.clock.after(LATENCY.logToMetric.ms, () => {
      this.extractEmf(line);
      this.filter(logGroup, line, atMs);
    });
  }

  private extractEmf(line: string): void {
    const nowMs = this.world.clock.now();
    const emf = readEmf(line, nowMs);
    if (emf.kind === 'invalid') {
      this.world.recorder.tell(nowMs, 'warning', `Invalid EMF document: ${emf.problems.join('; ')}`);
    }
    if (emf.kind !== 'metrics') return;
    for (const { metric, values, timestampMs } of emf.observations) {
      for (const value of values) this.world.metrics.put(metric, value, timestampMs);
    }
  }

  private filter(logGroup: string, line: string, atMs: number): void {
    for (const { pattern, transformations } of this.filters.filter((filter) => filter.logGroup === logGroup)) {
      for (const transformation of transformations) {
        for (const { metric, value } of evaluateMetricFilter({ pattern, transformation }, [line])) {
          this.world.metrics.put(metric, value, atMs);
        }
      }
    }
  }
}

interface TransformationProperties {
  readonly MetricName: string;
  readonly MetricNamespace: string;
  readonly MetricValue: string;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
  readonly DefaultValue?: number;
}

function readFilter(properties: Readonly<Record<string, unknown>>): Filter {
  const transformations = (properties.MetricTransformations ?? []) as readonly TransformationProperties[];
  if (transformations.some(({ DefaultValue }) => DefaultValue !== undefined)) {
    throw new Error('a default value for minutes without a match');
  }
  return {
    logGroup: String(properties.LogGroupName),
    pattern: compileFilterPattern(String(properties.FilterPattern ?? '')),
    transformations: transformations.map(({ MetricName, MetricNamespace, MetricValue, Dimensions }) => ({
      metricName: MetricName,
      metricNamespace: MetricNamespace,
      metricValue: String(MetricValue),
      dimensions: Dimensions && Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])),
    })),
  };
}
