import type { PricedResource } from './resource';

/** Which resources a value refers to. */
export type Links = (value: unknown, stackName: string) => readonly PricedResource[];

/** As CDK names the exports that another stack of the app imports. */
const EXPORT = /^(.+?):ExportsOutput(?:Ref|FnGetAtt)(.+)$/;

/** Follows Ref, Fn::GetAtt and Fn::Sub within a stack, and the imports that CDK makes between stacks. */
export function linksOf(resources: readonly PricedResource[]): Links {
  const byId = new Map(
    resources.flatMap((resource) =>
      resource.logicalId === undefined ? [] : [[keyOf(resource.stackName, resource.logicalId), resource] as const],
    ),
  );
  return (value, stackName) => {
    const { ids, exports } = referencesIn(value);
    const local = ids.map((id) => byId.get(keyOf(stackName, id)));
    return [...local, ...exports.map((exported) => exporter(byId, exported))].filter((found) => found !== undefined);
  };
}

function keyOf(stackName: string, logicalId: string): string {
  return `${stackName}\n${logicalId}`;
}

/** The export is named by logical id, attribute and a hash, with nothing in between: the longest id that fits is it. */
function exporter(byId: ReadonlyMap<string, PricedResource>, exported: string): PricedResource | undefined {
  const [, stackName = '', rest = ''] = EXPORT.exec(exported) ?? [];
  for (let length = Math.min(rest.length, 255); length > 0; length--) {
    const found = byId.get(keyOf(stackName, rest.slice(0, length)));
    if (found) return found;
  }
  return undefined;
}

/** Walks with a list of its own: a template may be nested deeper than calls can be. */
function referencesIn(value: unknown): { readonly ids: readonly string[]; readonly exports: readonly string[] } {
  const ids = new Set<string>();
  const exports = new Set<string>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) {
      for (const id of namedBy(key, inner)) ids.add(id);
      if (key === 'Fn::ImportValue' && typeof inner === 'string') exports.add(inner);
      open.push(inner);
    }
  }
  return { ids: [...ids], exports: [...exports] };
}

function namedBy(key: string, argument: unknown): readonly string[] {
  const first: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof first !== 'string') return [];
  if (key === 'Ref') return [first];
  if (key === 'Fn::GetAtt') return [first.split('.')[0] ?? ''];
  if (key === 'Fn::Sub') return Array.from(first.matchAll(/\$\{([^!}.]+)[^}]*\}/g), ([, id = '']) => id);
  return [];
}
