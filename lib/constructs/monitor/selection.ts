import { Aspects, Tag, TagManager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { refuseUnknownKeys } from '../../core/option-keys';

/** Which resources are meant: those that all given fields agree on. */
export interface ResourceSelector {
  /** CloudFormation type such as `AWS::SQS::Queue`, or a title of the catalog such as `SQS queue`. */
  readonly type?: string;
  /** Construct path from the app down; `*` stands for anything but `/`, `**` for anything. */
  readonly path?: string;
  /** A tag it has, by `Tags.of(...)` on it or above, or by its own properties. Without `value`: any. */
  readonly tag?: { readonly key: string; readonly value?: string };
  /** Any other rule. */
  readonly where?: (resource: IConstruct) => boolean;
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
  if (Object.values(selector).some((value) => value !== undefined)) return;
  throw new Error(`${where} is empty and would mean every resource; give 'type', 'path', 'tag' or 'where'`);
}

export function selects(selector: ResourceSelector, candidate: Candidate): boolean {
  const { type, path, tag, where } = selector;
  return (
    (type === undefined || type === candidate.type || candidate.entries.some((entry) => entry.title === type)) &&
    (path === undefined || pathPattern(path).test(candidate.construct.node.path)) &&
    (tag === undefined || hasTag(candidate.construct, tag)) &&
    (where === undefined || where(candidate.construct))
  );
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

/** Tags of `Tags.of(...)` are put on resources at synth only, so they are looked up where they wait: nearest first. */
function hasTag(construct: IConstruct, { key, value }: { readonly key: string; readonly value?: string }): boolean {
  const tagged = construct.node.defaultChild ?? construct;
  const own = TagManager.of(tagged)?.tagValues()[key];
  const found =
    own ??
    construct.node.scopes
      .toReversed()
      .map((scope) => waitingTag(scope, key))
      .find((text) => text !== undefined);
  return found !== undefined && (value === undefined || found === value);
}

function waitingTag(scope: IConstruct, key: string): string | undefined {
  const tags = Aspects.of(scope).all.filter((aspect): aspect is Tag => aspect instanceof Tag && aspect.key === key);
  return tags.at(-1)?.value;
}
