import type { Context } from 'aws-lambda';

/** A Lambda handler as rehearsal invokes it: raw event in, result out. */
// biome-ignore lint/suspicious/noExplicitAny: handlers take the event type of their own trigger
export type RehearsedHandler = (event: any, context: Context) => unknown;

/** A queue of the templates; messages go through the simulated SQS. */
export interface RehearsedQueue {
  send(body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

/** A table of the templates: its data is the binding's own, its latency and metrics are simulated. */
export interface RehearsedTable {
  /** Runs one table operation (`GetItem`, `PutItem`, ...) with the platform's latency, counted in the table's metrics. */
  operation<T>(name: string, work: () => T | Promise<T>): Promise<T>;
}

/** Something outside the templates that scenarios can fail or slow down by name. */
export interface RehearsedDependency {
  /** Takes the dependency's latency in virtual time, then answers `work()`, or throws while a scenario makes it fail. */
  call<T>(work: () => T | Promise<T>): Promise<T>;
}

/** What function bindings may use of the simulated platform. Ids are logical ids or construct paths, or their ends. */
export interface RehearsedPlatform {
  queue(id: string): RehearsedQueue;
  table(id: string): RehearsedTable;
  dependency(name: string): RehearsedDependency;
}

/** Builds a handler; called under its function's environment variables, once for each cold start. */
export type HandlerFactory = () => RehearsedHandler;

/** Your code for a rehearsal: handlers of the templates' functions, and the dependencies that they call. */
export interface RehearsalBindings {
  /** Dependencies by name, with their usual latency. Scenarios can fail and slow only these. */
  readonly dependencies?: Readonly<Record<string, { readonly latencyMs: number }>>;
  /** The code of the templates' functions, by logical id or construct path (or the end of one, if it is unique). */
  readonly functions: (platform: RehearsedPlatform) => Readonly<Record<string, HandlerFactory>>;
}

/** Says which code the functions of the templates run in rehearsal. Returns its argument; it is there for the types. */
export function defineRehearsal(bindings: RehearsalBindings): RehearsalBindings {
  return bindings;
}
