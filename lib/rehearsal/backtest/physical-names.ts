/** What deployed resources are really called, where the template leaves that to CloudFormation. */
import type { MetricId } from '../../core/signal/metric';
import { namePropertyOf } from '../resource-names';
import type { Resource, Templates } from '../templates';

/** Real names by the names that rehearsal made up. */
export type PhysicalNames = ReadonlyMap<string, string>;

interface StackResource {
  readonly LogicalResourceId?: unknown;
  readonly PhysicalResourceId?: unknown;
  readonly StackName?: unknown;
}

/**
 * Reads names: an object from logical id or construct path to name, or what `aws cloudformation
 * describe-stack-resources` (or `list-stack-resources`) prints.
 * @throws where it is neither, or names a resource that the templates do not have
 */
export function parsePhysicalNames(text: string, file: string, templates: Templates): PhysicalNames {
  const read = readJson(text, file);
  const names = new Map<string, string>();
  const listed = read.StackResources ?? read.StackResourceSummaries;
  if (Array.isArray(listed)) {
    for (const [resource, physical] of ofStack(listed as readonly StackResource[], templates))
      addNames(names, resource, physical);
    if (names.size > 0) return names;
    const stacks = templates.assembly.stacks.map(({ stackName }) => stackName).join(', ');
    throw new Error(`${file}: none of its resources is in the assembly's stacks (${stacks}); is it of another app?`);
  }
  for (const [id, physical] of Object.entries(read)) {
    if (typeof physical !== 'string' || physical === '')
      throw new Error(`${file}: '${id}' must be the name of a deployed resource, got ${JSON.stringify(physical)}`);
    addNames(names, find(id, file, templates), physical);
  }
  return names;
}

/** The metric as CloudWatch knows it. */
export function deployedMetric(metric: MetricId, names: PhysicalNames): MetricId {
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => [name, names.get(value) ?? value]);
  return { ...metric, dimensions: Object.fromEntries(dimensions) };
}

/** `FunctionName=Shop-PlaceOrder`: dimensions whose value is a name that only rehearsal knows. */
export function madeUpDimensions(metric: MetricId, names: PhysicalNames, templates: Templates): string[] {
  const types = [...new Set(templates.resources.map(({ type }) => type))];
  return Object.entries(metric.dimensions)
    .filter(([, value]) => !names.has(value) && isMadeUp(templates.byIdentity(value, ...types)))
    .map(([name, value]) => `${name}=${value}`);
}

function isMadeUp(resource: Resource | undefined): boolean {
  if (!resource) return false;
  const property = namePropertyOf(resource.type);
  return property === undefined || resource.properties[property] === undefined;
}

function readJson(text: string, file: string): Readonly<Record<string, unknown>> {
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`${file}: this is not JSON: ${(error as Error).message}`);
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  throw new Error(
    `${file}: names must be an object, from logical id or construct path to the deployed name, or the output of ` +
      "'aws cloudformation describe-stack-resources'",
  );
}

/** Resources that the templates do not have (or no longer) are of no interest. */
function ofStack(listed: readonly StackResource[], templates: Templates): [Resource, string][] {
  const stacks = new Set(templates.assembly.stacks.map(({ stackName }) => stackName));
  return listed.flatMap(({ LogicalResourceId, PhysicalResourceId, StackName }): [Resource, string][] => {
    // Nested stacks are deployed under names that CloudFormation makes up as well.
    const isKnownStack = typeof StackName === 'string' && stacks.has(StackName);
    const found = templates.resources.filter(
      ({ logicalId, stackName }) => logicalId === LogicalResourceId && (!isKnownStack || stackName === StackName),
    );
    const [resource] = found;
    const isClear = found.length === 1 && resource !== undefined && typeof PhysicalResourceId === 'string';
    return isClear ? [[resource, PhysicalResourceId]] : [];
  });
}

/** A physical id is what `Ref` answers: an URL for a queue, an ARN for a topic; dimensions have its last part. */
function addNames(names: Map<string, string>, resource: Resource, physical: string): void {
  const isUrl = /^https?:\/\//.test(physical);
  const name = isUrl ? physical.split('/').at(-1) : physical.startsWith('arn:') ? physical.split(':').at(-1) : physical;
  names.set(resource.ref, physical);
  names.set(resource.name, name ?? physical);
}

function find(id: string, file: string, templates: Templates): Resource {
  try {
    return templates.find(id);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
