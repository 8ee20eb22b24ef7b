/** What the roles that Sightline makes may do: as an app with every construct has it, and as reviewers read it. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { FUNCTION_METADATA } from '../../lib/core/conventions';
import { PERMISSIONS } from '../../test/safety/permissions';
import type { Permission } from '../../test/safety/permissions/permission';
import { unwatchedApp, watchedApp } from './every-construct';
import { table } from './table';

/** One action on one resource. */
export interface Grant {
  /** Construct path below the stack. */
  readonly role: string;
  /** Of the function that has the role. @default - a service of AWS takes it */
  readonly workflow?: string;
  readonly action: string;
  /** Construct path of the resource, or what of an ARN says which; with the condition. */
  readonly on: string;
}

/** As a template writes it after the CDK has merged what it could. */
interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `test/safety/permissions/`, which a test holds to `grants()`. */
export function permissionTable(): string {
  const rows = Object.entries(PERMISSIONS).flatMap(([role, { permissions }]) =>
    permissions.map(({ actions, on, why, wildcard }: Permission) => [
      `\`${role}\``,
      [...actions].sort().join(', '),
      on.map((one) => `\`${one.replace(', where ', '`, where `')}\``).join(', '),
      [why, wildcard].filter(Boolean).join(' '),
    ]),
  );
  return table(['role', 'may', 'on', 'why'], rows.sort(byText));
}

/** What the templates grant to roles of Sightline's making, and by policies of its making to roles of yours. */
export function grants(): Grant[] {
  const { app } = watchedApp();
  app.synth();
  const users = new Set(
    unwatchedApp()
      .app.node.findAll()
      .map(({ node }) => node.path),
  );
  const made = app.node.findAll();
  const names = namesIn(made.filter((one) => CfnResource.isCfnResource(one)));
  const workflows = workflowsOf(made.filter((one) => one instanceof CfnFunction));
  const policies = made.filter((one) => one instanceof CfnPolicy).filter((policy) => !users.has(ownerOf(policy)));
  return policies.flatMap((policy) => grantsOf(policy, names, workflows.get(roleOf(policy) ?? '')));
}

/** Roles whose policies are written into them, or that have managed ones: `grants` does not read those. */
export function rolesWithOtherPolicies(): string[] {
  const { app } = watchedApp();
  const users = new Set(
    unwatchedApp()
      .app.node.findAll()
      .map(({ node }) => node.path),
  );
  return app.node
    .findAll()
    .filter((one) => one instanceof CfnRole && !users.has(one.node.path))
    .filter((one) => {
      const { policies, managedPolicyArns } = one as CfnRole;
      return [policies, managedPolicyArns].some((given) => JSON.stringify(Stack.of(one).resolve(given) ?? []) !== '[]');
    })
    .map(({ node }) => node.path);
}

/** Path of what the policy is for; a policy of a role stands below it. */
function ownerOf({ node }: IConstruct): string {
  return node.path.replace(/(\/(Service)?Role)?(\/DefaultPolicy)?\/Resource$/, '');
}

function roleOf(policy: CfnPolicy): string | undefined {
  const [role] = Stack.of(policy).resolve(policy.roles ?? []) as readonly { readonly Ref?: string }[];
  return role?.Ref;
}

/** Logical id of a role to the workflow of its function. */
function workflowsOf(functions: readonly CfnFunction[]): ReadonlyMap<string, string> {
  return new Map(
    functions
      .filter((one) => one.getMetadata(FUNCTION_METADATA) !== undefined)
      .map((one) => {
        const role = Stack.of(one).resolve(one.role) as { readonly 'Fn::GetAtt': readonly [string, string] };
        return [role['Fn::GetAtt'][0], one.getMetadata(FUNCTION_METADATA) as string];
      }),
  );
}

function grantsOf(policy: CfnPolicy, names: ReadonlyMap<string, string>, workflow: string | undefined): Grant[] {
  const stack = Stack.of(policy);
  const { Statement } = stack.resolve(policy.policyDocument) as { readonly Statement: readonly Statement[] };
  const role = ownerOf(policy).slice(stack.node.path.length + 1);
  return Statement.flatMap(({ Action, Resource, Condition = {} }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource) => ({
        ...{ role, workflow, action },
        on: shown(resource, names) + conditionText(Condition),
      })),
    ),
  );
}

/** Logical id to construct path below the stack; no two stacks of the app have one in common. */
function namesIn(resources: readonly CfnResource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.map((one) => {
      const stack = Stack.of(one);
      const path = one.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, '');
      return [stack.resolve(one.logicalId) as string, path];
    }),
  );
}

/** Without partition, Region and account, which are always those of the stack. */
function shown(resource: unknown, names: ReadonlyMap<string, string>): string {
  return textOf(resource, names).replace(/^arn:[^:]*:(\w+):[^:]*:[^:]*:/, '$1 ');
}

function textOf(value: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const { Ref, ...call } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === 'string') return Ref.startsWith('AWS::') ? '' : (names.get(Ref) ?? Ref);
  const [id = '', attribute = ''] = (call['Fn::GetAtt'] ?? []) as readonly string[];
  if (id) return `${names.get(id) ?? id}${attribute === 'Arn' ? '' : ` (${attribute})`}`;
  // `Shop:ExportsOutputFnGetAttPagerKey0A1B2C3DArn4E5F6071`, or with `Ref`
  const [, exported] = /:ExportsOutput(?:Ref|FnGetAtt)(\w+)$/.exec(String(call['Fn::ImportValue'] ?? '')) ?? [];
  if (exported) return [...names].find(([known]) => exported.startsWith(known))?.[1] ?? exported;
  const [, parts] = (call['Fn::Join'] ?? ['', [JSON.stringify(value)]]) as [string, readonly unknown[]];
  return parts.map((part) => textOf(part, names)).join('');
}

function conditionText(condition: NonNullable<Statement['Condition']>): string {
  const clauses = Object.values(condition).flatMap((operands) => Object.entries(operands));
  return clauses.map(([key, value]) => `, where ${key} is ${[value].flat().join(' or ')}`).join('');
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join().localeCompare(b.join(), 'en');
}
