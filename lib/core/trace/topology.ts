/** Which services call which, as their traces show: short enough for one SSM parameter. */
import type { ServiceConfig } from '../config/types';
import type { ServiceGraph } from './service-graph';

/** A service and those that it calls. */
export interface ObservedService {
  readonly service: string;
  readonly environment: string;
  readonly calls: readonly string[];
}

/** Of a standard parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_BYTES = 4_096;

/** Only services that say who they are: others open no incidents. */
export function observedServices({ nodes, edges }: ServiceGraph): ObservedService[] {
  const known = new Map(nodes.map((node) => [node.key, node]));
  const calls = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [caller, called] = [known.get(from), known.get(to)];
    const isInside = caller?.service !== undefined && called?.service !== undefined && caller !== called;
    if (isInside && caller.environment === called.environment) {
      calls.set(from, [...(calls.get(from) ?? []), called.service as string]);
    }
  }
  return [...calls].map(([key, called]) => {
    const { service = '', environment = '' } = known.get(key) ?? {};
    return { service, environment, calls: called.sort() };
  });
}

/** JSON in the order of names, so that the same map is the same text; what has no room is left out. */
export function writeTopology(services: readonly ObservedService[]): string {
  const sorted = [...services].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const lines: [string, string, readonly string[]][] = [];
  for (const { service, environment, calls } of sorted) {
    lines.push([service, environment, calls]);
    if (byteLength(JSON.stringify({ v: 1, s: lines })) > MAX_BYTES) lines.pop();
  }
  return JSON.stringify({ v: 1, s: lines });
}

/** @returns nothing where the text is none of ours */
export function readTopology(text: string): ObservedService[] {
  let read: { v?: unknown; s?: unknown };
  try {
    read = Object(JSON.parse(text)) as typeof read;
  } catch {
    return [];
  }
  if (read.v !== 1 || !Array.isArray(read.s)) return [];
  return (read.s as unknown[]).flatMap((line): ObservedService[] => {
    const [service, environment, calls] = Array.isArray(line) ? (line as unknown[]) : [];
    if (typeof service !== 'string' || typeof environment !== 'string' || !Array.isArray(calls)) return [];
    return [{ service, environment, calls: calls.filter((one): one is string => typeof one === 'string') }];
  });
}

type Declared = Pick<ServiceConfig, 'service' | 'environment' | 'dependsOn'>;

/** What services declare, and what their traces show besides. */
export function withObserved<Service extends Declared>(
  declared: readonly Service[],
  observed: readonly ObservedService[],
): (Service | Declared)[] {
  const seen = observed.map(({ service, environment, calls }) => ({ service, environment, dependsOn: calls }));
  return [...declared, ...seen];
}

function keyOf({ service, environment }: ObservedService): string {
  return JSON.stringify([environment, service]);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
