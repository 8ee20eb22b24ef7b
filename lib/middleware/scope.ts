import type { AsyncLocalStorage } from 'node:async_hooks';
import type { SeriesBuffer } from './metric/series-buffer';
import { ownRuntime, type Runtime } from './runtime';
import type { AttributeValue, Span } from './span';
import type { OperationTemplate } from './template';
import type { TraceContext } from './trace/context';
import type { TraceOrigin } from './trace/propagation';
import type { Trigger } from './trigger';

/** Everything that is known of one invocation (or HTTP request) while it runs. Nothing of it outlives it. */
export interface Scope {
  readonly runtime: Runtime;
  /** Members requestId, correlationId, traceId as JSON text, each after a comma: in every line and document. */
  ids: string;
  /** After its end nothing collects what is recorded: it is written at once. */
  ended: boolean;
  /** Log lines on their way to standard output. */
  lines?: string | undefined;
  series?: SeriesBuffer | undefined;
  /** The rest is not known in every form of the middleware. */
  template?: OperationTemplate | undefined;
  trigger?: Trigger | undefined;
  trace?: TraceContext | undefined;
  /** The W3C trace, for who continues or exports it. */
  origin?: TraceOrigin | undefined;
  correlationId?: string | undefined;
  coldStart?: boolean;
  /** Epoch milliseconds. */
  startMs?: number;
  /** Whether finished spans are wanted. */
  keepsSpans?: boolean;
  spans?: Span[] | undefined;
  /** Ends each span that is still open: as a fault, when the invocation runs into its timeout. */
  open?: Set<() => void> | undefined;
  /** Of every further log line; and as members, which who adds them knows to make. */
  fields?: Readonly<Record<string, unknown>> | undefined;
  fieldMembers?: (() => string) | undefined;
  verbose?: boolean | undefined;
  heldLines?: string[] | undefined;
  breadcrumbs?: string[] | undefined;
}

/** Where the running code stands: in a scope, inside a span that has not ended. */
export interface Place {
  readonly scope: Scope;
  readonly spanId: string;
  annotations?: Record<string, AttributeValue> | undefined;
}

/** One for the whole process, also where a bundle holds this module twice. */
const STORAGE = Symbol.for('sightline.place');
type Holder = { [STORAGE]?: AsyncLocalStorage<Place> | undefined };

/** Made by the first `runAt`; `undefined` before, and where Node has none to give. */
export function storage(): AsyncLocalStorage<Place> | undefined {
  return (globalThis as Holder)[STORAGE];
}

/** `undefined` outside of an invocation. */
export function here(): Place | undefined {
  return storage()?.getStore();
}

/** The scope that the code runs in; outside of all one that writes at once. */
export function scopeHere(): Scope {
  return here()?.scope ?? { runtime: ownRuntime(), ids: '', ended: true };
}

/** Runs `work`, and all that it sets off, at a place. */
function sightlineRun<T>(place: Place, work: () => T): T {
  const holder = globalThis as Holder;
  const hooks = holder[STORAGE] ? undefined : process.getBuiltinModule?.('node:async_hooks');
  if (hooks) holder[STORAGE] = new hooks.AsyncLocalStorage();
  return holder[STORAGE] ? holder[STORAGE].run(place, work) : work();
}

let ids = 0;
let prefix = '';

/** 16 hexadecimal digits: of the process, and counted. They need not be secret, so `node:crypto` stays unloaded. */
export function newId(): string {
  prefix ||= `1${Math.random().toString(16).slice(2, 9).padEnd(7, '0')}`;
  ids = (ids + 1) % 2 ** 32;
  return prefix + (ids + 2 ** 32).toString(16).slice(1);
}

// By this name fingerprints leave its frame out of a stack.
export { sightlineRun as runAt };
