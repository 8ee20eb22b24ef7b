import { SCHEMA_VERSION } from '../../core/conventions';
import type { SloKind } from '../../core/slo/definition';
import { unmetGuards } from '../../core/slo/guards';
import { SloError } from '../../core/slo/slo-error';
import { checkKeys, demand, shown } from '../check';
import type { Monitorable } from '../monitor/resource';
import { checkName } from '../names';
import type { Measure, SliSource } from './measure';
import type { ResolvedServiceSlo, SloSite } from './resolved-slo';
import { Sli } from './sli';
import { describeSlo } from './slo-description';
import { SLO_KEYS, type SloOptions } from './slo-options';
import { type SloSettings, settingsOf } from './slo-settings';
import { resourceSource } from './subject-source';

/** A resource whose catalog entry has the indicator, or an `Sli`. */
export type SloSource = Monitorable | Sli;

export type ServiceResolver = (site: SloSite) => ResolvedServiceSlo;

/** What is good is said by the source. */
export function givenSlo(kind: 'quality' | 'custom', source: Sli, options: SloOptions): ServiceResolver {
  const where = `Slo.${kind}`;
  checkKeys(where, options, SLO_KEYS);
  const example = 'an Sli such as Sli.events({ good, total })';
  demand(where, source instanceof Sli, `the source must be ${example}, got ${shown(source)}`);
  return serviceSlo(kind, source, { kind: 'given' }, options);
}

/** @throws at the first option that is not allowed; what is wrong with the source is said when it is resolved */
export function serviceSlo(kind: SloKind, source: SloSource, measure: Measure, options: SloOptions): ServiceResolver {
  const settings = settingsOf(`Slo.${kind === 'error-rate' ? 'errorRate' : kind}`, options);
  const ask = source instanceof Sli ? source.source : resourceSource(source);
  return (site) => resolveService(kind, ask, measure, settings, site);
}

function resolveService(
  kind: SloKind,
  ask: SliSource,
  measure: Measure,
  settings: SloSettings,
  site: SloSite,
): ResolvedServiceSlo {
  const { service, environment, namespace, name, where } = site;
  checkName('name', name);
  const measured = ask(measure, site);
  const { indicator } = measured;
  const { description = describeSlo(kind, settings.objective.percent, measured, measure) } = settings;
  const own = { schemaVersion: SCHEMA_VERSION, name, service, environment, kind, description };
  const definition = { ...own, ...settings.definitionOf(indicator), indicator, namespace };
  const alarms = settings.alarmsOf(indicator);
  const unmet = unmetGuards(where, definition, alarms.longWindowSource);
  if (unmet !== undefined) throw new SloError(unmet);
  return {
    kind: 'service',
    definition,
    alarms,
    lints: [...settings.lints, ...measured.lints],
  };
}
