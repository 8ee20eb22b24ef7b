import { Construct } from 'constructs';
import type { CatalogIndicators } from '../../core/catalog/entry';
import type { SliDefinition } from '../../core/slo/definition';
import { availabilityOf, freshnessOf, type IndicatorSubject, latencyOf, throughputOf } from '../../core/slo/indicator';
import { shown } from '../check';
import { refuseElsewhere } from '../monitor/elsewhere';
import { type FoundResource, labelOf, type Monitorable } from '../monitor/resource';
import { Target } from '../monitor/target';
import type { Measure, Measured, SliSource } from './measure';
import type { SloSite } from './resolved-slo';

/** A resource of the catalog: the first of its entries that has the indicator. */
export function resourceSource(resource: Monitorable): SliSource {
  return (measure, site) => {
    const found = findIn(site, resource);
    refuseElsewhere(resource, found, site.scope);
    const name = resource instanceof Target ? resource.label : labelOf(resource);
    return measured(
      found.subjects.map((subject) => ({ ...subject, of: subject.resource.label })),
      measure,
      site,
      name,
    );
  };
}

export interface NamedSubject extends IndicatorSubject {
  readonly of: string;
}

/** @param name for messages */
export function measured(
  subjects: readonly NamedSubject[],
  measure: Measure,
  { where }: Pick<SloSite, 'where'>,
  name: string,
): Measured {
  for (const subject of subjects) {
    const indicator = indicatorOf(subject, measure);
    const { events } = subject.entry.indicators ?? {};
    if (indicator && events) return { indicator, events, of: subject.of, lints: [] };
  }
  const kinds = [...new Set(subjects.flatMap(({ entry }) => kindsOf(entry.indicators ?? {})))];
  const titles = [...new Set(subjects.map(({ entry }) => entry.title))].join(', ');
  throw new Error(
    `${where}: of '${name}' (${titles}) the catalog knows no metric for ${measure.kind === 'given' ? 'this' : measure.kind}` +
      `${kinds.length > 0 ? `, only for ${kinds.join(' and ')}` : ''}; pass an Sli in its place, such as Sli.events({ total, bad })`,
  );
}

function indicatorOf(subject: IndicatorSubject, measure: Measure): SliDefinition | undefined {
  switch (measure.kind) {
    case 'availability':
      return availabilityOf(subject);
    case 'latency':
      return latencyOf(subject, measure.thresholdMs);
    case 'throughput':
      return throughputOf(subject, measure);
    case 'freshness':
      return freshnessOf(subject, measure);
    default:
      return undefined;
  }
}

function kindsOf({ availability, latency, throughput, freshness }: Omit<CatalogIndicators, 'events'>): string[] {
  const known = { availability, latency, throughput: throughput ?? availability, freshness };
  return Object.entries(known).flatMap(([kind, indicator]) => (indicator === undefined ? [] : [kind]));
}

function findIn({ finder, where }: SloSite, resource: Monitorable): FoundResource {
  if (resource instanceof Target) return finder.find(resource);
  if (Construct.isConstruct(resource)) {
    const found = finder.search(resource);
    if (found.subjects.length > 0) return found;
    const todo = 'pass an Sli such as Sli.events({ total, bad }), or Target.of(entry, { label, dimensions })';
    throw new Error(
      `${where}: '${resource.node.path}' is nothing that the catalog knows (docs/reference/catalog.md); ${todo}`,
    );
  }
  const isMetric = typeof (resource as { toMetricConfig?: unknown } | undefined)?.toMetricConfig === 'function';
  const todo = isMetric ? '; wrap a metric in Sli.metric(metric)' : '';
  throw new Error(`${where}: the source must be a construct, a Target or an Sli, got ${shown(resource)}${todo}`);
}
