/** What a deploy with the defaults of all parameters would make of templates: their conditions decided, the rest as written. */
import type { Assembly, StackTemplate, TemplateResource } from './assembly';
import { Templates } from './templates';

export interface DeployedResource extends TemplateResource {
  readonly stackName: string;
  /** Of a nested stack: its template is not part of the assembly. @default false */
  readonly isElsewhere?: boolean;
}

/**
 * The resources that the conditions of their stacks leave, with the chosen branch in place of each `Fn::If`; other
 * intrinsic functions stay. A resource that hangs on a condition which cannot be decided is answered as it is written,
 * `condition` included.
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
  const templates = new Templates(assembly);
  const placesOf = (list: readonly Place[]) => new Set(list.map(placeKey));
  const made = placesOf(templates.resources);
  const undecided = placesOf(templates.undecided);
  return assembly.stacks.flatMap((stack) =>
    stack.resources.flatMap((resource) => {
      const written = {
        ...resource,
        stackName: stack.stackName,
        ...(isElsewhere(stack, resource, assembly) && ELSEWHERE),
      };
      if (undecided.has(placeKey(written))) return [written];
      return made.has(placeKey(written)) ? [decided(written, (name) => templates.isTrue(stack, name))] : [];
    }),
  );
}

const ELSEWHERE = { isElsewhere: true };

function isElsewhere(
  { stackName }: StackTemplate,
  { type, logicalId }: TemplateResource,
  { stacks }: Assembly,
): boolean {
  if (type !== 'AWS::CloudFormation::Stack') return false;
  return !stacks.some(({ parent }) => parent?.stackName === stackName && parent.logicalId === logicalId);
}

type Place = Pick<DeployedResource, 'stackName' | 'logicalId'>;

function placeKey({ stackName, logicalId }: Place): string {
  return `${stackName}\n${logicalId}`;
}

function decided(resource: DeployedResource, isTrue: (condition: string) => boolean): DeployedResource {
  const { condition: _decided, ...rest } = resource;
  try {
    return { ...rest, properties: chosen(resource.properties, isTrue) as TemplateResource['properties'] };
  } catch {
    return resource;
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
