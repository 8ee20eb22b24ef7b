import type { CatalogEntry } from './entry';
import { type Properties, propertyAt, readProperties } from './properties';
import type { DimensionSource, DimensionSources, PlainSource, ResourceRule } from './resource-rule';

/** A resource of an app or a template, as the rules of entries read it. Texts may be tokens. */
export interface ResourceSource {
  /** CloudFormation type. */
  readonly type: string;
  /** The properties as JSON; `undefined` for what is imported. */
  readonly properties: unknown;
  readonly account: string;
  readonly region: string;
  ref(): string;
  attribute(name: string): string;
  /** A property as text, also where it is known only at deploy time. */
  text(path: string): string | undefined;
  /** As Fn::Select of Fn::Split. */
  part(text: string, separator: string, at: number): string;
  /** The resource whose ARN stands at a path, where it is in reach. */
  target(path: string): ResourceSource | undefined;
}

/** What one entry sees of one resource, or of one item of it. */
export interface LocatedResource<Facts = unknown> {
  readonly facts: Facts;
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Name of the item, where the entry is about items. */
  readonly item?: string;
  /** What is watched along with it, where that is in reach. */
  readonly companion?: ResourceSource;
}

/** The entries for resources of a type: `when` decides among those that share it. */
export class EntryIndex {
  /** Without those that are hidden. */
  readonly entries: readonly CatalogEntry[];
  private readonly byType = new Map<string, CatalogEntry[]>();

  /** @param entries earlier ones hide later ones with the same title */
  constructor(entries: readonly CatalogEntry[]) {
    this.entries = [...new Map(entries.toReversed().map((entry) => [entry.title, entry])).values()].toReversed();
    for (const entry of this.entries) {
      for (const type of typesOf(entry)) this.byType.set(type, [...(this.byType.get(type) ?? []), entry]);
    }
  }

  /** Whether some entry is about the type and wants it watched wherever it is found. */
  discovers(type: string): boolean {
    return this.byType.get(type)?.some((entry) => entry.resource?.onRequest !== true) ?? false;
  }

  of(type: string, properties: Properties): CatalogEntry[] {
    return (this.byType.get(type) ?? []).filter(
      (entry) => named(entry, 'when', () => entry.resource?.when?.(properties)) ?? true,
    );
  }
}

/** What an entry sees of a resource: itself, its items, or nothing where it has not the dimensions. */
export function locate<Facts>(entry: CatalogEntry<Facts>, source: ResourceSource): LocatedResource<Facts>[] {
  const rule = entry.resource;
  if (!rule) return [];
  const facts = factsOf(entry, source.properties);
  if (!rule.each) {
    const own = dimensionsOf(rule, source);
    return own ? [{ facts, ...withCompanion(rule, own, source) }] : [];
  }
  const { list, name } = rule.each;
  const items = propertyAt(source.properties, list);
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    const dimensions = dimensionsOf(rule, source, item);
    const text = propertyAt(item, name);
    return dimensions && typeof text === 'string' ? [{ facts, dimensions, item: text }] : [];
  });
}

/** For imported constructs, whose dimensions are known by name. */
export function factsOfImported<Facts>(entry: CatalogEntry<Facts>): Facts {
  return factsOf(entry, undefined);
}

function factsOf<Facts>(entry: CatalogEntry<Facts>, properties: unknown): Facts {
  return named(entry, 'facts', () => entry.resource?.facts?.(readProperties(properties))) as Facts;
}

/** Calls a rule; what it throws is said with the entry it belongs to, which may be one of the user's. */
export function named<T>(entry: Pick<CatalogEntry, 'title'>, rule: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new Error(`The catalog entry '${entry.title}' failed in '${rule}': ${(error as Error)?.message ?? error}`);
  }
}

/** The CloudFormation types that an entry is about: none without `resource`. */
export function typesOf(entry: CatalogEntry): readonly string[] {
  return entry.resource ? [entry.type, ...(entry.resource.alsoTypes ?? [])] : [];
}

type Dimensions = LocatedResource['dimensions'];

function dimensionsOf<Facts>(
  rule: ResourceRule<Facts>,
  source: ResourceSource,
  item?: unknown,
): Dimensions | undefined {
  const sets = Object.entries(rule.dimensions).flatMap(([set, sources]) => {
    const values = valuesOf(sources, source, item);
    return values ? [[set, values] as const] : [];
  });
  const dimensions = Object.fromEntries(sets);
  return Object.hasOwn(dimensions, 'default') ? dimensions : undefined;
}

/** All values of a set, or none. */
function valuesOf(
  sources: DimensionSources,
  source: ResourceSource,
  item: unknown,
): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [name, from] of Object.entries(sources)) {
    const value = sourceValue(from, source, item);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

function sourceValue(from: DimensionSource, source: ResourceSource, item: unknown): string | undefined {
  if (typeof from === 'string') return plainValue(from, source, item);
  if ('join' in from) {
    const parts = from.join.map((part) => plainValue(part, source, item));
    return parts.includes(undefined) ? undefined : parts.join(from.with);
  }
  const text = plainValue(from.of, source, item);
  if (text === undefined) return undefined;
  const part = source.part(text, from.split, from.at);
  // A property may hold a name where an ARN is expected. What Ref and GetAtt answer is known at deploy time only.
  return part === '' && from.of.startsWith('Property ') ? undefined : part;
}

function plainValue(from: PlainSource, source: ResourceSource, item: unknown): string | undefined {
  const space = from.indexOf(' ');
  const [kind, rest] = space < 0 ? [from, ''] : [from.slice(0, space), from.slice(space + 1)];
  switch (kind) {
    case 'Ref':
      return source.ref();
    case 'GetAtt':
      return source.attribute(rest);
    case 'Property':
      return source.text(rest);
    case 'Value':
      return rest;
    case 'Account':
      return source.account;
    case 'Region':
      return source.region;
    case 'Item': {
      const text = propertyAt(item, rest);
      return typeof text === 'string' ? text : undefined;
    }
    default:
      throw new Error(
        `'${from}' is no source of a dimension; known are Ref, GetAtt, Property, Item, Value, Account, Region`,
      );
  }
}

function withCompanion<Facts>(rule: ResourceRule<Facts>, own: Dimensions, source: ResourceSource) {
  const { companion } = rule;
  const arn = companion && source.text(companion.arn);
  if (!companion || arn === undefined) return { dimensions: own };
  const target = source.target(companion.arn);
  const found = target && dimensionsOf(rule, target)?.default;
  const name = found ? '' : source.part(arn, ':', 5);
  if (!found && name === '') return { dimensions: own };
  const dimensions = found ?? { [companion.dimension]: name };
  return { dimensions: { ...own, [companion.dimensionSet]: dimensions }, ...(found && { companion: target }) };
}
