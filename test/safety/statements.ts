/** The IAM statements of templates, and those that reach further than they should. */

/** As templates write them; what is a list there may be a single text. */
export interface PolicyStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PlacedStatement {
  /** Template, logical id and position. */
  readonly place: string;
  readonly statement: PolicyStatement;
}

export interface TemplateBody {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}

/** Where an action may stand that knows no resources. */
export interface UnscopedAction {
  /** Page that says so. */
  readonly source: string;
  /** Condition key that must limit it instead, to exact values. */
  readonly condition?: string;
  /** All resource ids of the account and Region, no more: `arn:aws:ec2:us-east-1:111122223333:*\/*`. */
  readonly inAccount?: boolean;
}

/** Statements of identities: policies, managed policies, and those inline in roles, users and groups. */
export function identityStatements(name: string, { Resources = {} }: TemplateBody): PlacedStatement[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (!IDENTITY_TYPES.includes(Type)) return [];
    const inline = (Properties.Policies ?? []).map((policy: Properties) => policy.PolicyDocument);
    const documents = [Properties.PolicyDocument, ...inline].filter(Boolean);
    const statements = documents.flatMap((document: Properties) => listOf<PolicyStatement>(document.Statement));
    return statements.map((statement, index) => ({ place: `${name} ${id}[${index}]`, statement }));
  });
}

/** What is wrong with a statement, in words that name it; empty if nothing is. */
export function wildcardProblems(
  { place, statement }: PlacedStatement,
  unscoped: Readonly<Record<string, UnscopedAction>>,
): string[] {
  if (statement.Effect === 'Deny') return [];
  const problem = (what: string) => `${place}: ${what}`;
  const negated = ['NotAction', 'NotResource']
    .filter((name) => name in statement)
    .map((name) => problem(`has ${name}`));
  const actions = listOf<string>(statement.Action);
  const vague = actions.filter((action) => action.includes('*')).map((action) => problem(`allows '${action}'`));
  const reaches = listOf(statement.Resource).map(textOf).filter(isWholeService);
  const wide = reaches.flatMap((resource) =>
    actions
      .map((action) => wideProblem(action, resource, statement, unscoped))
      .filter((what) => what !== undefined)
      .map(problem),
  );
  return [...negated, ...vague, ...wide];
}

function wideProblem(
  action: string,
  resource: string,
  { Condition = {} }: PolicyStatement,
  unscoped: Readonly<Record<string, UnscopedAction>>,
): string | undefined {
  const known = Object.hasOwn(unscoped, action) ? unscoped[action] : undefined;
  if (!known) return `allows ${action} on '${resource}'`;
  if (known.inAccount && !/^arn:[^:]+:[^:*]+:[^:*]+:[^:*]+:/.test(resource)) {
    return `allows ${action} on '${resource}', beyond the account and Region`;
  }
  if (known.condition === undefined || Object.hasOwn(Condition.StringEquals ?? {}, known.condition)) return undefined;
  return `allows ${action} without StringEquals on ${known.condition}`;
}

/** `*`, or an ARN that names no resource of its service. */
function isWholeService(resource: string): boolean {
  return /^\*+$/.test(resource.split(':').slice(5).join(':').replaceAll(/[/:]/g, '')) || /^[*?:]+$/.test(resource);
}

/** References become `<Table.Arn>`, without the colons that part an ARN. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, ...call } = resource as Readonly<Record<string, unknown>>;
  if (Ref !== undefined) return `<${String(Ref).replaceAll(':', '')}>`;
  const [delimiter, parts] = (call['Fn::Join'] ?? []) as [string?, unknown[]?];
  return parts ? parts.map(textOf).join(delimiter) : `<${JSON.stringify(call).replaceAll(/[:*]/g, '')}>`;
}

function listOf<T>(value: unknown): readonly T[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as T[];
}

const IDENTITY_TYPES = [
  'Policy',
  'ManagedPolicy',
  'Role',
  'User',
  'Group',
  'RolePolicy',
  'UserPolicy',
  'GroupPolicy',
].map((type) => `AWS::IAM::${type}`);

// biome-ignore lint/suspicious/noExplicitAny: template properties are untyped JSON
type Properties = any;
