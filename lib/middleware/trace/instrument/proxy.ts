import { attempt } from '../../text';
import { isHandle, isPart } from './handle';

/** A call of a method on the object itself, with what the user gave. */
export interface Call {
  readonly method: (...input: unknown[]) => unknown;
  readonly self: unknown;
  readonly key: string | symbol;
  readonly input: readonly unknown[];
}

/** What all proxies of one instrumented client share. */
export interface Instrumentation {
  readonly name: string;
  readonly kind: 'database' | 'cache' | 'queue' | 'service';
  readonly methods: ReadonlySet<string> | undefined;
  readonly makeCall: (call: Call, shared: Instrumentation) => unknown;
  /** One proxy for each object and method, so that they stay equal to themselves. */
  readonly proxies: WeakMap<object, object>;
  /** Cursors that were read from. */
  readonly stepped: WeakSet<object>;
}

/** What is behind each proxy. */
const ORIGINALS = new WeakMap<object, object>();

export function isOurs(value: object): boolean {
  return ORIGINALS.has(value);
}

/** Drivers compare objects and look at private members: they get their own, not our proxies. */
export function original<T>(value: T): T {
  return (ORIGINALS.get(value as object) as T | undefined) ?? value;
}

/** The object as the user sees it. Types, members and keys are those of the object itself. */
export function proxyOf<T extends object>(target: T, shared: Instrumentation): T {
  const known = shared.proxies.get(target);
  if (known) return known as T;
  const proxy = new Proxy(target, {
    // Getters and setters run on the object itself: private members are unknown to a proxy.
    get: (_, key) => memberOf(target, key, shared),
    set: (_, key, value) => Reflect.set(target, key, original(value)),
  });
  return remember(target, proxy, shared);
}

/** The proxy of what a client hands out to work with; everything else as it is. */
export function shown(value: unknown, shared: Instrumentation): unknown {
  const known = shared.proxies.get(value as object);
  if (known) return known;
  return attempt(() => isHandle(value)) ? proxyOf(value as object, shared) : value;
}

function memberOf(target: object, key: string | symbol, shared: Instrumentation): unknown {
  const value: unknown = Reflect.get(target, key);
  if (key === 'constructor' || isFixed(target, key)) return value;
  if (typeof value === 'function') return methodOf(value as Call['method'], key, shared);
  return attempt(() => isPart(value)) ? proxyOf(value as object, shared) : value;
}

/** The language wants such a member as it is. https://tc39.es/ecma262/#sec-proxy-object-internal-methods-and-internal-slots-get-p-receiver */
function isFixed(target: object, key: string | symbol): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return own?.configurable === false && own.writable === false;
}

/** A proxy of the function, so that its name, its length and `new` stay. */
function methodOf(method: Call['method'], key: string | symbol, shared: Instrumentation): unknown {
  const known = shared.proxies.get(method);
  if (known && KEYS.get(known) === key) return known;
  const proxy = new Proxy(method, {
    apply: (_, self: unknown, input: unknown[]) =>
      shared.makeCall({ method, self: original(self), key, input }, shared),
  });
  KEYS.set(proxy, key);
  return remember(method, proxy, shared);
}

/** By which name a method was asked for: one function may have several. */
const KEYS = new WeakMap<object, string | symbol>();

function remember<T extends object>(target: T, proxy: T, { proxies }: Instrumentation): T {
  proxies.set(target, proxy);
  ORIGINALS.set(proxy, target);
  return proxy;
}
