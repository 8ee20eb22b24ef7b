import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warnOfUnknownPlace } from '../alarm/same-place';
import type { FoundResource, Monitorable, Subject } from './resource';
import { Target } from './target';

/**
 * Refuses resources whose metrics are not where the alarms would look: those of another account or Region, and those
 * that publish in one Region only, which is not that of the alarms. Warns where the alarms' own place is not known.
 */
export function refuseElsewhere(resource: Monitorable, found: FoundResource, observer: IConstruct): void {
  const { subjects } = found;
  const stack = Stack.of(observer);
  // Where all its metrics are in one Region, the resource's own Region says nothing.
  const global = subjects.every(({ entry }) => entry.metricsRegion !== undefined);
  if (!(resource instanceof Target)) {
    refuseOtherPlace(resource, stack, global ? ['account'] : ['account', 'region']);
    refuseUnreachableName(resource, found, observer);
    const { account, region } = placeOf(resource);
    warnOfUnknownPlace(observer, `'${resource.node.path}'`, { account, ...(!global && { region }) });
  }
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
  const other = placeOf(resource);
  for (const what of matters) {
    const [theirs, ours] = [other[what], stack[what]];
    if (Token.isUnresolved(theirs) || Token.isUnresolved(ours) || theirs === ours) continue;
    throw new Error(
      `'${resource.node.path}' is in the ${what} ${theirs} and the Observability in ${ours}: CloudWatch alarms see the ` +
        `metrics of their own ${what} only; create an Observability in a stack of ${theirs}`,
    );
  }
}

/** An imported resource is where its ARN says. */
function placeOf(resource: IConstruct): { readonly account: string; readonly region: string } {
  return 'env' in resource ? (resource.env as { account: string; region: string }) : Stack.of(resource);
}

/**
 * The name of a resource reaches a stack of its own place: where only one of the two stacks says its Region, or its account
 * and neither a Region, the CDK would refuse the reference when it writes the templates.
 */
function refuseUnreachableName(resource: IConstruct, { subjects }: FoundResource, observer: IConstruct): void {
  const [theirs, ours] = [Stack.of(resource), Stack.of(observer)];
  const says = (stack: Stack, what: 'account' | 'region') => !Token.isUnresolved(stack[what]);
  const what = says(theirs, 'region') || says(ours, 'region') ? 'region' : 'account';
  if (says(theirs, what) === says(ours, what)) return;
  if (!/"Ref":"(?!AWS::)|"Fn::GetAtt":/.test(JSON.stringify(ours.resolve(subjects.map(dimensionsOf))))) return;
  const [open, settled] = says(ours, what) ? [theirs, ours] : [ours, theirs];
  throw new Error(
    `'${resource.node.path}' is in the stack '${theirs.node.path}' and the Observability in '${ours.node.path}': ` +
      `'${settled.node.path}' goes to ${settled[what]}, and the ${what === 'region' ? 'Region' : 'account'} of ` +
      `'${open.node.path}' is not known at synth, so no name gets from one to the other; give '${open.node.path}' an ` +
      `'env' too, or create an Observability in '${theirs.node.path}'`,
  );
}

function dimensionsOf({ resource }: Subject) {
  return resource.dimensions;
}
