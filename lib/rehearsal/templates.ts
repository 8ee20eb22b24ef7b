/**
 * The stacks of an assembly as if deployed: intrinsic functions resolved, resources found by logical id, construct
 * path, name or ARN. Properties are resolved when asked for, so what rehearsal does not need cannot fail it.
 */

import { closest } from '../core/closest';
import type { Assembly, StackTemplate, TemplateResource } from './assembly';
import { pathOfStack } from './chosen-stacks';
import { type Decision, decideCondition, everyOf } from './conditions';
import { NO_VALUE, resolveValue } from './intrinsics';
import { partitionOf } from './partitions';
import { arnFor, attributeFor, namePropertyOf, refFor, withoutQualifier } from './resource-names';

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
  /** The properties, intrinsic functions resolved; asking for one that cannot be resolved throws, naming it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A resource that is left out, though a deploy may make it. */
export interface UndecidedResource extends Pick<Resource, 'stackName' | 'logicalId' | 'path' | 'type'> {
  /** What its condition asks for that the templates do not tell. */
  readonly reason: string;
}

export class Templates {
  readonly resources: readonly Resource[];
  /** Those whose condition, or that of the nested stack they are in, cannot be decided; they are not in `resources`. */
  readonly undecided: readonly UndecidedResource[];
  private readonly stacks: ReadonlyMap<string, StackTemplate>;
  private readonly byPlace = new Map<string, LazyResource>();
  /** Answers of `byIdentity`: deliveries ask it for every message. */
  private readonly known = new Map<string, Resource | undefined>();

  /** @throws where two stacks share a name: resources, metrics and alarms could not be told apart */
  constructor(readonly assembly: Assembly) {
    refuseTwins(assembly);
    this.stacks = new Map(assembly.stacks.map((stack) => [stack.stackName, stack]));
    const made = assembly.stacks.flatMap((stack) =>
      stack.resources.map((resource) => ({
        resource: new LazyResource(this, stack, resource),
        conditions: this.conditionsOn(stack, resource.condition),
      })),
    );
    // Conditions may ask for what stands in the templates without one, such as the value of an SSM parameter.
    this.resources = this.placed(made.filter(({ conditions }) => conditions.length === 0));
    const decided = made.map((one) => ({
      ...one,
      decision: everyOf(one.conditions.map(([stack, name]) => this.decide(stack, name))),
    }));
    this.resources = this.placed(decided.filter(({ decision }) => decision.holds === true));
    this.known.clear();
    this.undecided = decided.flatMap(({ resource, decision: { holds, doubt } }) => {
      if (holds === true || doubt === undefined) return [];
      const { stackName, logicalId, path, type } = resource;
      return [{ stackName, logicalId, path, type, reason: doubt }];
    });
  }

  ofType(...types: readonly string[]): Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  /** The account and region of a resource. */
  placeOf({ stackName }: Resource): StackTemplate['environment'] {
    return this.stacks.get(stackName)?.environment ?? { account: '', region: '' };
  }

  /** The path of the stack that a resource is in, such as `Prod/Shop`. */
  stackPathOf({ stackName }: Resource): string {
    return this.stacks.get(stackName)?.path ?? stackName;
  }

  /** What Fn::GetAtt answers; the name of the attribute where that is known only once it is deployed. */
  attributeOf(resource: Resource, attribute: string): string {
    return attributeFor(resource, attribute, this.placeOf(resource)) ?? `${resource.name}.${attribute}`;
  }

  /** The resource with this ARN, name or `Ref` value, if the templates have it. */
  byIdentity(identity: string, ...types: readonly string[]): Resource | undefined {
    const question = `${types.join()}\n${identity}`;
    if (!this.known.has(question)) {
      const wanted = withoutQualifier(identity);
      this.known.set(
        question,
        this.ofType(...types).find((resource) => isKnownAs(resource, wanted)),
      );
    }
    return this.known.get(question);
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
    const meant = found.length > 1 ? undefined : meantBy(wanted, candidates);
    const listed = known.slice(0, 20).join(', ') || '(the templates have none)';
    throw new Error(
      `${problem}; ${meant === undefined ? 'give one of' : `did you mean '${meant}'? There are`}: ${listed}`,
    );
  }

  /** Whether `find` finds exactly one. */
  has(id: string, ...types: readonly string[]): boolean {
    try {
      return this.find(id, ...types) !== undefined;
    } catch {
      return false;
    }
  }

  /**
   * A value of a stack's template with its intrinsic functions resolved.
   * @param where resource and property, for the error
   * @throws naming them and the function that cannot be resolved
   */
  resolve(stack: StackTemplate, value: unknown, where: string): unknown {
    return this.resolveNoting(stack, value, where);
  }

  /** @param assumed gets the parameters whose value was made up, since they have none here */
  private resolveNoting(stack: StackTemplate, value: unknown, where: string, assumed?: Set<string>): unknown {
    return resolveValue(
      {
        region: stack.environment.region,
        ref: (id) => this.ref(stack, id, assumed),
        getAtt: (logicalId, attribute) => this.getAtt(stack, logicalId, attribute),
        importValue: (name) => this.imported(name),
        isTrue: (condition) => this.isTrue(stack, condition),
        mapping: (name) => stack.mappings[name],
      },
      value,
      where,
    );
  }

  private ref(stack: StackTemplate, id: string, assumed?: Set<string>): unknown {
    const { account, region } = stack.environment;
    const partition = partitionOf(region);
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': partition.name,
      'AWS::URLSuffix': partition.urlSuffix,
      'AWS::StackName': stack.stackName,
      'AWS::StackId': `arn:${partition.name}:cloudformation:${region}:${account}:stack/${stack.stackName}/rehearsal`,
      'AWS::NoValue': NO_VALUE,
      'AWS::NotificationARNs': [],
    };
    if (Object.hasOwn(pseudo, id)) return pseudo[id];
    return this.at(stack, id)?.ref ?? this.parameter(stack, id, assumed);
  }

  private parameter(stack: StackTemplate, id: string, assumed?: Set<string>): unknown {
    if (!Object.hasOwn(stack.parameters, id)) return undefined;
    const { Type = 'String', Default } = stack.parameters[id] ?? {};
    const parent = stack.parent && this.stacks.get(stack.parent.stackName);
    const given = (ownerOf(stack, parent)?.properties.Parameters as Record<string, unknown> | undefined)?.[id];
    const isGiven = parent !== undefined && given !== undefined;
    if (!isGiven && Default === undefined) assumed?.add(id);
    const text = isGiven
      ? this.resolveNoting(parent, given, `${parent.stackName} parameter ${id}`, assumed)
      : (Default ?? `rehearsal-${id}`);
    const value = Type.startsWith('AWS::SSM::Parameter::Value<') ? this.storedParameter(String(text), Type) : text;
    return /^(CommaDelimitedList|List<)|<(CommaDelimitedList|List<)/.test(Type) && !Array.isArray(value)
      ? String(value).split(/\s*,\s*/)
      : value;
  }

  /** What SSM Parameter Store has under a name, as far as the templates put it there. */
  private storedParameter(name: string, type: string): unknown {
    const stored = this.byIdentity(name, 'AWS::SSM::Parameter');
    if (stored) return stored.properties.Value;
    throw new Error(
      `its value is the SSM parameter '${name}' (${type}), known only in the account; add an AWS::SSM::Parameter of ` +
        'that name to the templates, or use a parameter of type String with a default',
    );
  }

  private placed(made: readonly { readonly resource: LazyResource }[]): LazyResource[] {
    const resources = made.map(({ resource }) => resource);
    for (const resource of resources) this.byPlace.set(`${resource.stackName}\n${resource.logicalId}`, resource);
    return resources;
  }

  /** The conditions that a resource hangs on: its own, and those of the nested stacks that it is in. */
  private conditionsOn(stack: StackTemplate, condition?: string): (readonly [StackTemplate, string])[] {
    const parent = stack.parent && this.stacks.get(stack.parent.stackName);
    const above = parent ? this.conditionsOn(parent, ownerOf(stack, parent)?.condition) : [];
    return condition === undefined ? above : [...above, [stack, condition]];
  }

  private getAtt(stack: StackTemplate, logicalId: string, attribute: string): unknown {
    const resource = this.at(stack, logicalId);
    if (!resource) return undefined;
    if (attribute.startsWith('Outputs.')) {
      const nested = this.stacks.get(`${stack.stackName}-${logicalId}`);
      const output = nested?.outputs[attribute.slice('Outputs.'.length)];
      return nested && output && this.resolve(nested, output.Value, `${nested.stackName} output`);
    }
    return attributeFor(resource, attribute, stack.environment);
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

  /**
   * Whether a condition of a stack's template holds, with the defaults of its parameters; one without a default has a
   * made-up value.
   * @throws where nobody can tell
   */
  isTrue(stack: StackTemplate, name: string): boolean {
    const { holds, doubt } = this.decide(stack, name);
    if (holds === undefined) throw new Error(doubt);
    return holds;
  }

  private decide(stack: StackTemplate, name: string): Decision {
    return decideCondition(stack, name, (value, where, assumed) => this.resolveNoting(stack, value, where, assumed));
  }

  /** @throws where a condition leaves the resource out */
  private at({ stackName, resources }: StackTemplate, logicalId: string): LazyResource | undefined {
    const found = this.byPlace.get(`${stackName}\n${logicalId}`);
    if (!found && resources.some((resource) => resource.logicalId === logicalId))
      throw new Error(`a condition leaves '${logicalId}' out`);
    return found;
  }
}

function ownerOf(stack: StackTemplate, parent: StackTemplate | undefined): TemplateResource | undefined {
  return parent?.resources.find(({ logicalId }) => logicalId === stack.parent?.logicalId);
}

/** A resource whose own name cannot be resolved is known as nothing; asking for its name says why. */
function isKnownAs(resource: Resource, identity: string): boolean {
  try {
    return [resource.arn, resource.name, resource.ref].includes(identity);
  } catch {
    return false;
  }
}

function refuseTwins({ stacks }: Assembly): void {
  const names = stacks.map(({ stackName }) => stackName);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  const twins = stacks
    .filter(({ stackName }) => stackName === twin)
    .map((stack) => `${pathOfStack(stack)} in ${stack.environment.region}`);
  throw new Error(
    `the assembly has ${twins.length} stacks named '${twin}' (${twins.join(', ')}), and one of each name is read at a time: ` +
      'choose one by its path with --stacks (in code: the option stacks), or give them different names',
  );
}

/** By what people may call resources: the last part of the path, the whole path, the logical id. */
export function namesOf(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ path, logicalId }) => {
    const whole = constructPath(path);
    return [whole.slice(whole.lastIndexOf('/') + 1), whole, logicalId];
  });
}

/**
 * What a misspelt name most likely stands for. Where several resources have it, such as `DeadLetters`, the path of the one
 * nearest to the root; none where two are equally near.
 */
function meantBy(wanted: string, resources: readonly Resource[]): string | undefined {
  const meant = closest(wanted, namesOf(resources));
  if (meant === undefined) return undefined;
  const owners = resources.filter((one) => namesOf([one]).includes(meant));
  if (owners.length === 1) return meant;
  const paths = owners.map(({ path }) => constructPath(path)).sort((a, b) => depthOf(a) - depthOf(b));
  const [nearest = '', next = ''] = paths;
  return depthOf(nearest) < depthOf(next) ? nearest : undefined;
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/** Construct paths end in `/Resource` where an L2 wraps the resource; people leave that out. */
export function constructPath(path: string): string {
  return path.replace(/\/Resource$/, '');
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
    return refFor(this, this.stack.environment);
  }

  get arn(): string {
    return arnFor(this, this.stack.environment);
  }

  get properties(): Readonly<Record<string, unknown>> {
    this.resolved ??= this.lazyProperties();
    return this.resolved;
  }

  /** Each property is resolved when it is first asked for: what nobody needs cannot fail. */
  private lazyProperties(): Readonly<Record<string, unknown>> {
    const lazy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(this.resource.properties)) {
      const remember = () => {
        const resolved = this.templates.resolve(this.stack, value, `${this.path}.${key}`);
        const given = resolved === NO_VALUE ? undefined : resolved;
        Object.defineProperty(lazy, key, { value: given, enumerable: true });
        return given;
      };
      Object.defineProperty(lazy, key, { get: remember, enumerable: true, configurable: true });
    }
    return lazy;
  }
}
