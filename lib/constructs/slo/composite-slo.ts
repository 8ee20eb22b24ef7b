import { SCHEMA_VERSION } from '../../core/conventions';
import type { CompositePart, CompositeSloDefinition, SloTier } from '../../core/slo/definition';
import { compare, subtract } from '../../core/slo/fraction';
import { parseObjective } from '../../core/slo/objective';
import { checkKeys, checkNumber, checkText, demand, shown } from '../check';
import { checkName } from '../names';
import { readObjective } from './percent';
import type { ResolvedCompositeSlo, SloSite } from './resolved-slo';
import { toldWhere } from './told-where';

/** An objective, by name: what `Observability.slo` answers, or written by hand for one of another app. */
export interface SloReference {
  /** Name of the service that has it. */
  readonly service: string;
  /** Where that service runs. */
  readonly environment: string;
  /** Name of the objective, such as `Availability`. */
  readonly name: string;
  /** @default - the objective of a combination has to be said */
  readonly definition?: { readonly objective: string };
}

/** One objective of a composite, and how much it counts. */
export interface WeightedSlo {
  readonly slo: SloReference;
  /** Above 0, relative to the others. @default 1 */
  readonly weight?: number;
}

/** A composite objective that is as good as the worst of others. */
export interface WorstSloOptions {
  /** Percent that the worst of them must reach. @default - each is held to its own: the worst has used most of its budget */
  readonly objective?: number | string;
  /** How much a breach hurts: 1 at once, 3 not before long. @default 2 */
  readonly tier?: SloTier;
  /** Who answers for it. @default - nobody is named */
  readonly owner?: string;
  /** For reports by team. @default - in no team's report */
  readonly team?: string;
  /** One sentence. @default - made of the rest */
  readonly description?: string;
}

/** A composite objective that is the weighted mean of others. */
export interface WeightedSloOptions extends WorstSloOptions {
  /** Percent that their weighted mean must reach. */
  readonly objective: number | string;
}

export type CompositeResolver = (site: SloSite) => ResolvedCompositeSlo;

/** @throws for parts that are none, or there twice */
export function compositeSlo(
  where: string,
  combine: CompositeSloDefinition['combine'],
  given: readonly WeightedSlo[],
  options: WorstSloOptions,
): CompositeResolver {
  checkKeys(where, options, { objective: true, tier: true, owner: true, team: true, description: true });
  const parts = given.map((part) => partOf(where, part));
  demand(where, parts.length > 0, 'got no objectives; pass at least one');
  const keys = parts.map(({ service, environment, slo }) => `${service}/${environment}/${slo}`);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  demand(where, twice === undefined, `'${twice}' is there twice; pass each objective once`);
  const objective = objectiveOf(where, given, options);
  const { tier = 2 } = options;
  demand(where, [1, 2, 3].includes(tier), `'tier' must be 1, 2 or 3, got ${shown(tier)}`);
  const texts = textsOf(where, options);
  return ({ service, environment, namespace, name, where: place }) => {
    demand(place, !keys.includes(`${service}/${environment}/${name}`), 'an objective cannot be part of itself');
    const own = combine === 'worst' && options.objective === undefined;
    const mean = combine === 'worst' ? 'The worst' : 'The weighted mean';
    const description = own
      ? `Each of ${parts.length} objectives is met.`
      : `${mean} of ${parts.length} objectives is ${objective} % or more.`;
    const site = { schemaVersion: SCHEMA_VERSION, name, service, environment, kind: 'composite', namespace } as const;
    const held = own ? ({ ownObjectives: true } as const) : {};
    return {
      kind: 'composite',
      definition: { ...site, description, objective, combine, ...held, parts, tier, ...texts },
    };
  };
}

function partOf(where: string, part: WeightedSlo): CompositePart {
  const { slo, weight = 1 } = part ?? {};
  const isReference = typeof slo === 'object' && slo !== null;
  demand(
    where,
    isReference,
    `a part must be what Observability.slo answers, or { service, environment, name }, got ${shown(slo)}`,
  );
  for (const name of ['service', 'environment', 'name'] as const) toldWhere(where, () => checkName(name, slo[name]));
  const { service, environment, name } = slo;
  return { service, environment, slo: name, weight: checkNumber(where, 'weight', weight, { above: 0 }) };
}

function objectiveOf(where: string, parts: readonly WeightedSlo[], { objective }: WorstSloOptions): string {
  if (objective !== undefined) return readObjective(where, objective).percent;
  const known = parts.map(({ slo }) => slo.definition?.objective);
  const problem = "'objective' must be said, as that of one of the parts is not known; pass { objective: '99.5' }";
  demand(where, !known.includes(undefined), problem);
  return known
    .map((percent) => parseObjective(where, percent as string))
    .reduce((low, one) => (compare(subtract(one.budget, low.budget), NOTHING) > 0 ? one : low)).percent;
}

const NOTHING = { numerator: 0n, denominator: 1n };

function textsOf(where: string, options: WorstSloOptions): Pick<WorstSloOptions, 'owner' | 'team' | 'description'> {
  const given = (['owner', 'team', 'description'] as const).filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, checkText(where, name, options[name], 256)]));
}
