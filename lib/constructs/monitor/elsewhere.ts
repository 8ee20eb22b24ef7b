import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { FoundResource, Monitorable } from './resource';
import { Target } from './target';

/**
 * Refuses resources whose metrics are not where the alarms would look: those of another account or Region, and those
 * that publish in one Region only, which is not that of the alarms.
 */
export function refuseElsewhere(resource: Monitorable, { subjects }: FoundResource, observer: IConstruct): void {
  const stack = Stack.of(observer);
  // Where all its metrics are in one Region, the resource's own Region says nothing.
  const global = subjects.every(({ entry }) => entry.metricsRegion !== undefined);
  if (!(resource instanceof Target)) refuseOtherPlace(resource, stack, global ? ['account'] : ['account', 'region']);
  for (const { entry } of subjects) {
    const only = entry.metricsRegion;
    if (only === undefined || stack.region === only) continue;
    const name = resource instanceof Target ? resource.label : resource.node.path;
    const problem = `CloudWatch has the metrics of '${name}' (${entry.title}) in ${only} only`;
    if (!Token.isUnresolved(stack.region)) {
      throw new Error(
        `${problem}, and the Observability is in ${stack.region}; create one in a stack of ${only} for it`,
      );
    }
    Annotations.of(observer).addWarningV2(
      `sightline:metricsRegion.${entry.title.replaceAll(' ', '')}`,
      `${problem}: deploy this stack to ${only}, or its alarms see no data; set 'env' on the stack to have this checked`,
    );
  }
}

function refuseOtherPlace(resource: IConstruct, stack: Stack, matters: readonly ('account' | 'region')[]): void {
  if (resource.node.root !== stack.node.root || Stage.of(resource) !== Stage.of(stack)) {
    throw new Error(
      `'${resource.node.path}' is in another app or stage than the Observability '${stack.node.path}', and stages are ` +
        'deployed on their own: create an Observability in that stage',
    );
  }
  const other = 'env' in resource ? (resource.env as { account: string; region: string }) : Stack.of(resource);
  for (const what of matters) {
    const [theirs, ours] = [other[what], stack[what]];
    if (Token.isUnresolved(theirs) || Token.isUnresolved(ours) || theirs === ours) continue;
    throw new Error(
      `'${resource.node.path}' is in the ${what} ${theirs} and the Observability in ${ours}: CloudWatch alarms see the ` +
        `metrics of their own ${what} only; create an Observability in a stack of ${theirs}`,
    );
  }
}
