import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NotOnMiniStack } from './not-on-ministack';

interface Template {
  readonly Resources?: Record<string, Resource>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
}

/** Rewrites the templates of an assembly without what the list names. Answers how much each entry left out. */
export function leaveOut(assembly: string, list: readonly NotOnMiniStack[]): Map<NotOnMiniStack, number> {
  const counts = new Map(list.map((entry) => [entry, 0]));
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const template = JSON.parse(readFileSync(path, 'utf8'));
    for (const entry of list) counts.set(entry, (counts.get(entry) ?? 0) + leaveOutOne(template, entry, file));
    writeFileSync(path, JSON.stringify(template, undefined, 1));
  }
  return counts;
}

function leaveOutOne(template: Template, entry: NotOnMiniStack, file: string): number {
  const { type, property, withProperty = property } = entry;
  const resources = template.Resources ?? {};
  const found = Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .filter(([, { Properties = {} }]) => withProperty === undefined || withProperty in Properties);
  if (property === undefined) removeResources(resources, new Set(found.map(([id]) => id)), file);
  else for (const [, { Properties }] of found) delete Properties?.[property];
  return found.length;
}

function removeResources(resources: Record<string, Resource>, ids: ReadonlySet<string>, file: string): void {
  for (const id of ids) delete resources[id];
  for (const resource of Object.values(resources)) {
    if (!resource.DependsOn) continue;
    resource.DependsOn = [resource.DependsOn].flat().filter((id) => !ids.has(id));
  }
  const text = JSON.stringify(resources);
  const referred = [...ids].find(
    (id) => text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}"`) || text.includes(`\${${id}`),
  );
  if (referred !== undefined) {
    throw new Error(
      `${file}: '${referred}' cannot be left out, other resources refer to it; list the property that does instead`,
    );
  }
}
