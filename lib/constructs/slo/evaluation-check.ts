import type { IConstruct } from 'constructs';
import { namesakeOf, namesakeProblem } from '../judge/judge-check';
import { PublishedSlo } from './publish-definition';
import type { ISloEvaluation } from './slo-evaluation';
import { repeatedSlos, slosOfApp } from './slos-of-app';

type Evaluation = IConstruct & ISloEvaluation;

/** What only the whole app shows of an evaluation: for its validation. */
export function evaluationProblems(
  one: Evaluation,
  isEvaluation: (other: IConstruct) => other is Evaluation,
): string[] {
  const { evaluationName } = one;
  // Those that were registered with it; an Observability looks after its own.
  const registered = repeatedSlos(
    slosOfApp(one),
    (slo) => slo instanceof PublishedSlo && slo.evaluation === evaluationName,
  );
  const other = namesakeOf(one, isEvaluation, (evaluation) => evaluation.evaluationName);
  if (!other) return registered;
  // Both would write the parameter that tells of their table, and evaluate each other's objectives.
  const todo = "give one of them another 'name', or share one by 'slos'";
  return [namesakeProblem('SloEvaluations', evaluationName, other, one, todo), ...registered];
}
