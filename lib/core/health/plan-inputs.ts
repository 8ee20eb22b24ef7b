import type { ResolvedAlarm } from '../catalog/resolve';
import { DEPENDENCY_METRIC, DIMENSION, HANDLER_METRIC, LOGGED_ERRORS, SLO_METRIC } from '../conventions';
import { pages } from '../incident/severity';
import { type MetricId, metricKey } from '../signal/metric';
import type { SloDefinition } from '../slo/definition';
import { tellsFullness } from './fullness';
import type { HealthInput, MeasuredPart } from './health-input';

/** What is known of a service when it is synthesized. */
export interface HealthFacts {
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace of the service's own metrics. */
  readonly namespace: string;
  /** Objectives that are evaluated. */
  readonly objectives: readonly Pick<SloDefinition, 'name' | 'namespace' | 'tier'>[];
  /** With their alarms: those on what fills up say how full it may be. */
  readonly resources: readonly { readonly label: string; readonly alarms: readonly ResolvedAlarm[] }[];
  /** Services of the same environment that it calls. */
  readonly dependsOn: readonly string[];
  /** Names of dependencies, as its handlers have them. */
  readonly dependencies: readonly string[];
  /** Its handlers publish their metrics. */
  readonly handlers: boolean;
}

export interface HealthPlan {
  readonly inputs: readonly HealthInput[];
  /** What there was no room for, each label of a part once. */
  readonly leftOut: readonly Pick<HealthInput, 'part' | 'label'>[];
}

/**
 * GetMetricData is paid for by the metric that is read: at five minutes 20 of them cost $1.73 a month. Each part has its
 * share of them, so that many objectives leave room for what else can be wrong.
 */
export const MOST_METRICS: Readonly<Record<MeasuredPart, number>> = {
  objectives: 6,
  errors: 3,
  dependencies: 6,
  saturation: 5,
};

const FIVE_MINUTES = 300;

/** What to read of a service to score it, the most telling first. */
export function planHealthInputs(facts: HealthFacts): HealthPlan {
  const taken = [objectives(facts), errors(facts), dependencies(facts), saturation(facts)].map(withinBounds);
  return { inputs: taken.flatMap(({ inputs }) => inputs), leftOut: taken.flatMap(({ leftOut }) => leftOut) };
}

function withinBounds(inputs: readonly HealthInput[]): HealthPlan {
  const [first] = inputs;
  if (!first) return { inputs: [], leftOut: [] };
  const read = new Set<string>();
  const kept = inputs.filter((input) => {
    const more = metricsRead(input).filter((key) => !read.has(key));
    if (read.size + more.length > MOST_METRICS[first.part]) return false;
    for (const key of more) read.add(key);
    return true;
  });
  const labels = new Set(inputs.filter((input) => !kept.includes(input)).map(({ label }) => label));
  return { inputs: kept, leftOut: [...labels].map((label) => ({ part: first.part, label })) };
}

/** What GetMetricData is asked for: a metric that two inputs share is read once. */
export function metricsRead({ metric, statistic, per, periodSeconds }: HealthInput): string[] {
  const keyOf = (id: MetricId, of: string) => JSON.stringify([metricKey(id), of, periodSeconds]);
  return [keyOf(metric, statistic), ...(per ? [keyOf(per, 'Sum')] : [])];
}

/** The budgets of the weightiest objectives, and how fast they burn. */
function objectives({ service, environment, objectives: slos }: HealthFacts): HealthInput[] {
  return [...slos]
    .sort((a, b) => a.tier - b.tier)
    .flatMap(({ name, namespace }): HealthInput[] => {
      const dimensions = { ...own({ service, environment }), [DIMENSION.slo]: name };
      const about = { part: 'objectives', label: name, statistic: 'Average', periodSeconds: FIVE_MINUTES } as const;
      const of = (metric: string) => ({ namespace, name: metric, dimensions });
      return [
        { ...about, scale: 'budget', metric: of(SLO_METRIC.errorBudgetRemaining) },
        { ...about, scale: 'burn', metric: of(SLO_METRIC.burnRate) },
      ];
    });
}

function errors({ handlers, namespace, ...facts }: HealthFacts): HealthInput[] {
  if (!handlers) return [];
  const of = (name: string) => ({ namespace, name, dimensions: own(facts) });
  const about = {
    part: 'errors',
    statistic: 'Sum',
    periodSeconds: FIVE_MINUTES,
    per: of(HANDLER_METRIC.requests),
  } as const;
  return [
    { ...about, label: 'requests', scale: 'share', metric: of(HANDLER_METRIC.faults) },
    { ...about, label: 'logged errors', scale: 'logged', metric: of(LOGGED_ERRORS) },
  ];
}

/** Faults of all first, then latencies: one that fails says more than one that is slow. */
function dependencies({ service, environment, namespace, dependsOn, dependencies: names }: HealthFacts): HealthInput[] {
  const about = { part: 'dependencies', periodSeconds: FIVE_MINUTES } as const;
  const on = (name: string, dependency: string): MetricId => {
    return { namespace, name, dimensions: { ...own({ service, environment }), [DIMENSION.dependency]: dependency } };
  };
  return [
    ...dependsOn.map((other): HealthInput => {
      const metric = { namespace, name: HANDLER_METRIC.faults, dimensions: own({ service: other, environment }) };
      return { ...about, label: `requests of ${other}`, scale: 'share', metric, statistic: 'Average' };
    }),
    ...names.map((name): HealthInput => {
      const metric = on(DEPENDENCY_METRIC.faults, name);
      return { ...about, label: `calls of ${name}`, scale: 'share', metric, statistic: 'Average' };
    }),
    ...names.map((name): HealthInput => {
      const metric = on(DEPENDENCY_METRIC.latency, name);
      return { ...about, label: `latency of ${name} (p90)`, scale: 'usual', metric, statistic: 'p90' };
    }),
  ];
}

/** How near resources are to the thresholds of their own alarms; those that page first. */
function saturation({ resources }: HealthFacts): HealthInput[] {
  const found = resources.flatMap(({ label, alarms }) => {
    const filling = alarms.filter(({ metric, threshold }) => tellsFullness(metric.name) && threshold > 0);
    return filling.map((alarm) => ({ label, alarm }));
  });
  const sorted = found.sort((a, b) => Number(pages(b.alarm.severity)) - Number(pages(a.alarm.severity)));
  const seen = new Set<string>();
  return sorted.flatMap(({ label, alarm }): HealthInput[] => {
    const { metric, statistic, threshold, periodSeconds, comparison } = alarm;
    const key = JSON.stringify([metricKey(metric), statistic]);
    if (seen.has(key)) return [];
    seen.add(key);
    const below = comparison.startsWith('Less') && { below: true };
    const about = { part: 'saturation', scale: 'limit', label: `${metric.name} of ${label}` } as const;
    return [{ ...about, metric, statistic, threshold, ...below, periodSeconds: Math.max(60, periodSeconds) }];
  });
}

function own({ service, environment }: Pick<HealthFacts, 'service' | 'environment'>): Record<string, string> {
  return { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
}
