/**
 * The stacks of an assembly as if deployed: intrinsic functions resolved, resources found by logical id, construct
 * path, name or ARN. Properties are resolved when asked for, so what rehearsal does not need cannot fail it.
 */
import type { Assembly, StackTemplate, TemplateResource } from './assembly';
import { arnFor, namePropertyOf, queueUrl, refFor } from './resource-names';

export interface Resource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly path: string;
  readonly type: string;
  /** The physical name. */
  readonly name: string;
  /** What `Ref` answers. */
  readonly ref: string;
  readonly arn: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** All properties, intrinsic functions resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export class Templates {
  readonly resources: readonly Resource[];
  private readonly stacks: ReadonlyMap<string, StackTemplate>;
  private readonly byPlace = new Map<string, LazyResource>();

  /** @throws where two stacks share a name: resources, metrics and alarms could not be told apart */
  constructor(readonly assembly: Assembly) {
    refuseTwins(assembly);
    this.stacks = new Map(assembly.stacks.map((stack) => [stack.stackName, stack]));
    const resources = assembly.stacks.flatMap((stack) =>
      stack.resources
        .filter((resource) => resource.condition === undefined || this.condition(stack, resource.condition))
        .map((resource) => new LazyResource(this, stack, resource)),
    );
    for (const resource of resources) this.byPlace.set(`${resource.stackName}\n${resource.logicalId}`, resource);
    this.resources = resources;
  }

  ofType(...types: readonly string[]): Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  /** The resource with this ARN, name or `Ref` value, if the templates have it. */
  byIdentity(identity: string, ...types: readonly string[]): Resource | undefined {
    return this.ofType(...types).find(
      ({ arn, name, ref }) => arn === identity || name === identity || ref === identity,
    );
  }

  /**
   * The resource a person means by a logical id, a construct path, or the unambiguous end of a path.
   * @throws naming the candidates where there is none or more than one
   */
  find(id: string, ...types: readonly string[]): Resource {
    const candidates = types.length > 0 ? this.ofType(...types) : this.resources;
    const wanted = id.replace(/^@/, '').replace(/\/Resource$/, '');
    const exact = candidates.filter(({ logicalId, path }) => logicalId === wanted || constructPath(path) === wanted);
    const found =
      exact.length > 0 ? exact : candidates.filter(({ path }) => constructPath(path).endsWith(`/${wanted}`));
    if (found.length === 1 && found[0]) return found[0];
    const known = (found.length > 1 ? found : candidates).map(({ path }) => constructPath(path)).sort();
    const kind = types.length > 0 ? types.join(' or ') : 'resource';
    const problem = found.length > 1 ? `'${id}' means more than one ${kind}` : `there is no ${kind} '${id}'`;
    throw new Error(`${problem}; give one of: ${known.slice(0, 20).join(', ') || '(the templates have none)'}`);
  }

  resolve(stack: StackTemplate, value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.resolve(stack, item, `${where}[${index}]`)).filter(isGiven);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return this.intrinsic(stack, only[0], only[1], where);
    }
    const resolved = entries.map(([key, item]) => [key, this.resolve(stack, item, `${where}.${key}`)] as const);
    return Object.fromEntries(resolved.filter(([, item]) => isGiven(item)));
  }

  private intrinsic(stack: StackTemplate, name: string, argument: unknown, where: string): unknown {
    const fail = (why: string): never => {
      throw new Error(`${where}: cannot resolve ${JSON.stringify({ [name]: argument }).slice(0, 120)}: ${why}`);
    };
    const list = () => {
      const items = Array.isArray(argument) ? argument : fail('it needs a list');
      return items as unknown[];
    };
    const resolvedList = (value: unknown) => {
      const items = this.resolve(stack, value, where);
      return (Array.isArray(items) ? items : fail(`it needs a list, got ${JSON.stringify(items)}`)) as unknown[];
    };
    switch (name) {
      case 'Ref':
        return this.ref(stack, String(argument)) ?? fail(`'${String(argument)}' is neither a resource nor a parameter`);
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
        return this.getAtt(stack, String(logicalId), String(attribute)) ?? fail('the attribute is not rehearsed');
      }
      case 'Fn::Join': {
        const [separator, items] = list();
        return resolvedList(items).join(String(separator));
      }
      case 'Fn::Sub':
        return this.substitute(stack, argument, where, fail);
      case 'Fn::Select': {
        const [index, items] = list();
        return resolvedList(items)[Number(index)] ?? fail('there is no such element');
      }
      case 'Fn::Split': {
        const [separator, text] = list();
        return String(this.resolve(stack, text, where)).split(String(separator));
      }
      case 'Fn::If': {
        const [condition, yes, no] = list();
        return this.resolve(stack, this.condition(stack, String(condition)) ? yes : no, where);
      }
      case 'Fn::ImportValue':
        return this.imported(String(this.resolve(stack, argument, where))) ?? fail('no stack exports it');
      case 'Fn::FindInMap': {
        const [map, top, second] = list().map((part) => String(this.resolve(stack, part, where)));
        const row = (stack.mappings[map ?? ''] as Record<string, Record<string, unknown>> | undefined)?.[top ?? ''];
        return row?.[second ?? ''] ?? fail('the mapping has no such entry');
      }
      default:
        return fail('this function is not rehearsed');
    }
  }

  private ref(stack: StackTemplate, id: string): unknown {
    const { account, region } = stack.environment;
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.stackName}/rehearsal`,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
    };
    if (Object.hasOwn(pseudo, id)) return pseudo[id];
    return this.at(stack.stackName, id)?.ref ?? this.parameter(stack, id);
  }

  private parameter(stack: StackTemplate, id: string): unknown {
    if (!Object.hasOwn(stack.parameters, id)) return undefined;
    const parent = stack.parent && this.stacks.get(stack.parent.stackName);
    const owner = parent?.resources.find((resource) => resource.logicalId === stack.parent?.logicalId);
    const given = (owner?.properties.Parameters as Record<string, unknown> | undefined)?.[id];
    if (parent && given !== undefined) return this.resolve(parent, given, `${parent.stackName} parameter ${id}`);
    const { Type = 'String', Default = `rehearsal-${id}` } = stack.parameters[id] ?? {};
    return /^(CommaDelimitedList|List<)/.test(Type) ? String(Default).split(/\s*,\s*/) : Default;
  }

  private getAtt(stack: StackTemplate, logicalId: string, attribute: string): unknown {
    const resource = this.at(stack.stackName, logicalId);
    if (!resource) return undefined;
    if (attribute.startsWith('Outputs.')) {
      const nested = this.stacks.get(`${stack.stackName}-${logicalId}`);
      const output = nested?.outputs[attribute.slice('Outputs.'.length)];
      return nested && output && this.resolve(nested, output.Value, `${nested.stackName} output`);
    }
    return attributeOf(resource, attribute, stack.environment);
  }

  private substitute(stack: StackTemplate, argument: unknown, where: string, fail: (why: string) => never): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const variable = (variables as Record<string, unknown>)[name];
      if (variable !== undefined) return String(this.resolve(stack, variable, where));
      const value = name.includes('.')
        ? this.getAtt(stack, ...(name.split(/\.(.*)/s).slice(0, 2) as [string, string]))
        : this.ref(stack, name);
      return String(value ?? fail(`'${name}' is not known`));
    });
  }

  private imported(exportName: string): unknown {
    for (const stack of this.stacks.values()) {
      for (const [id, output] of Object.entries(stack.outputs)) {
        if (
          output.Export &&
          this.resolve(stack, output.Export.Name, `${stack.stackName} output ${id}`) === exportName
        ) {
          return this.resolve(stack, output.Value, `${stack.stackName} output ${id}`);
        }
      }
    }
    return undefined;
  }

  private condition(stack: StackTemplate, name: string): boolean {
    return this.test(stack, stack.conditions[name], `${stack.stackName} condition ${name}`);
  }

  private test(stack: StackTemplate, expression: unknown, where: string): boolean {
    const [[operator, argument] = ['', undefined]] = Object.entries((expression ?? {}) as Record<string, unknown>);
    const parts = (Array.isArray(argument) ? argument : [argument]) as unknown[];
    switch (operator) {
      case 'Fn::Equals': {
        const [left, right] = parts.map((part) => this.resolve(stack, part, where));
        return left === right;
      }
      case 'Fn::Not':
        return !this.test(stack, parts[0], where);
      case 'Fn::And':
        return parts.every((part) => this.test(stack, part, where));
      case 'Fn::Or':
        return parts.some((part) => this.test(stack, part, where));
      case 'Condition':
        return this.condition(stack, String(argument));
      default:
        throw new Error(`${where}: cannot decide ${JSON.stringify(expression)}`);
    }
  }

  private at(stackName: string, logicalId: string): LazyResource | undefined {
    return this.byPlace.get(`${stackName}\n${logicalId}`);
  }
}

function refuseTwins({ stacks }: Assembly): void {
  const names = stacks.map(({ stackName }) => stackName);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  const places = stacks.filter(({ stackName }) => stackName === twin).map(({ environment }) => environment.region);
  throw new Error(
    `the assembly has ${places.length} stacks named '${twin}' (${places.join(', ')}); a rehearsal plays one account and ` +
      'region: synthesize only that, or give the stacks different names',
  );
}

/** Construct paths end in `/Resource` where an L2 wraps the resource; people leave that out. */
export function constructPath(path: string): string {
  return path.replace(/\/Resource$/, '');
}

const NO_VALUE = Symbol('AWS::NoValue');

function isGiven(value: unknown): boolean {
  return value !== NO_VALUE;
}

class LazyResource implements Resource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly path: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  private resolved?: Readonly<Record<string, unknown>>;

  constructor(
    private readonly templates: Templates,
    private readonly stack: StackTemplate,
    private readonly resource: TemplateResource,
  ) {
    this.stackName = stack.stackName;
    this.logicalId = resource.logicalId;
    this.path = resource.path;
    this.type = resource.type;
    this.metadata = resource.metadata;
  }

  get name(): string {
    const property = namePropertyOf(this.type);
    const given = property === undefined ? undefined : this.resource.properties[property];
    if (given === undefined) return `${this.stackName}-${this.logicalId}`;
    return String(this.templates.resolve(this.stack, given, `${this.path}.${property}`));
  }

  get ref(): string {
    return refFor(this.type, this.name, this.stack.environment);
  }

  get arn(): string {
    return arnFor(this.type, this.name, this.stack.environment);
  }

  get properties(): Readonly<Record<string, unknown>> {
    this.resolved ??= this.templates.resolve(this.stack, this.resource.properties, this.path) as Record<
      string,
      unknown
    >;
    return this.resolved;
  }
}

/** Attributes of `Fn::GetAtt`: ARNs of every type, and the few others that our templates and common ones use. */
function attributeOf(resource: Resource, attribute: string, place: StackTemplate['environment']): string | undefined {
  switch (attribute) {
    case 'Arn':
    case 'TopicArn':
      return resource.arn;
    case 'StreamArn':
      return `${resource.arn}/stream/rehearsal`;
    case 'QueueName':
    case 'TopicName':
    case 'Name':
      return resource.name;
    case 'QueueUrl':
      return queueUrl(resource.name, place);
    case 'ApiId':
    case 'KeyId':
    case 'Id':
      return resource.ref;
    case 'ApiEndpoint':
      return `https://${resource.ref}.execute-api.${place.region}.amazonaws.com`;
    case 'LogGroupName':
      // What CDK's own custom resource, `Custom::LogRetention`, answers: the name it was given.
      return resource.properties.LogGroupName === undefined ? undefined : String(resource.properties.LogGroupName);
    case 'Ref':
      return resource.ref;
    default:
      return undefined;
  }
}
