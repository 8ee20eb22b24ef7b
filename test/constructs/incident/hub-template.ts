/** Templates of hubs, read back for assertions. */
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Channel, IncidentResponse, type IncidentResponseProps } from '../../../lib';
import { parseConfig, type SightlineConfig } from '../../../lib/core/config';
import { newStack, type Properties, resources } from '../template';

export function newHub(props: Partial<IncidentResponseProps> = {}, stack: Stack = newStack('Hub')): IncidentResponse {
  return new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')], ...props });
}

export function hubTemplate(props: Partial<IncidentResponseProps> = {}, stack: Stack = newStack('Hub')): Template {
  newHub(props, stack);
  return Template.fromStack(stack);
}

/** That of a hub after `add`. */
export function templateWith(add: (hub: IncidentResponse) => void, props: Partial<IncidentResponseProps> = {}) {
  const stack = newStack('Hub');
  add(newHub(props, stack));
  return Template.fromStack(stack);
}

/** An intrinsic as readable text: `Table.Arn/index/gsi1`, with logical ids shortened to their human part. */
export function show(value: Properties): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(show).join('');
  const target: string[] = [value.Ref ?? value['Fn::GetAtt']].flat();
  return target.join('.').replace(/^Incidents(\w*?)[0-9A-F]{8}(?=\.|$)/, '$1');
}

/** Action to the resources it is allowed on, of the role whose logical id has this text in it. */
export function permissions(template: Template, role: string): Record<string, string[]> {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.includes(role));
  const statements: Properties[] = policies.flatMap(([, policy]) => policy.PolicyDocument.Statement);
  const granted: Record<string, string[]> = {};
  for (const { Action, Resource } of statements) {
    for (const action of [Action].flat())
      granted[action] = [...(granted[action] ?? []), ...[Resource].flat().map(show)];
  }
  return granted;
}

/** As the functions of the hub read it. */
export function configOf(template: Template): SightlineConfig {
  const parameters = Object.values(resources(template, 'AWS::SSM::Parameter'));
  return parseConfig(parameters.map(({ Name, Value }) => ({ name: Name, text: show(Value) })));
}
