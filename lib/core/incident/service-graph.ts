/** Which services call which, as the services say of themselves: what fails below makes those above fail. */
import type { ServiceConfig } from '../config/types';

type Service = Pick<ServiceConfig, 'service' | 'environment' | 'dependsOn'>;

/** What is further away explains little. */
const MOST_STEPS = 5;

/** Services of an environment that this one needs, and in how many steps; itself is none of them. */
export function dependenciesOf(services: readonly Service[], environment: string, service: string) {
  const calls = edges(services, environment);
  return reach(service, (from) => calls.get(from) ?? []);
}

/** Those that need this one. */
export function dependentsOf(services: readonly Service[], environment: string, service: string) {
  const calledBy = new Map<string, string[]>();
  for (const [from, calls] of edges(services, environment)) {
    for (const to of calls) calledBy.set(to, [...(calledBy.get(to) ?? []), from]);
  }
  return reach(service, (from) => calledBy.get(from) ?? []);
}

/** A service may be told of twice, by two stacks: it needs what either says. */
function edges(services: readonly Service[], environment: string): Map<string, readonly string[]> {
  const calls = new Map<string, readonly string[]>();
  for (const { service, dependsOn = [] } of services.filter((one) => one.environment === environment)) {
    calls.set(service, [...(calls.get(service) ?? []), ...dependsOn]);
  }
  return calls;
}

/** Breadth first, so that each has its shortest way; circles end by themselves. */
function reach(service: string, next: (from: string) => readonly string[]): ReadonlyMap<string, number> {
  const steps = new Map([[service, 0]]);
  let edge = [service];
  for (let step = 1; step <= MOST_STEPS && edge.length > 0; step += 1) {
    const found = [...new Set(edge.flatMap(next))].filter((name) => !steps.has(name));
    for (const name of found) steps.set(name, step);
    edge = found;
  }
  steps.delete(service);
  return steps;
}
