import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_OUTPUTS = 200;

/** Stacks that would export more to the alarms of another stack than CloudFormation takes. Known once CDK has prepared. */
export function exportProblems(observer: IConstruct, watched: Iterable<IConstruct>): string[] {
  const own = Stack.of(observer);
  const others = new Set([...watched].map((construct) => Stack.of(construct)).filter((stack) => stack !== own));
  return [...others].flatMap((stack) => {
    const exports = stack.node.tryFindChild('Exports')?.node.children.length ?? 0;
    if (exports <= MAX_OUTPUTS) return [];
    return (
      `The stack '${stack.node.path}' would have ${exports} exports for other stacks, most of them for the alarms of ` +
      `'${observer.node.path}', and CloudFormation takes ${MAX_OUTPUTS} outputs a template; create an Observability in ` +
      "that stack instead, of another 'service' where both join one hub"
    );
  });
}
