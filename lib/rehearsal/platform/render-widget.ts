/** The workflow `render-widget` on the rehearsed platform: it draws what the rehearsal knows so far. */
import type { MemoryIncidentStore } from '../../adapters/memory/incident-store';
import type { SightlineConfig } from '../../core/config';
import { HEALTH_SCORING_ENV, HUB_ENV, healthPath, SLO_ENV, TRACE_ENV } from '../../core/conventions';
import { parseHealthDefinitions } from '../../core/health/definition';
import type { LogPort } from '../../workflow/ports';
import { renderWidget } from '../../workflow/render-widget';
import type { RehearsedHandler } from '../bindings';
import type { Place } from '../hubs';
import type { World } from '../world';
import { readDocumentsBelow, type Variables } from './own-ports';
import type { Evaluations } from './slo/evaluate-slos';
import { rehearsedSeries } from './slo/series';
import { slowed } from './slowed';
import type { TraceAnalyses } from './traces/analyze-traces';

export interface WidgetSources {
  readonly store: (variables: Variables) => MemoryIncidentStore;
  readonly config: (variables: Variables) => SightlineConfig;
  readonly evaluations: Pick<Evaluations, 'open'>;
  readonly analyses: Pick<TraceAnalyses, 'storeOf'>;
}

export function rehearsedWidgets(
  world: World,
  { store, config, evaluations, analyses }: WidgetSources,
  log: LogPort,
): (variables: Variables, place: Place) => RehearsedHandler {
  const { clock } = world;
  const objectivesOf = (name: string) => {
    const { definitions, store: measured } = evaluations.open(name);
    const slow = slowed(measured, clock);
    return { load: async () => definitions, readLatest: (slos: readonly string[]) => slow.readLatest(slos) };
  };
  return (variables, { region }) => {
    const { [SLO_ENV.evaluation]: evaluation, [TRACE_ENV.analysis]: analysis } = variables;
    const scoring = variables[HEALTH_SCORING_ENV];
    const scored = scoring === undefined ? undefined : scoredServices(world, scoring);
    return renderWidget({
      ...(variables[HUB_ENV.table] !== undefined && {
        incidents: slowed(store(variables), clock),
        config: { load: async () => config(variables) },
      }),
      ...(evaluation !== undefined && { objectives: objectivesOf(evaluation) }),
      ...(analysis !== undefined && { traces: slowed(analyses.storeOf(analysis), clock) }),
      ...(scored && { health: { load: async () => scored } }),
      series: rehearsedSeries(world),
      clock,
      log,
      region,
    });
  };
}

function scoredServices(world: World, scoring: string) {
  return readDocumentsBelow(world, healthPath(scoring), 'health score', parseHealthDefinitions);
}
