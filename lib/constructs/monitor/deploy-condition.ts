import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { FoundResource } from './resource';
import { friendliest } from './scope';

/**
 * Refuses a resource that CloudFormation may leave out, by a condition of its own or of a nested stack that it lies in and
 * the observer does not: alarms and dashboards refer to it, and CloudFormation refuses a reference to what is not there.
 */
export function refuseConditional({ identity, companions }: FoundResource, observer: IConstruct): void {
  for (const resource of [identity, ...companions]) {
    const holder = conditionHolder(resource, observer);
    if (holder) throw new Error(problemOf(resource as CfnResource, holder));
  }
}

/**
 * Resources that got a condition only after they were monitored. Fine where all that the observer makes beside them has the
 * same one, such as by an Aspect on the stack: then they come and go together.
 */
export function conditionProblems(observer: IConstruct, watched: Iterable<object>): string[] {
  const made = observer.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  const isShared = (holder: CfnResource) =>
    made
      .filter((resource) => Stack.of(resource) === Stack.of(observer))
      .every((resource) => Stack.of(resource) === Stack.of(holder) && conditionOf(resource) === conditionOf(holder));
  return [...watched].flatMap((resource) => {
    const holder = conditionHolder(resource, observer);
    return holder && !isShared(holder) ? [problemOf(resource as CfnResource, holder)] : [];
  });
}

/** What has the condition: the resource, or the resource of a nested stack around it. */
function conditionHolder(resource: object, observer: IConstruct): CfnResource | undefined {
  if (!CfnResource.isCfnResource(resource)) return undefined;
  const around = new Set(withParents(Stack.of(observer)));
  const nested = withParents(Stack.of(resource)).filter((stack) => !around.has(stack));
  return [resource, ...nested.map(({ nestedStackResource }) => nestedStackResource)].find(
    (holder) => holder && conditionOf(holder) !== undefined,
  );
}

function withParents(stack: Stack): Stack[] {
  const parent = stack.nestedStackParent;
  return parent ? [stack, ...withParents(parent)] : [stack];
}

/** Logical id of the condition, as the template will have it; `addOverride` wins. */
function conditionOf(resource: CfnResource): string | undefined {
  const { Condition } = (resource as unknown as { readonly rawOverrides: { readonly Condition?: string } })
    .rawOverrides;
  const { condition } = resource.cfnOptions;
  return Condition ?? (condition && Stack.of(resource).resolve(condition.logicalId));
}

function problemOf(resource: CfnResource, holder: CfnResource): string {
  const condition = `condition '${conditionOf(holder)}'`;
  const which = holder === resource ? `its ${condition}` : `the ${condition} of '${holder.node.path}'`;
  return (
    `'${friendliest(resource).node.path}' is deployed only where ${which} holds, and elsewhere CloudFormation would refuse ` +
    'the alarms and dashboards that refer to it: decide in code whether to create it, or put it into a nested stack with ' +
    "that condition, together with an Observability of another 'service'"
  );
}
