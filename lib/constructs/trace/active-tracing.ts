import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnStage, type IRestApi, RestApiBase, type Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnPolicy, CfnRole, Policy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, FunctionBase, type IFunction, QualifiedFunctionBase } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine, type IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-wildcard';

/** What can record traces of its own: L2 and L1 constructs. */
export type Traceable = IFunction | CfnFunction | IRestApi | Stage | CfnStage | IStateMachine | CfnStateMachine;

/** Of these actions X-Ray knows no resources. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const WRITE = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
/** State machines read the sampling rules, too. @see https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const WRITE_AND_SAMPLE = [...WRITE, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];

/**
 * Switches active tracing on where it is not set, and lets the role send traces. What cannot be changed from here is told
 * at synth; what has no traces at all is refused.
 */
export function traceActively(scope: Construct, resource: Traceable): void {
  const template = templateOf(resource);
  if (template instanceof CfnFunction) traceFunction(scope, resource, template);
  else if (template instanceof CfnStage) template.tracingEnabled ??= true;
  else if (template instanceof CfnStateMachine) traceStateMachine(scope, resource, template);
  else if (resource instanceof RestApiBase)
    tell(resource, 'has no stage of its own here; pass the stage that serves it');
  else if (isImported(resource)) tell(resource, 'is not defined in this app; switch active tracing on where it is');
  else throw new Error(`Tracing: '${pathOf(resource)}' ${KNOWN}`);
}

const KNOWN =
  'has no active tracing; Lambda functions, stages of REST APIs and state machines have. HTTP and WebSocket APIs have ' +
  'none: trace their functions';

/** The stage of a REST API stands for it. */
function templateOf(resource: Traceable): unknown {
  if (!Construct.isConstruct(resource)) return undefined;
  if (CfnResource.isCfnResource(resource)) return resource;
  if (resource instanceof RestApiBase) return (resource.deploymentStage as Stage | undefined)?.node.defaultChild;
  if (resource instanceof QualifiedFunctionBase) return resource.lambda.node.defaultChild;
  return resource.node.defaultChild;
}

function isImported(resource: Traceable): boolean {
  return resource instanceof FunctionBase || (Construct.isConstruct(resource) && 'stateMachineArn' in resource);
}

function traceFunction(scope: Construct, resource: Traceable, template: CfnFunction): void {
  const set = Stack.of(template).resolve(template.tracingConfig)?.mode;
  if (set === 'PassThrough') {
    tell(resource, "passes traces through ('Tracing.PASS_THROUGH'), and that stays: nobody records it by itself");
    return;
  }
  if (set !== undefined) return;
  template.tracingConfig = { mode: 'Active' };
  if (resource instanceof FunctionBase && resource.role) {
    resource.addToRolePolicy(statementOf(WRITE));
    if (!hasPolicy(resource.role)) tell(resource, sayAllow(WRITE));
    return;
  }
  allowRole(scope, template, template.role, WRITE);
}

/** A role that the user calls immutable takes a statement and forgets it. */
function hasPolicy(role: IConstruct): boolean {
  return role.node.findAll().some((one) => one instanceof Policy);
}

function traceStateMachine(scope: Construct, resource: Traceable, template: CfnStateMachine): void {
  if (template.tracingConfiguration !== undefined) return;
  template.tracingConfiguration = { enabled: true };
  if (resource instanceof StateMachine) resource.addToRolePolicy(statementOf(WRITE_AND_SAMPLE));
  else allowRole(scope, template, template.roleArn, WRITE_AND_SAMPLE);
}

function statementOf(actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: ['*'] });
}

/** An L1 has the ARN of its role only; a role of the same stack is found by it. */
function allowRole(scope: Construct, template: CfnResource, roleArn: string, actions: readonly string[]): void {
  const stack = Stack.of(template);
  const [logicalId] = (stack.resolve(roleArn) as { 'Fn::GetAtt'?: readonly [string, string] })['Fn::GetAtt'] ?? [];
  const role = stack.node.findAll().find((one) => one instanceof CfnRole && stack.resolve(one.logicalId) === logicalId);
  if (logicalId === undefined || !(role instanceof CfnRole)) {
    tell(template, sayAllow(actions));
    return;
  }
  const policy = new CfnPolicy(scope, `${template.node.addr.slice(-8)}Policy`, {
    policyName: 'sightline-tracing',
    policyDocument: new PolicyDocument({ statements: [statementOf(actions)] }),
    roles: [role.ref],
  });
  acknowledgeWildcard(policy, '*', 'Sends traces: these actions of X-Ray know no resources.');
  // Lambda refuses active tracing for a role that may not send traces.
  template.addResourceDependency(policy);
}

function sayAllow(actions: readonly string[]): string {
  return `has a role that cannot be changed from here; allow it ${actions.join(', ')} on '*'`;
}

function tell(resource: IConstruct, what: string): void {
  Annotations.of(resource).addWarningV2('sightline:tracingByHand', `'${resource.node.path}' ${what}`);
}

function pathOf(resource: unknown): string {
  return Construct.isConstruct(resource) ? resource.node.path : typeof resource;
}
