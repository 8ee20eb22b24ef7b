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

export function isOurs(value: unknown): boolean {
  return ORIGINALS.has(value as object);
}

/** Drivers compare objects and look at private members: they get their own, not our proxies. */
export function original<T>(value: T): T {
  return (ORIGINALS.get(value as object) as T | undefined) ?? value;
}

/**
 * An argument with the driver's own objects in the place of our proxies: for the argument itself, and one level deep in a
 * plain object or a list, as in `{ session }`. That is a copy then: the caller's object stays as it is.
 */
export function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isOurs(value)) return original(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return value;
  if (Array.isArray(value)) return value.some(isOurs) ? value.map(original) : value;
  // Getters are the driver's to call.
  const members = Object.getOwnPropertyDescriptors(value) as Record<PropertyKey, PropertyDescriptor>;
  const ours = Reflect.ownKeys(members).filter((key) => isOurs(members[key]?.value));
  if (ours.length === 0) return value;
  for (const key of ours) members[key] = { ...members[key], value: original(members[key]?.value) };
  return Object.create(prototype, members);
}

/** The object as the user sees it. Types, members and keys are those of the object itself. */
export function proxyOf<T extends object>(target: T, shared: Instrumentation): T {
  const known = shared.proxies.get(target);
  if (known) return known as T;
  const proxy: T = new Proxy(target, {
    // Getters and setters run on the object itself: private members are unknown to a proxy. Of what the user derives from
    // it with `Object.create`, they run on that, and what is set stays there.
    get: (_, key, receiver) => memberOf(target, key, receiver === proxy ? target : receiver, shared),
    set: (_, key, value, receiver) =>
      receiver === proxy ? Reflect.set(target, key, original(value)) : Reflect.set(target, key, value, receiver),
  });
  return remember(target, proxy, shared);
}

/** The proxy of what a client hands out to work with; everything else as it is. */
export function shown(value: unknown, shared: Instrumentation): unknown {
  const known = shared.proxies.get(value as object);
  if (known) return known;
  return attempt(() => isHandle(value)) ? proxyOf(value as object, shared) : value;
}

function memberOf(target: object, key: string | symbol, receiver: unknown, shared: Instrumentation): unknown {
  const value: unknown = Reflect.get(target, key, receiver);
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
