import { type CfnResource, Resource } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { EntryIndex, factsOfImported, locate, typesOf } from '../../core/catalog/locate';
import { readProperties } from '../../core/catalog/properties';
import type { CatalogResource } from '../../core/catalog/resolve';
import { shown } from '../check';
import { plainText } from './plain-text';
import { ConstructSource, resourcesIn, templateResourceOf } from './source';
import { Target } from './target';

/**
 * What `Observability.monitor` takes: a construct of a type that the catalog knows (L2, L1, `CfnResource` or imported),
 * or a `Target`.
 */
export type Monitorable = IConstruct | Target;

/** A resource, or an item of one, with its catalog entry. */
export interface Subject {
  readonly entry: CatalogEntry;
  readonly resource: CatalogResource;
  /** Tells items of one resource apart; empty for the resource itself. */
  readonly item: string;
}

export interface FoundResource {
  readonly subjects: readonly Subject[];
  /** What makes a construct the same one however it is passed: the template resource, or the imported construct. */
  readonly identity: object;
  /** Resources that are watched along with it. */
  readonly companions: readonly CfnResource[];
}

/** Finds the catalog entries of constructs, and the facts and dimensions that their alarms need. */
export class ResourceFinder {
  private readonly index: EntryIndex;

  constructor(
    catalog: readonly CatalogEntry[],
    private readonly namespace: string,
  ) {
    this.index = new EntryIndex(catalog);
  }

  /** Whether resources of this type are in the catalog, to be watched without being asked for. */
  discovers(type: string): boolean {
    return this.index.discovers(type);
  }

  /** @throws where there is no entry, saying what it got and what is known */
  find(resource: Monitorable): FoundResource {
    if (resource instanceof Target) return this.target(resource);
    const found = Construct.isConstruct(resource) ? this.search(resource) : undefined;
    if (!found || found.subjects.length === 0) throw this.unknown(resource);
    return found;
  }

  /** Without subjects where there is no entry, or none that the resource has the dimensions for. */
  search(resource: IConstruct): FoundResource {
    const template = templateResourceOf(resource) ?? this.standsFor(resource);
    return template ? this.own(resource, template) : this.findImported(resource);
  }

  /** The entry of an imported construct, which none in the template stands behind. */
  importedEntry(resource: IConstruct): CatalogEntry | undefined {
    // A construct of the user's own may have a property of the same name, but is no `Resource`.
    if (!Resource.isResource(resource) || templateResourceOf(resource)) return undefined;
    return this.index.entries.find((entry) => isOf(entry, resource));
  }

  /**
   * The resource of this app that a construct without one of its own has the name of: that of a `SingletonFunction`, or
   * of something imported by the name of what the app makes.
   */
  standsFor(resource: IConstruct): CfnResource | undefined {
    const entry = this.importedEntry(resource);
    const values = entry ? Object.values(importedDimensions(entry, resource)) : [];
    return values
      .flatMap((value) => resourcesIn(value, resource))
      .find(({ cfnResourceType }) => entry && typesOf(entry).includes(cfnResourceType));
  }

  private findImported(resource: IConstruct): FoundResource {
    const entry = this.importedEntry(resource);
    const values = entry ? importedDimensions(entry, resource) : {};
    const known = entry !== undefined && Object.values(values).every((value) => typeof value === 'string');
    const subjects = known ? [this.imported(entry, resource, values as Record<string, string>)] : [];
    return { subjects, identity: resource, companions: [] };
  }

  private imported(entry: CatalogEntry, resource: IConstruct, values: Readonly<Record<string, string>>): Subject {
    const facts = factsOfImported(entry);
    const own = { label: labelOf(resource), namespace: this.namespace, facts, dimensions: { default: values } };
    return { entry, item: '', resource: own };
  }

  private target({ entry, options }: Target): FoundResource {
    const { label, dimensions, facts } = options;
    const resource = { label, namespace: this.namespace, facts, dimensions };
    return { subjects: [{ entry, resource, item: '' }], identity: options, companions: [] };
  }

  private own(resource: IConstruct, template: CfnResource): FoundResource {
    const source = new ConstructSource(template);
    const companions: CfnResource[] = [];
    const subjects = this.index.of(source.type, readProperties(source.properties)).flatMap((entry) =>
      locate(entry, source).map(({ facts, dimensions, item = '', companion }) => {
        if (companion instanceof ConstructSource) companions.push(companion.resource);
        const label = item === '' ? labelOf(resource) : `${labelOf(resource)} ${item}`;
        return { entry, item, resource: { label, namespace: this.namespace, facts, dimensions } };
      }),
    );
    return { subjects, identity: template, companions };
  }

  private unknown(resource: IConstruct): Error {
    if (!Construct.isConstruct(resource)) {
      const got = Array.isArray(resource) ? 'a list; pass its resources one by one' : shown(resource);
      return new Error(`Observability.monitor takes constructs of the CDK and Targets, got ${got}`);
    }
    const got = `Observability.monitor got ${describeType(resource)}, which`;
    const types = new Set(this.index.entries.flatMap(typesOf));
    const type = templateResourceOf(resource)?.cfnResourceType;
    if (type !== undefined && types.has(type)) {
      return new Error(`${got} is in the catalog, but not this kind of it; ${ADD_ENTRY}`);
    }
    if (type === undefined && Resource.isResource(resource)) {
      return new Error(
        `${got} is imported, and of imported constructs the catalog does not know this one; pass Target.of(entry, ` +
          '{ label, dimensions }) in its place',
      );
    }
    return new Error(
      `${got} is none of the ${types.size} types of the catalog (docs/reference/catalog.md); call monitorScope for all ` +
        `that a construct contains, or ${ADD_ENTRY}`,
    );
  }
}

const ADD_ENTRY = 'add an entry of your own (docs/how-to/add-a-resource-type.md)';

/** The construct id; the parent's where the id is one of CDK's fillers. */
export function labelOf(resource: IConstruct): string {
  const { id, scope } = resource.node;
  return scope?.node.id && (id === 'Resource' || id === 'Default') ? scope.node.id : id;
}

function isOf(entry: CatalogEntry, resource: IConstruct): boolean {
  const rule = entry.resource?.imported;
  // `in` only: asking an imported function for its latest version would make one.
  if (rule === undefined || (rule.unless !== undefined && rule.unless in resource)) return false;
  return [rule.marker, ...Object.values(rule.dimensions)].every((property) => property in resource);
}

function importedDimensions(entry: CatalogEntry, resource: IConstruct): Readonly<Record<string, unknown>> {
  const values = Object.entries(entry.resource?.imported?.dimensions ?? {}).map(([name, property]) => {
    const value = (resource as unknown as Record<string, unknown>)[property];
    return [name, typeof value === 'string' ? plainText(value, resource) : value];
  });
  return Object.fromEntries(values);
}

/** By CloudFormation type where it has one: class names of the CDK are not what its users write. */
function describeType(resource: IConstruct): string {
  const type = templateResourceOf(resource)?.cfnResourceType ?? resource.constructor.name;
  return `'${resource.node.path}' (${type})`;
}
