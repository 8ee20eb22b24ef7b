/** The workflow `evaluate-slos` on the rehearsed platform: its objectives are the parameters of the templates. */
import { MemorySloStore } from '../../../adapters/memory/slo-store';
import { SLO_ENV, sloPath } from '../../../core/conventions';
import { parseSloDefinitions } from '../../../core/slo/read-definition';
import { evaluateSlos } from '../../../workflow/evaluate-slos';
import type { LogPort, SloDefinitionPort, SloDefinitions, SloStore } from '../../../workflow/ports';
import type { RehearsedHandler } from '../../bindings';
import type { Place } from '../../hubs';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { readDocumentsBelow, rehearsedBus, rehearsedMetrics, type Variables } from '../own-ports';
import { slowed } from '../slowed';
import { rehearsedSeries } from './series';

type ObjectivesPort = SloDefinitionPort & Pick<SloStore, 'readMeasurements'>;

/** An evaluation of the templates, with what it stored. */
export interface RehearsedEvaluation {
  readonly definitions: SloDefinitions;
  readonly store: MemorySloStore;
}

export class Evaluations {
  private readonly byName = new Map<string, RehearsedEvaluation>();

  constructor(
    private readonly world: World,
    private readonly bus: Bus,
    private readonly log: LogPort,
  ) {}

  /** In the order of the templates. */
  all(): readonly RehearsedEvaluation[] {
    return [...this.byName.values()];
  }

  /** What the function with these environment variables does. */
  handler(variables: Variables, place: Place): RehearsedHandler {
    const { world, log } = this;
    const { clock } = world;
    const evaluation = String(variables[SLO_ENV.evaluation]);
    const { definitions, store } = this.open(evaluation);
    return evaluateSlos({
      evaluation,
      definitions: { load: async () => definitions },
      series: rehearsedSeries(world),
      store: slowed(store, clock),
      metrics: rehearsedMetrics(world),
      bus: rehearsedBus(world, this.bus, String(variables[SLO_ENV.bus]), place),
      clock,
      log,
    });
  }

  /** What the evaluation that these environment variables name knows of its objectives. */
  objectivesOf(variables: Variables): ObjectivesPort | undefined {
    const evaluation = variables[SLO_ENV.evaluation];
    if (evaluation === undefined) return undefined;
    const { definitions, store } = this.open(evaluation);
    return {
      load: async () => definitions,
      readMeasurements: (slo, span) => slowed(store, this.world.clock).readMeasurements(slo, span),
    };
  }

  /** Several functions may share one. */
  open(evaluation: string): RehearsedEvaluation {
    const known = this.byName.get(evaluation);
    if (known) return known;
    const made = { definitions: definitionsOf(this.world, evaluation), store: new MemorySloStore() };
    this.byName.set(evaluation, made);
    return made;
  }
}

function definitionsOf(world: World, evaluation: string): SloDefinitions {
  return readDocumentsBelow(world, sloPath(evaluation), 'objective', parseSloDefinitions);
}
