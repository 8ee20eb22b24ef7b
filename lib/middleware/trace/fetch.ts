import { hideSecrets, REDACTED } from '../log/secrets';
import { scopeHere } from '../scope';
import { at, attempt } from '../text';
import { dependency } from './dependency';
import { propagationHeaders } from './propagation';

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
 * The `init` of the call with our headers beside its own; `undefined` where nothing is to add. The caller's objects stay
 * as they are.
 */
function withContext(resource: Input, init: Init): Init | undefined {
  // As in `fetch` itself, headers of `init` stand in for those of a request.
  const headers = new Headers(init?.headers ?? (at(resource, 'headers') as Headers | undefined));
  const ours = propagationHeaders();
  // A state belongs to its parent: https://www.w3.org/TR/trace-context/#tracestate-header
  if (headers.has('traceparent')) delete ours.tracestate;
  const missing = Object.entries(ours).filter(([name]) => !headers.has(name));
  if (missing.length === 0) return undefined;
  for (const [name, value] of missing) headers.set(name, value);
  const copy: Record<string, unknown> = {};
  // Inherited ones, too: a request may be given in the place of `init`.
  for (const key in init) copy[key] = init[key as keyof typeof init];
  return Object.assign(copy, { headers });
}
