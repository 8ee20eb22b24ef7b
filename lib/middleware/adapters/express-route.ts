import type { IncomingMessage } from 'node:http';
import { attempt } from '../text';

/** What Express adds to a request. */
export interface ExpressRequest extends IncomingMessage {
  baseUrl?: string;
  params?: Readonly<Record<string, unknown>>;
  route?: { readonly path: unknown };
}

/**
 * Answers what tells the pattern of the route that served a request, such as `/orders/:id`. Express tells where a router
 * is mounted by the path that it had in this request, and takes even that back after an error: so the pattern is noted
 * whenever the router sets `baseUrl` and `route`.
 */
export function watchRoute(request: ExpressRequest): () => string | undefined {
  const patterns = new Map([['', '']]);
  let matched: string | undefined;
  watch(request, 'baseUrl', (path, before = '') => {
    if (typeof path !== 'string' || patterns.has(path)) return;
    const isInside = patterns.has(before) && path.startsWith(before);
    const mounted = isInside ? path.slice(before.length) : path;
    patterns.set(path, (isInside ? patterns.get(before) : '') + patternOf(mounted, request.params));
  });
  watch(request, 'route', (route) => {
    if (!route) return;
    const mount = patterns.get(request.baseUrl ?? '') ?? '';
    matched = mount && route.path === '/' ? mount : `${mount}${route.path}`;
  });
  return () => matched;
}

function watch<K extends 'baseUrl' | 'route'>(
  request: ExpressRequest,
  key: K,
  changes: (value: ExpressRequest[K], before: ExpressRequest[K]) => void,
): void {
  let current = request[key];
  Object.defineProperty(request, key, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: ExpressRequest[K]) => {
      attempt(() => changes(value, current));
      current = value;
    },
  });
}

/** The path with names in the place of values. Routes take upper and lower case alike: what is left is lower case. */
function patternOf(path: string, params: ExpressRequest['params'] = {}): string {
  const segments = path.split('/').map((segment) => attempt(() => decodeURIComponent(segment)) ?? segment);
  for (const [name, value] of Object.entries(params).reverse()) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const text = values.join('/');
    const start = findLast(segments, values);
    const within = segments.findLastIndex((segment) => text !== '' && segment.includes(text));
    if (start >= 0) segments.splice(start, values.length, `:${name}`);
    else if (within >= 0) segments[within] = `:${name}`;
  }
  return segments.map((segment) => (segment.startsWith(':') ? segment : segment.toLowerCase())).join('/');
}

function findLast(segments: readonly string[], values: readonly unknown[]): number {
  return segments.findLastIndex((_, start) => values.every((value, index) => segments[start + index] === value));
}
