/** The objectives that commands on an account are about, and the tables with their measurements. */
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import type { SloProblem } from '../../core/slo/read-definition';
import type { SloStore } from '../../workflow/ports';
import { chosenAssembly } from '../chosen-assembly';
import { UsageError } from '../usage-error';
import { objectivesOf } from './objectives';
import type { SloSources } from './sources';

export type AnySlo = SloDefinition | CompositeSloDefinition;

export interface EvaluatedSlos {
  readonly definitions: readonly AnySlo[];
  readonly store: Pick<SloStore, 'readLatest' | 'readMeasurements'>;
}

export interface AccountOptions {
  readonly assembly?: string;
  readonly evaluation?: string;
  readonly table?: string;
  readonly service?: readonly string[];
}

export const ACCOUNT_HELP = `  ASSEMBLY          cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); --assembly DIR is the same
  --evaluation NAME read the objectives of that evaluation from the Parameter Store instead
  --table NAME      table of the measurements (default: as the evaluation tells in the
                    Parameter Store)
  --service NAME    only objectives of that service; may be given again
`;

export const ACCOUNT_OPTIONS = {
  assembly: { type: 'string' },
  evaluation: { type: 'string' },
  table: { type: 'string' },
  service: { type: 'string', multiple: true },
} as const;

/** By evaluation, since each has a table of its own. */
export async function evaluatedSlos(
  positionals: readonly string[],
  { assembly, evaluation, table, service }: AccountOptions,
  sources: SloSources,
): Promise<{ readonly evaluations: readonly EvaluatedSlos[]; readonly problems: readonly SloProblem[] }> {
  const places = assembly === undefined ? positionals : [...positionals, assembly];
  if (evaluation !== undefined && places.length > 0) {
    throw new UsageError('give an assembly or --evaluation, not both: each tells which objectives there are');
  }
  const { byEvaluation, problems } =
    evaluation === undefined ? ofAssembly(places) : await ofAccount(evaluation, sources);
  const evaluations = [...byEvaluation].map(async ([name, all]) => ({
    definitions: all.filter((one) => service === undefined || service.includes(one.service)),
    store: await sources.store(name, table),
  }));
  return { evaluations: await Promise.all(evaluations), problems };
}

function ofAssembly(places: readonly string[]) {
  const { slos, composites, problems, evaluations } = objectivesOf(chosenAssembly(places));
  const byEvaluation = new Map<string, AnySlo[]>();
  for (const one of [...slos, ...composites]) {
    const name = evaluations.get(sloKey(one)) ?? '';
    const known = byEvaluation.get(name);
    if (known) known.push(one);
    else byEvaluation.set(name, [one]);
  }
  return { byEvaluation, problems };
}

async function ofAccount(evaluation: string, sources: SloSources) {
  const { slos, composites, problems } = await sources.objectives(evaluation);
  return { byEvaluation: new Map<string, AnySlo[]>([[evaluation, [...slos, ...composites]]]), problems };
}
