/** What the roles that Sightline makes may do, read from an app with every construct. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { unwatchedApp, watchedApp } from './every-construct';
import { table } from './table';

/** As a template writes it after the CDK has merged what it could. */
interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function permissionTable(): string {
  const { app } = watchedApp();
  app.synth();
  const users = new Set(
    unwatchedApp()
      .app.node.findAll()
      .map(({ node }) => node.path),
  );
  const policies = app.node.findAll().filter((one) => one instanceof CfnPolicy);
  const own = policies.filter((policy) => !users.has(ownerOf(policy)));
  return table(['role', 'may', 'on'], own.flatMap(rowsOf).sort(byText));
}

/** Path of what the policy is for; a policy of a role stands below it. */
function ownerOf({ node }: IConstruct): string {
  return node.path.replace(/(\/(Service)?Role)?(\/DefaultPolicy)?\/Resource$/, '');
}

function rowsOf(policy: CfnPolicy): string[][] {
  const stack = Stack.of(policy);
  const { Statement } = stack.resolve(policy.policyDocument) as { readonly Statement: readonly Statement[] };
  const names = namesIn(stack);
  const role = ownerOf(policy).slice(stack.node.path.length + 1);
  return Statement.map(({ Action, Resource, Condition = {} }) => [
    `\`${role}\``,
    [Action].flat().sort().join(', '),
    `${[Resource]
      .flat()
      .map((resource) => `\`${shown(resource, names)}\``)
      .join(', ')}${conditionText(Condition)}`,
  ]);
}

/** Logical id to construct path below the stack. */
function namesIn(stack: Stack): ReadonlyMap<string, string> {
  const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one));
  return new Map(
    resources.map((one) => [
      stack.resolve(one.logicalId) as string,
      one.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, ''),
    ]),
  );
}

/** Without partition, Region and account, which are always those of the stack. */
function shown(resource: unknown, names: ReadonlyMap<string, string>): string {
  const text = textOf(resource, names);
  return text.replace(/^arn:[^:]*:(\w+):[^:]*:[^:]*:/, '$1 ');
}

function textOf(value: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const { Ref, ...call } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === 'string') return Ref.startsWith('AWS::') ? '' : (names.get(Ref) ?? Ref);
  const [id = '', attribute = ''] = (call['Fn::GetAtt'] ?? []) as readonly string[];
  if (id) return `${names.get(id) ?? id}${attribute === 'Arn' ? '' : ` (${attribute})`}`;
  if ('Fn::ImportValue' in call) return 'yours, of another stack';
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
