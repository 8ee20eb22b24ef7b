import {
  CfnResource,
  DefaultTokenResolver,
  Fn,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ResourceSource } from '../../core/catalog/locate';
import { keyOf, propertyAt } from '../../core/catalog/properties';

/** The template resource that a construct stands for: itself, or an L2's own; `undefined` for imported ones. */
export function templateResourceOf(construct: IConstruct): CfnResource | undefined {
  if (CfnResource.isCfnResource(construct)) return construct;
  const child = defaultChildOf(construct);
  return child && CfnResource.isCfnResource(child) ? child : undefined;
}

/** CDK's own getter throws where a construct has both a child `Resource` and a child `Default`. */
export function defaultChildOf(construct: IConstruct): IConstruct | undefined {
  try {
    return construct.node.defaultChild;
  } catch {
    return undefined;
  }
}

/** The template resources of this app that a text is made of, such as an ARN that CDK put together. */
export function resourcesIn(text: unknown, scope: IConstruct): CfnResource[] {
  if (!Token.isUnresolved(text)) return [];
  const collector = new ReferenceCollector();
  Tokenization.resolve(text, { scope, resolver: collector, preparing: true });
  return collector.targets;
}

class ReferenceCollector extends DefaultTokenResolver {
  readonly targets: CfnResource[] = [];

  constructor() {
    super(new StringConcat());
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token) && CfnResource.isCfnResource(token.target)) this.targets.push(token.target);
    return super.resolveToken(token, context, postProcessor);
  }
}

/** The template resource whose name or ARN a text is; `undefined` for plain texts and other tokens. */
function referencedBy(text: unknown): CfnResource | undefined {
  const token = typeof text === 'string' ? Tokenization.reverseString(text).firstToken : text;
  if (!Reference.isReference(token) || !CfnResource.isCfnResource(token.target)) return undefined;
  return token.target;
}

/** A template resource of an app as the catalog's rules read it. Properties are resolved when asked for. */
export class ConstructSource implements ResourceSource {
  readonly type: string;
  readonly properties: object;
  private readonly stack: Stack;

  constructor(readonly resource: CfnResource) {
    this.type = resource.cfnResourceType;
    this.stack = Stack.of(resource);
    this.properties = lazyProperties(resource);
  }

  get account(): string {
    return this.stack.account;
  }

  get region(): string {
    return this.stack.region;
  }

  ref(): string {
    return this.resource.ref;
  }

  attribute(name: string): string {
    return Token.asString(this.resource.getAtt(name));
  }

  text(path: string): string | undefined {
    const value = rawAt(this.resource, path);
    if (value === undefined || value === null) return undefined;
    return typeof value === 'object' && !Tokenization.isResolvable(value) ? undefined : Token.asString(value);
  }

  part(text: string, separator: string, at: number): string {
    // Fn.split keeps tokens; plain texts would stay a Fn::Split of a literal in the template.
    return Token.isUnresolved(text) ? Fn.select(at, Fn.split(separator, text)) : (text.split(separator)[at] ?? '');
  }

  target(path: string): ConstructSource | undefined {
    const target = referencedBy(rawAt(this.resource, path));
    return target && new ConstructSource(target);
  }
}

/** L1 classes keep properties in camelCase and `CfnResource` as written: readers of paths take either. */
function ownProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  // Protected, but the one place where every L1 has its properties: rendering a whole resource for one of them is slow.
  return (resource as unknown as { readonly cfnProperties: Record<string, unknown> }).cfnProperties;
}

/** What `addPropertyOverride` changed, which wins; `undefined` where `addPropertyDeletionOverride` took it away. */
function overridesOf(resource: CfnResource): unknown {
  return (resource as unknown as { readonly rawOverrides: { readonly Properties?: unknown } }).rawOverrides.Properties;
}

function rawAt(resource: CfnResource, path: string): unknown {
  const overrides = overridesOf(resource);
  const overridden = propertyAt(overrides, path);
  if (overridden !== undefined || isDeleted(overrides, path)) return overridden;
  const [first = '', ...rest] = path.split('.');
  const found = propertyAt(ownProperties(resource), first);
  const top = Tokenization.isResolvable(found) && rest.length > 0 ? Stack.of(resource).resolve(found) : found;
  return propertyAt(top, rest.join('.'));
}

function isDeleted(overrides: unknown, path: string): boolean {
  const names = path.split('.');
  return names.some((name, at) => {
    const above = propertyAt(overrides, names.slice(0, at).join('.'));
    return keyOf(above, name) !== undefined && propertyAt(above, name) === undefined;
  });
}

function lazyProperties(resource: CfnResource): object {
  const own = ownProperties(resource);
  const overrides = overridesOf(resource);
  const properties = {};
  for (const key of Object.keys(own)) {
    if (isDeleted(overrides, key)) continue;
    Object.defineProperty(properties, key, {
      enumerable: true,
      get: () => merged(Stack.of(resource).resolve(own[key]), propertyAt(overrides, key)),
    });
  }
  for (const [key, value] of Object.entries((overrides ?? {}) as object)) {
    if (keyOf(own, key) === undefined && value !== undefined) Object.assign(properties, { [key]: value });
  }
  return properties;
}

function merged(value: unknown, override: unknown): unknown {
  if (override === undefined) return value;
  if (!isRecord(value) || !isRecord(override)) return override;
  const kept = Object.entries(value)
    .filter(([key]) => !isDeleted(override, key))
    .map(([key, member]) => [key, merged(member, propertyAt(override, key))]);
  const added = Object.entries(override).filter(([key, member]) => member !== undefined && !keyOf(value, key));
  return Object.fromEntries([...kept, ...added]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
