import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
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
  const [first] = one.node.root.node
    .findAll()
    .filter(isEvaluation)
    .filter((other) => other.evaluationName === evaluationName)
    .filter((other) => Stack.of(other).environment === Stack.of(one).environment);
  if (!first || first === one) return registered;
  // Both would write the parameter that tells of their table, and evaluate each other's objectives.
  const namesakes =
    `two SloEvaluations have the name '${evaluationName}' in one account and Region, '${first.node.path}' and ` +
    `'${one.node.path}'; give one of them another 'name', share one by 'slos', or give their stacks the 'env' that tells ` +
    'them apart';
  return [namesakes, ...registered];
}
