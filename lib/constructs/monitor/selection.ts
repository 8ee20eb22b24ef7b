import { Aspects, type CfnResource, RemoveTag, Tag, TagManager, type TagProps } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { propertyAt } from '../../core/catalog/properties';
import { refuseUnknownKeys } from '../../core/option-keys';
import { ConstructSource, templateResourceOf } from './source';

/** Which resources are meant: those that all given fields agree on. */
export interface ResourceSelector {
  /** CloudFormation type such as `AWS::SQS::Queue`, or a title of the catalog such as `SQS queue`. */
  readonly type?: string;
  /** Construct path from the app down; `*` stands for anything but `/`, `**` for anything. */
  readonly path?: string;
  /** A tag it has, by `Tags.of(...)` on it or above, or by its own properties. Without `value`: any. */
  readonly tag?: TagSelector;
  /** Any other rule. */
  readonly where?: (resource: IConstruct) => boolean;
}

/** Resources that have a tag in the template. */
export interface TagSelector {
  /** Name of the tag. */
  readonly key: string;
  /** What the tag must say. @default - any */
  readonly value?: string;
}

/** A resource of the scope as selectors see it. */
export interface Candidate {
  /** L2 where there is one. */
  readonly construct: IConstruct;
  readonly type: string;
  readonly entries: readonly CatalogEntry[];
}

/** @throws for a selector that says nothing, or something that is no selector */
export function checkSelector(selector: ResourceSelector, where: string): void {
  refuseUnknownKeys(where, selector, ['type', 'path', 'tag', 'where']);
  const { type, path, tag, where: rule } = selector;
  if (tag !== undefined) refuseUnknownKeys(`${where}: 'tag'`, tag, ['key', 'value']);
  const fits =
    [type, path, tag?.value].every((text) => text === undefined || typeof text === 'string') &&
    (tag === undefined || typeof tag.key === 'string') &&
    (rule === undefined || typeof rule === 'function');
  if (!fits) {
    throw new Error(`${where}: 'type' and 'path' are texts, 'tag' is { key, value? } in texts, 'where' a function`);
  }
  if (Object.values(selector).some((value) => value !== undefined)) return;
  throw new Error(`${where} is empty and would mean every resource; give 'type', 'path', 'tag' or 'where'`);
}

export function selects(selector: ResourceSelector, candidate: Candidate): boolean {
  const { type, path, tag, where } = selector;
  return (
    (type === undefined || type === candidate.type || candidate.entries.some((entry) => entry.title === type)) &&
    (path === undefined || pathPattern(path).test(candidate.construct.node.path)) &&
    (tag === undefined || hasTag(candidate.construct, tag)) &&
    (where === undefined || asks(where, candidate.construct))
  );
}

function asks(where: (resource: IConstruct) => boolean, construct: IConstruct): boolean {
  try {
    return Boolean(where(construct));
  } catch (error) {
    throw new Error(`'where' of a selector failed for '${construct.node.path}': ${(error as Error)?.message ?? error}`);
  }
}

/** For messages. */
export function describeSelector({ where, ...fields }: ResourceSelector): string {
  return where ? `${JSON.stringify(fields)} with a function` : JSON.stringify(fields);
}

function pathPattern(path: string): RegExp {
  const pattern = path
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`);
}

/** What `Tags.of(...)` says is put on resources at synth only, so it is looked up where it waits. */
function hasTag(construct: IConstruct, { key, value }: TagSelector): boolean {
  const found = tagOf(construct, key);
  return found !== undefined && (value === undefined || found === value);
}

/** As CDK will decide it: from the outermost scope inwards, by the higher priority, and the later of two equals. */
function tagOf(construct: IConstruct, key: string): string | undefined {
  const resource = templateResourceOf(construct);
  let [found, rank] = [ownTag(resource, key), OWN_PRIORITY];
  for (const scope of (resource ?? construct).node.scopes) {
    for (const aspect of Aspects.of(scope).all) {
      if (!(aspect instanceof Tag || aspect instanceof RemoveTag) || aspect.key !== key) continue;
      const { priority, includeResourceTypes, excludeResourceTypes } = propsOf(aspect);
      const type = resource?.cfnResourceType ?? '';
      if (includeResourceTypes?.length && !includeResourceTypes.includes(type)) continue;
      if (excludeResourceTypes?.includes(type)) continue;
      const isTag = aspect instanceof Tag;
      const own = priority ?? (isTag ? TAG_PRIORITY : REMOVE_PRIORITY);
      if (own >= rank) [found, rank] = [isTag ? aspect.value : undefined, own];
    }
  }
  return found;
}

/** Defaults of CDK: a tag of the properties, of `Tags.of(...).add`, of `Tags.of(...).remove`. */
const [OWN_PRIORITY, TAG_PRIORITY, REMOVE_PRIORITY] = [50, 100, 200];

function propsOf(aspect: Tag | RemoveTag): TagProps {
  return (aspect as unknown as { readonly props: TagProps }).props;
}

/** L1 classes keep their tags in a `TagManager`, `CfnResource` as they are written. */
function ownTag(resource: CfnResource | undefined, key: string): string | undefined {
  if (!resource) return undefined;
  const managed = TagManager.of(resource);
  if (managed) return managed.tagValues()[key];
  const written = propertyAt(new ConstructSource(resource).properties, 'Tags');
  const found = Array.isArray(written)
    ? propertyAt(
        written.find((tag) => propertyAt(tag, 'Key') === key),
        'Value',
      )
    : Object.hasOwn(Object(written), key) && (written as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : undefined;
}
