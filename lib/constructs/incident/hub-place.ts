import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IIncidentResponse } from './incident-response';

const checked = new WeakMap<Stack, Set<Construct>>();

/**
 * Has the app fail at synth where a hub that is joined in this scope is in another account or Region: it would hear nothing.
 * Warns where that cannot be known, since one of the two stacks has no `env`. A hub joined by its name is not looked at.
 */
export function checkHubPlace(scope: Construct, incidents: IIncidentResponse | undefined): void {
  if (!Construct.isConstruct(incidents)) return;
  const stack = Stack.of(scope);
  const hubs = checked.get(stack) ?? new Set();
  checked.set(stack, hubs);
  if (hubs.has(incidents)) return;
  hubs.add(incidents);
  stack.node.addValidation({ validate: () => placeProblems(stack, incidents) });
}

function placeProblems(stack: Stack, incidents: Construct & IIncidentResponse): string[] {
  const hubStack = Stack.of(incidents);
  const pairs = [
    [stack.account, hubStack.account],
    [stack.region, hubStack.region],
  ] as const;
  const isKnown = (value: string) => !Token.isUnresolved(value);
  const differ = pairs.some(([ours, theirs]) => isKnown(ours) && isKnown(theirs) && ours !== theirs);
  const unsure = pairs.some(([ours, theirs]) => isKnown(ours) !== isKnown(theirs));
  if (!differ && !unsure) return [];
  const joins =
    `The stack '${stack.node.path}' (${wordPlace(stack)}) joins the hub '${incidents.hub}' of the stack ` +
    `'${hubStack.node.path}' (${wordPlace(hubStack)})`;
  const todo = `forward its alarm state changes to the hub (docs/how-to/handle-incidents.md) and acknowledge sightline:hubElsewhere on the stack`;
  const message = differ
    ? `${joins}: a hub hears its own account and Region only, so nobody would be told. Make a hub there, or ${todo}`
    : `${joins}. A hub hears its own account and Region only: give both stacks the same 'env', or ${todo}`;
  // Whoever forwards events on purpose acknowledges it, as one can warnings only: what becomes of it tells.
  Annotations.of(stack).addWarningV2('sightline:hubElsewhere', message);
  const stands = stack.node.metadata.some(({ data }) => typeof data === 'string' && data.startsWith(message));
  return differ && stands ? [message] : [];
}

function wordPlace({ account, region }: Stack): string {
  const known = (value: string, what: string) => (Token.isUnresolved(value) ? `unknown ${what}` : value);
  return `${known(account, 'account')}, ${known(region, 'Region')}`;
}
