/**
 * What drivers hand out to work with has at least one of these methods: connections and pools (`query`, `execute`),
 * databases and collections (`collection`, `find`), cursors (`toArray`), pipelines and bulk operations (`exec`,
 * `execute`), producers and channels (`send`, `publish`), consumers (`consume`, `run`).
 */
const VERBS = [
  'query',
  'execute',
  'collection',
  'find',
  'toArray',
  'exec',
  'send',
  'publish',
  'consume',
  'run',
  'createChannel',
];

/** Whether a result is something to work with. Rows, documents, streams and errors are not. */
export function isHandle(value: unknown): boolean {
  return isObject(value) && !Array.isArray(value) && VERBS.some((verb) => typeof value[verb] === 'function');
}

/** Whether a member is a part of the client with methods of its own, such as `stripe.charges`. Plain objects are settings. */
export function isPart(value: unknown): boolean {
  // Dates, maps, signals, promises and the like have names of their own: their methods want the object itself.
  if (!isObject(value) || Object.prototype.toString.call(value) !== '[object Object]') return false;
  return typeof value.constructor === 'function' && value.constructor !== Object && typeof value.then !== 'function';
}

/** Of streams and sockets not, either: what takes them looks behind a proxy. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && typeof (value as NodeJS.ReadableStream).pipe !== 'function';
}
