/** What a deploy with the defaults of all parameters would make of templates: their conditions decided, the rest as written. */
import type { Assembly, StackTemplate, TemplateResource } from './assembly';
import { Templates } from './templates';

export interface DeployedResource extends TemplateResource {
  readonly stackName: string;
}

/**
 * The resources that the conditions of their stacks leave, with the chosen branch in place of each `Fn::If`; other
 * intrinsic functions stay. Where a condition of a stack or of one nested in it cannot be decided, all of their resources
 * are answered as they are written, `condition` included.
 */
export function deployedResources({ directory, stacks }: Assembly): DeployedResource[] {
  // One root at a time, since stacks of two regions may share a name. Nested stacks come right after their root.
  const families: StackTemplate[][] = [];
  for (const stack of stacks) {
    const last = families.at(-1);
    if (stack.parent && last) last.push(stack);
    else families.push([stack]);
  }
  return families.flatMap((family) => deployedFamily({ directory, stacks: family }));
}

function deployedFamily(assembly: Assembly): DeployedResource[] {
  const written = assembly.stacks.flatMap((stack) =>
    stack.resources.map((resource) => ({ ...resource, stackName: stack.stackName })),
  );
  try {
    const templates = new Templates(assembly);
    const made = new Set(templates.resources.map(({ stackName, logicalId }) => `${stackName}\n${logicalId}`));
    const stacks = new Map(assembly.stacks.map((stack) => [stack.stackName, stack]));
    return written
      .filter(({ stackName, logicalId }) => made.has(`${stackName}\n${logicalId}`))
      .map(({ condition: _decided, ...resource }) => {
        const isTrue = (condition: string) =>
          templates.isTrue(stacks.get(resource.stackName) as StackTemplate, condition);
        return { ...resource, properties: chosen(resource.properties, isTrue) as TemplateResource['properties'] };
      });
  } catch {
    return written;
  }
}

/** A value without `Fn::If`; `undefined` where the chosen branch is `AWS::NoValue`. */
function chosen(value: unknown, isTrue: (condition: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => chosen(item, isTrue)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && Array.isArray(entries[0]?.[1]) && entries[0][0] === 'Fn::If') {
    const [condition, yes, no] = entries[0][1] as readonly unknown[];
    return chosen(isTrue(String(condition)) ? yes : no, isTrue);
  }
  if (entries.length === 1 && entries[0]?.[0] === 'Ref' && entries[0][1] === 'AWS::NoValue') return undefined;
  const kept = entries.map(([key, item]) => [key, chosen(item, isTrue)] as const);
  return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
}
