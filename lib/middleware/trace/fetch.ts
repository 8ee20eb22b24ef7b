import { hideSecrets, REDACTED } from '../log/secrets';
import { scopeHere } from '../scope';
import { at, attempt } from '../text';
import { dependency } from './dependency';
import { propagationHeaders } from './propagation';

/** Which hosts `observeFetch` passes the trace on to. */
export interface FetchOptions {
  /**
   * Origins, such as `https://pay.example.com`, that get the trace context and the correlation id; `[]` sends them
   * nowhere. Baggage may tell others more than they should know.
   *
   * @default - all: who calls a dependency by name usually owns it or trusts it, and a trace that ends there is no trace
   */
  readonly propagateTo?: readonly string[];
}

type Fetch = typeof globalThis.fetch;
type Input = Parameters<Fetch>[0];
type Init = Parameters<Fetch>[1];
type HeadersGiven = ConstructorParameters<typeof Headers>[0];

/**
 * A `fetch` whose calls are calls of the dependency `name`: status 500 and above, 408 and 429 are faults, other ones of
 * the 400s the caller's errors. The next service gets the trace context, unless the call brings its own.
 *
 * @param fetch the function to call. @default - the global one, looked up at each call
 * @throws where `fetch` is no function, or `propagateTo` holds something else than origins
 */
export function observeFetch(name: string, fetch?: Fetch, options: FetchOptions = {}): Fetch {
  if (fetch !== undefined && typeof fetch !== 'function') {
    throw new Error(`observeFetch: 'fetch' must be a function; got ${typeof fetch}`);
  }
  const { propagateTo } = options;
  propagateTo?.forEach(checkOrigin);

  return (...input) => {
    const [resource, init] = input;
    const url = attempt(() => new URL((at(resource, 'url') as string) ?? resource));
    const wants = url && (!propagateTo || propagateTo.includes(url.origin));
    const call = () => {
      const more = wants ? attempt(() => withContext(resource, init)) : undefined;
      const send = fetch ?? globalThis.fetch;
      return more ? send(resource, more) : send(...input);
    };
    return dependency(name, call, {
      target: url && attempt(() => targetOf(methodOf(resource, init), url)),
      judge: (end) => ('value' in end ? { statusCode: at(end.value, 'status') as number } : undefined),
    });
  };
}

function checkOrigin(origin: string): void {
  const read = attempt(() => new URL(origin).origin);
  if (read === origin) return;
  const hint = read && read !== 'null' ? `; write '${read}'` : '';
  throw new Error(
    `observeFetch: 'propagateTo' must be a list of origins such as 'https://pay.example.com'; got '${origin}'${hint}`,
  );
}

/** A segment of a path that is long and mixes digits, small letters and capitals, as in the address of a webhook. */
const TOKEN = /(?<=\/)(?=[^/]*\d)(?=[^/]*[a-z])(?=[^/]*[A-Z])[^/]{20,}/g;

/** Query and user info may be secret, and a `data:` URL is all content. */
function targetOf(method: string, { protocol, origin, pathname }: URL): string {
  const path = () => hideSecrets(scopeHere().runtime, origin + pathname.replace(TOKEN, REDACTED), 500);
  return `${method} ${/^https?:$/.test(protocol) ? path() : protocol}`;
}

function methodOf(resource: Input, init: Init): string {
  return String(at(init, 'method') ?? at(resource, 'method') ?? 'GET')
    .slice(0, 20)
    .toUpperCase();
}

/**
 * The `init` of the call with our headers beside its own; `undefined` where nothing is to add, and the call goes out as it
 * is. The caller's objects stay as they are.
 */
function withContext(resource: Input, init: Init): Init | undefined {
  const ours = propagationHeaders();
  // What else is given for `init` is an error that `fetch` tells.
  if (Object.keys(ours).length === 0 || !(isObject(init) || init === undefined || init === null)) return undefined;
  const members = membersOf(init ?? {});
  const request = isA('Request', resource) ? (resource as Request) : undefined;
  // With an `init` that is not empty, `fetch` takes them from there: https://fetch.spec.whatwg.org/#dom-request
  if (request && Object.keys(members).length === 0) {
    Object.assign(members, { referrer: request.referrer, referrerPolicy: request.referrerPolicy });
  }
  // As in `fetch` itself, headers of `init` stand in for those of a request.
  const own = readAgain(members.headers === undefined ? request?.headers : members.headers);
  members.headers = attempt(() => joined(own as HeadersGiven | undefined, ours)) ?? own;
  return members;
}

/** What every object has, and the headers: they come last. If another member throws, `fetch` gets headers nobody read. */
const NOT_COPIED: readonly PropertyKey[] = ['constructor', '__proto__', 'headers'];

/** With inherited ones and those of getters: `fetch` reads them too, and a request may be given in the place of `init`. */
function membersOf(init: object): Record<PropertyKey, unknown> {
  const members: Record<PropertyKey, unknown> = {};
  for (let level = init; level && !isRoot(level); level = Object.getPrototypeOf(level)) {
    const keys = Reflect.ownKeys(level).filter((key) => !NOT_COPIED.includes(key) && !Object.hasOwn(members, key));
    for (const key of keys) members[key] = Reflect.get(init, key);
  }
  members.headers = Reflect.get(init, 'headers');
  // For `fetch` they are not there, and an `init` of nothing else is empty.
  for (const key of Reflect.ownKeys(members)) if (members[key] === undefined) delete members[key];
  return members;
}

/** Whether it is the `Object.prototype` of this realm or of another one: in jest, requests are of another one. */
function isRoot(level: object): boolean {
  return Object.hasOwn(level, 'isPrototypeOf');
}

/** Headers may come as iterators, which can be read once only: as lists, what we read `fetch` can read, too. */
function readAgain(headers: unknown): unknown {
  if (!isIterable(headers) || isA('Headers', headers)) return headers;
  try {
    return Array.from(headers, (pair) => (isIterable(pair) ? [...pair] : pair));
  } catch (thrown) {
    const throwAgain = () => {
      throw thrown;
    };
    return { [Symbol.iterator]: throwAgain };
  }
}

/** In the form of the caller's: whoever is given them may do with them what that form allows. */
function joined(own: HeadersGiven | undefined, ours: Record<string, string>): HeadersGiven {
  const headers = new Headers(own);
  // A state belongs to its parent: https://www.w3.org/TR/trace-context/#tracestate-header
  if (headers.has('traceparent')) delete ours.tracestate;
  const missing = Object.entries(ours).filter(([name]) => !headers.has(name));
  if (Array.isArray(own)) return [...own, ...missing];
  if (!isA('Headers', own)) return { ...(own as Record<string, string>), ...Object.fromEntries(missing) };
  for (const [name, value] of missing) headers.set(name, value);
  return headers;
}

/** Of this realm or of another one. */
function isA(kind: 'Request' | 'Headers', value: unknown): boolean {
  return Object.prototype.toString.call(value) === `[object ${kind}]`;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
