/** The workflow `evaluate-slos` on the rehearsed platform: its objectives are the parameters of the templates. */
import { MemorySloStore } from '../../../adapters/memory/slo-store';
import { EVENT, SLO_ENV, sloPath } from '../../../core/conventions';
import { parseSloDefinitions } from '../../../core/slo/read-definition';
import { evaluateSlos } from '../../../workflow/evaluate-slos';
import type {
  BusPort,
  LogPort,
  SloDefinitionPort,
  SloDefinitions,
  SloMetricPort,
  SloStore,
} from '../../../workflow/ports';
import type { RehearsedHandler } from '../../bindings';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { readEach } from '../not-rehearsed';
import { slowed } from '../slowed';
import { rehearsedSeries } from './series';

type ObjectivesPort = SloDefinitionPort & Pick<SloStore, 'readMeasurements'>;
type Variables = Readonly<Record<string, string>>;

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
  handler(variables: Variables): RehearsedHandler {
    const { world, log } = this;
    const { clock } = world;
    const evaluation = String(variables[SLO_ENV.evaluation]);
    const { definitions, store } = this.open(evaluation);
    return evaluateSlos({
      evaluation,
      definitions: { load: async () => definitions },
      series: rehearsedSeries(world),
      store: slowed(store, clock),
      metrics: metricsOf(world),
      bus: this.busNamed(String(variables[SLO_ENV.bus])),
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

  private busNamed(name: string): BusPort {
    const { templates, clock } = this.world;
    const { account = '', region = '' } = templates.assembly.stacks[0]?.environment ?? {};
    return {
      publish: async (detailType, detail) =>
        this.bus.put(name, {
          source: EVENT.source,
          'detail-type': detailType,
          account,
          region,
          time: new Date(clock.now()).toISOString(),
          detail,
        }),
    };
  }
}

/** What cannot be read is named as not rehearsed; the others are evaluated. */
function definitionsOf(world: World, evaluation: string): SloDefinitions {
  const { templates, notRehearsed } = world;
  const path = `${sloPath(evaluation)}/`;
  const parameters = templates.ofType('AWS::SSM::Parameter').filter(({ name }) => name.startsWith(path));
  const documents = readEach(world, parameters, 'objective', ({ name, properties }) => [
    { name, text: String(properties.Value) },
  ]);
  const definitions = parseSloDefinitions(documents);
  for (const { name, problem } of definitions.problems) notRehearsed.set(name, `objective: ${problem}`);
  return definitions;
}

function metricsOf({ metrics }: World): SloMetricPort {
  return {
    publish: async (datapoints) => {
      for (const { atMs, value, ...metric } of datapoints) metrics.put(metric, value, atMs);
    },
  };
}
