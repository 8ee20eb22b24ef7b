/** A pack as what users write by hand: a Target, and an objective over its metrics for each of the pack's. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CatalogMetric } from '../../core/catalog/entry';
import type { AlarmTunings } from '../../core/catalog/resolve';
import { closest } from '../../core/closest';
import { DIMENSION } from '../../core/conventions';
import type { Pack, PackIndicator, PackObjective, PackTerm } from '../../core/pack/pack';
import { Packs } from '../../core/pack/packs';
import { checkKeys, checkText, demand, shown } from '../check';
import type { ServiceIdentity } from '../monitor/service';
import { Target } from '../monitor/target';
import { checkName } from '../names';
import { Sli } from './sli';
import { Slo } from './slo';
import type { SloOptions } from './slo-options';
import { toldWhere } from './told-where';

/** How a pack of metrics, alarms and objectives fits the service that it is added to. */
export interface PackOptions {
  /**
   * Operations, as the middleware names them (`GET /orders`), that get objectives of their own where the pack has some
   * for each: those of endpoints. @default - those of the service as a whole
   */
  readonly operations?: readonly string[];
  /**
   * In front of the names of its objectives, where two packs of a service have some in common: `Saas` makes
   * `SaasHandlerLatency`. @default - none
   */
  readonly prefix?: string;
  /** Changes to the pack's alarms, by id. @default - none */
  readonly tune?: AlarmTunings;
  /** Changes to its objectives, by name (without the prefix); `false` leaves one out. @default - none */
  readonly objectives?: Readonly<Record<string, Partial<SloOptions> | false>>;
}

export interface PackParts {
  readonly target: Target;
  readonly slos: readonly { readonly id: string; readonly slo: Slo }[];
}

/** @throws for options that name what the pack does not have */
export function readPack(pack: Pack, options: PackOptions, identity: ServiceIdentity): PackParts {
  checkPack(pack);
  const where = `addPack(${pack.id})`;
  checkKeys(where, options, { operations: true, prefix: true, tune: true, objectives: true });
  const { operations = [], prefix = '', objectives = {} } = options;
  if (prefix !== '') toldWhere(where, () => checkName('prefix', prefix));
  const names = pack.objectives.map(({ name }) => name);
  for (const name of Object.keys(objectives)) {
    demand(where, names.includes(name), `there is no objective '${name}'; it has ${names.join(', ')}`);
  }
  const perOperation = pack.objectives.some((objective) => objective.perOperation);
  demand(
    where,
    perOperation || operations.length === 0,
    "none of its objectives is one for each operation; leave 'operations' out, and use Sli.handlers({ operation }) for one",
  );
  for (const operation of operations) checkText(where, 'operations', operation, 1_024);
  const { service, environment } = identity;
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
  const target = Target.of(pack.entry, { label: pack.id, dimensions: { default: dimensions }, facts: {} });
  const slos = pack.objectives.flatMap((objective) => {
    const changes = objectives[objective.name];
    if (changes === false) return [];
    const sloOf = (more: Readonly<Record<string, string>>) =>
      made(pack, objective, changes ?? {}, identity, { ...dimensions, ...more });
    const name = `${prefix}${objective.name}`;
    const own = { id: name, slo: sloOf({}) };
    const perOperation = (objective.perOperation ? operations : []).map((operation) => ({
      id: `${name}-${operation.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^-|-$/g, '')}`,
      slo: sloOf({ [DIMENSION.operation]: operation }),
    }));
    return [own, ...perOperation];
  });
  for (const { id } of slos) toldWhere(where, () => checkName('name', id));
  return { target, slos };
}

function checkPack(pack: unknown): asserts pack is Pack {
  if ((pack as Pack | undefined)?.entry !== undefined) return;
  const ready = Object.keys(Packs);
  const meant = typeof pack === 'string' ? closest(pack, ready) : undefined;
  throw new Error(
    `addPack: pass one of ${ready.map((name) => `Packs.${name}`).join(', ')}, or a pack of your own; got ${shown(pack)}` +
      (meant === undefined ? '' : `, did you mean Packs.${meant}?`),
  );
}

function made(
  { entry }: Pack,
  objective: PackObjective,
  changes: Partial<SloOptions>,
  { namespace }: ServiceIdentity,
  dimensionsMap: Readonly<Record<string, string>>,
): Slo {
  const metricOf = ([key, statistic]: PackTerm) => {
    const { name: metricName, namespace: own } = entry.metrics[key] as CatalogMetric;
    return new Metric({ namespace: own === 'sightline' ? namespace : own, metricName, dimensionsMap, statistic });
  };
  return sloOf(objective.indicator, metricOf, entry.metrics, { ...optionsOf(objective, dimensionsMap), ...changes });
}

function sloOf(
  indicator: PackIndicator,
  metricOf: (term: PackTerm) => Metric,
  metrics: Readonly<Record<string, CatalogMetric>>,
  options: SloOptions,
): Slo {
  switch (indicator.kind) {
    case 'latency': {
      const { metric, thresholdMs } = indicator;
      const unit = metrics[metric]?.unit === 'Seconds' ? 'Seconds' : 'Milliseconds';
      const source = Sli.metric(metricOf([metric, 'SampleCount']), { unit });
      return Slo.latency(source, { ...options, threshold: Duration.millis(thresholdMs) });
    }
    case 'custom': {
      const { value, sliceSeconds, ...rest } = indicator;
      const { comparison, threshold, missing } = rest;
      const slice = Duration.seconds(sliceSeconds);
      return Slo.custom(Sli.timeslices({ metric: metricOf(value), comparison, threshold, missing, slice }), options);
    }
    default: {
      const { total, good, bad } = indicator;
      const counted = bad ? { bad: metricOf(bad) } : { good: metricOf(good as PackTerm) };
      const source = Sli.events({ total: metricOf(total), ...counted });
      return indicator.kind === 'quality' ? Slo.quality(source, options) : Slo.availability(source, options);
    }
  }
}

function optionsOf(
  { objective, window, tier, description, skip, minBad, noTelemetry }: PackObjective,
  { [DIMENSION.operation]: operation }: Readonly<Record<string, string>>,
): SloOptions {
  return {
    ...{ objective, window, tier },
    description: operation === undefined ? description : `${operation}: ${description}`,
    ...(skip && { rules: { skip } }),
    ...(minBad !== undefined && { minBad }),
    ...(noTelemetry === false && { noTelemetry: false as const }),
  };
}
