/** Metric filters: a value for each matching log event, a default for minutes with log events of which none matched. */
import {
  checkMetricTransformation,
  compileFilterPattern,
  evaluateMetricFilter,
  type FilterPattern,
  type MetricTransformation,
} from '../../core/signal/filter-pattern';
import type { Resource } from '../templates';
import type { World } from '../world';
import { readEach } from './not-rehearsed';

interface Filter {
  readonly logGroup: string;
  readonly pattern: FilterPattern;
  readonly transformations: readonly MetricTransformation[];
  /** Minutes (since the epoch) that had log events, and whether one matched; kept until they are over. */
  readonly minutes: Map<number, boolean>;
}

const MINUTE_MS = 60_000;
/** Properties that change what a filter sees or emits, and are not played. */
const REFUSED = ['ApplyOnTransformedLogs', 'FieldSelectionCriteria', 'EmitSystemFieldDimensions'] as const;

export class MetricFilters {
  private readonly byGroup = new Map<string, Filter[]>();

  constructor(private readonly world: World) {
    const resources = world.templates.ofType('AWS::Logs::MetricFilter');
    for (const filter of readEach(world, resources, 'metric filter', (resource) => [readFilter(resource)])) {
      this.byGroup.set(filter.logGroup, [...(this.byGroup.get(filter.logGroup) ?? []), filter]);
    }
  }

  /** A log event, some seconds after it was written. */
  take(logGroup: string, line: string, atMs: number): void {
    for (const filter of this.byGroup.get(logGroup) ?? []) {
      const matched = filter.pattern.match(line) !== undefined;
      if (matched) this.put(filter, [line], atMs);
      if (hasDefault(filter)) this.note(filter, atMs, matched);
    }
  }

  private put({ pattern, transformations }: Filter, lines: readonly string[], atMs: number): void {
    for (const transformation of transformations) {
      for (const { metric, value } of evaluateMetricFilter({ pattern, transformation }, lines)) {
        this.world.metrics.put(metric, value, atMs);
      }
    }
  }

  private note(filter: Filter, atMs: number, matched: boolean): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    const { minutes } = filter;
    if (!minutes.has(minute)) this.world.clock.after(minuteEnd(minute) - atMs, () => this.close(filter, minute));
    minutes.set(minute, matched || minutes.get(minute) === true);
  }

  /** Called once the last line of a minute has come in: lines come in as long after they were written as the first did. */
  private close({ minutes, transformations }: Filter, minute: number): void {
    const matched = minutes.get(minute);
    minutes.delete(minute);
    if (matched) return;
    for (const { defaultValue, metricName: name, metricNamespace: namespace } of transformations) {
      if (defaultValue === undefined) continue;
      this.world.metrics.put({ namespace, name, dimensions: {} }, defaultValue, minute * MINUTE_MS);
    }
  }
}

function minuteEnd(minute: number): number {
  return (minute + 1) * MINUTE_MS;
}

function hasDefault({ transformations }: Filter): boolean {
  return transformations.some(({ defaultValue }) => defaultValue !== undefined);
}

interface TransformationProperties {
  readonly MetricName: string;
  readonly MetricNamespace: string;
  readonly MetricValue: string;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
  readonly DefaultValue?: number | string;
  readonly Unit?: string;
}

function readFilter({ properties }: Resource): Filter {
  const refused = REFUSED.find((property) => isSet(properties[property]));
  if (refused) throw new Error(`${refused} is not played`);
  const pattern = compileFilterPattern(String(properties.FilterPattern ?? ''));
  const given = (properties.MetricTransformations ?? []) as readonly TransformationProperties[];
  const transformations = given.map(readTransformation);
  for (const transformation of transformations) checkMetricTransformation(pattern, transformation);
  return { logGroup: String(properties.LogGroupName), pattern, transformations, minutes: new Map() };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && value !== 'false';
}

function readTransformation(given: TransformationProperties): MetricTransformation {
  const { MetricName, MetricNamespace, MetricValue, Dimensions, DefaultValue, Unit } = given;
  return {
    metricName: MetricName,
    metricNamespace: MetricNamespace,
    metricValue: String(MetricValue),
    defaultValue: DefaultValue === undefined ? undefined : Number(DefaultValue),
    dimensions: Dimensions && Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])),
    unit: Unit,
  };
}
