/** The hubs of some templates, by the documents that they and their services keep in the Parameter Store. */
import type { ConfigDocument } from '../core/config';
import { configPath } from '../core/conventions';
import type { StackTemplate } from './assembly';
import { fits } from './chosen-stacks';
import type { Resource, Templates } from './templates';

export type Place = StackTemplate['environment'];

export interface TemplateHub {
  readonly name: string;
  /** Path of its stack. */
  readonly stack: string;
  /** A hub hears and reads its own account and Region only. */
  readonly place: Place;
  /** Its own and those of the services that join it there. */
  readonly documents: readonly ConfigDocument[];
}

/** Services that join a hub which is not where they are. */
export interface StrandedServices {
  readonly hub: string;
  /** Paths of their stacks. */
  readonly stacks: readonly string[];
  readonly place: Place;
  /** Where the templates do have a hub of that name. */
  readonly elsewhere: TemplateHub | undefined;
}

interface Found extends ConfigDocument {
  readonly hub: string;
  readonly kind: unknown;
  readonly stack: string;
  readonly place: Place;
}

const BELOW = configPath('');

/** @throws where two have the same name, as copies of one app do: nobody could say which is meant */
export function hubsOf(templates: Templates): TemplateHub[] {
  const documents = documentsOf(templates);
  const hubs = documents
    .filter(({ kind }) => kind === 'hub')
    .map(({ hub, stack, place }) => ({
      name: hub,
      stack,
      place,
      documents: documents.filter((one) => one.hub === hub && samePlace(one.place, place)),
    }));
  for (const { name } of hubs) refuseTwins(hubs.filter((one) => one.name === name));
  return hubs;
}

/** One for each hub and place. */
export function strandedServices(templates: Templates): StrandedServices[] {
  const hubs = hubsOf(templates);
  const stranded = new Map<string, StrandedServices>();
  for (const { kind, hub, stack, place } of documentsOf(templates)) {
    const own = hubs.find(({ name }) => name === hub);
    if (kind !== 'service' || (own && samePlace(own.place, place))) continue;
    const key = [hub, ...Object.values(place)].join('\n');
    const stacks = new Set([...(stranded.get(key)?.stacks ?? []), stack]);
    stranded.set(key, { hub, stacks: [...stacks], place, elsewhere: own });
  }
  return [...stranded.values()];
}

/**
 * That services join a hub which the templates do not have, and what to do about it.
 * @param how to give one more assembly
 * @returns nothing where there are none
 */
export function wordMissingHub(templates: Templates, how: string): string | undefined {
  const missing = strandedServices(templates).find(({ elsewhere }) => elsewhere === undefined);
  return (
    missing && `${wordMissing(missing.stacks, missing.hub)}; give the assembly of the app that has it as well: ${how}`
  );
}

export function wordMissing(stacks: readonly string[], hub: string): string {
  return `${wordStacks(stacks)} the hub '${hub}', which is not in the assembly`;
}

export function wordStacks(stacks: readonly string[]): string {
  return stacks.length === 1 ? `the stack ${stacks[0]} joins` : `the stacks ${stacks.join(', ')} join`;
}

export function samePlace(one: Place, other: Place): boolean {
  return one.account === other.account && one.region === other.region;
}

function documentsOf(templates: Templates): Found[] {
  return templates.ofType('AWS::SSM::Parameter').flatMap((parameter) => {
    const name = nameOf(parameter);
    const [, hub] = name.startsWith(BELOW) ? (/^([^/]+)\/./.exec(name.slice(BELOW.length)) ?? []) : [];
    if (hub === undefined) return [];
    const text = String(parameter.properties.Value);
    return [
      {
        name,
        text,
        hub,
        kind: kindOf(text),
        stack: templates.stackPathOf(parameter),
        place: templates.placeOf(parameter),
      },
    ];
  });
}

/** One whose very name cannot be resolved is not the hub's: its names are plain texts. */
function nameOf(parameter: Resource): string {
  try {
    return parameter.name;
  } catch {
    return '';
  }
}

/** Reading the document says what is wrong with it. */
function kindOf(text: string): unknown {
  try {
    return (Object(JSON.parse(text)) as { kind?: unknown }).kind;
  } catch {
    return undefined;
  }
}

function refuseTwins(hubs: readonly TemplateHub[]): void {
  const [first, second] = hubs;
  if (!first || !second) return;
  const stacks = hubs.map(({ stack }) => stack);
  const stage = stacks.map(stageOf).findLast((pattern) => stacks.filter((stack) => fits(stack, pattern)).length === 1);
  throw new Error(
    `there are ${hubs.length} hubs named '${first.name}', in the stacks ${stacks.join(' and ')}, and one can be played at a ` +
      `time. Choose it and its services with --stacks, ` +
      (stage
        ? `such as --stacks '${stage}' (in code: { stacks: ['${stage}'] })`
        : `such as --stacks ${second.stack}, given again for each stack that joins it (in code: { stacks: [...] })`),
  );
}

/** A pattern of all stacks of the stage that a stack is in; of all there are where it is in none. */
function stageOf(stack: string): string {
  return stack.replace(/[^/]*$/, '*');
}
