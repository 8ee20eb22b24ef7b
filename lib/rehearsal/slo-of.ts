import { closest } from '../core/closest';
import { sloKey } from '../core/slo/definition';
import type { SloMeasurement } from '../core/slo/measurement';
import type { RehearsalReport } from '../view/report/model';
import type { RehearsedEvaluation } from './platform/slo/evaluate-slos';

/** How an objective stood over a rehearsal, as `evaluate-slos` measured it. */
export interface RehearsedSlo {
  /** `<service>/<environment>/<name>` */
  readonly slo: string;
  /** The newest measurement; missing where the story was over before the first. */
  readonly last?: SloMeasurement;
  /** Every measurement, oldest first. */
  readonly history: readonly SloMeasurement[];
}

/** Reports are data and small; what was measured stays here as long as they do. */
const SLOS = new WeakMap<RehearsalReport, readonly RehearsedSlo[]>();

export async function keepSlos(report: RehearsalReport, evaluations: readonly RehearsedEvaluation[]): Promise<void> {
  const kept = evaluations.flatMap(({ definitions, store }) =>
    [...definitions.slos, ...definitions.composites].map(async (definition): Promise<RehearsedSlo> => {
      const slo = sloKey(definition);
      const history = await store.readMeasurements(slo, { startMs: 0, endMs: report.endMs + 1 });
      const last = history.at(-1);
      return { slo, history, ...(last && { last }) };
    }),
  );
  SLOS.set(report, await Promise.all(kept));
}

/**
 * Finds an objective of a rehearsal, with how it stood.
 * @param night what `play` answered, that very object
 * @param name `Availability`, or `checkout/prod/Availability` where several have that name
 * @throws where there is none of this name, or more than one, and where `night` is a copy of a report
 */
export function sloOf(night: RehearsalReport, name: string): RehearsedSlo {
  const all = SLOS.get(night);
  if (!all) {
    throw new Error(
      'sloOf: the report must be the object that play(...) answered in this process, got a copy, which has no measurements',
    );
  }
  const found = all.filter(({ slo }) => slo === name || slo.endsWith(`/${name}`));
  if (found.length === 1 && found[0]) return found[0];
  throw new Error(`sloOf: ${refusal(name, found.length > 0 ? found : all, found.length > 0)}`);
}

function refusal(name: string, slos: readonly RehearsedSlo[], isAmbiguous: boolean): string {
  const keys = slos.map(({ slo }) => slo);
  if (isAmbiguous) return `'${name}' is the name of several objectives; give one of: ${keys.join(', ')}`;
  if (keys.length === 0) return `there is no objective '${name}': the templates have no evaluation with objectives`;
  const names = keys.map((key) => key.slice(key.lastIndexOf('/') + 1));
  const meant = closest(name, [...names, ...keys]);
  return `there is no objective '${name}'${meant ? `; did you mean '${meant}'?` : `; there are: ${keys.join(', ')}`}`;
}
