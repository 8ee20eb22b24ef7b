import { ALLOWED, checkOptions } from '../identity';
import { makeCall } from './instrument/call';
import { type Instrumentation, isOurs, proxyOf } from './instrument/proxy';

/** What kind of client `instrument` wraps, and which of its methods are calls. */
export interface InstrumentOptions {
  /** The dependency, as its metrics and its health call it. */
  readonly name: string;
  /** Of a queue, what sends is a producer's span, and what handles a message a consumer's. */
  readonly kind: 'database' | 'cache' | 'queue' | 'service';
  /**
   * Names of the methods to measure, whatever they return, and no others.
   *
   * @default - those that answer a promise, or take a callback last
   */
  readonly methods?: readonly string[];
}

const KINDS: readonly unknown[] = ['database', 'cache', 'queue', 'service'];

const OPTIONS = {
  name: ALLOWED.text,
  kind: [(value: unknown) => KINDS.includes(value), `one of ${KINDS.join(', ')}`],
  methods: ALLOWED.list,
} as const;

/**
 * A client of a database, cache, queue or service whose calls are calls of the dependency `name`: latency, faults,
 * health, breadcrumbs, spans. What it hands out to work with (connections, collections, cursors, channels, producers) is
 * instrumented, too; rows and documents never are. Results, errors, arguments and callbacks stay what they are. Told is
 * the method's name: no statement, no key, no value.
 *
 * The client gets its own objects back, as an argument and one level deep in a plain object or a list, such as
 * `{ session }`; deeper, it gets what `instrument` answers for them. Listeners run with the client itself as `this`.
 *
 * An instrumented client is answered as it is.
 *
 * @throws where an option is not allowed, or the client is no object
 */
export function instrument<Client extends object>(client: Client, options: InstrumentOptions): Client {
  const { name, kind, methods } = options;
  checkOptions({ ...options, name: name ?? '', kind: kind ?? '' }, OPTIONS, 'instrument');
  if ((typeof client !== 'object' && typeof client !== 'function') || client === null) {
    throw new Error(`instrument: the client must be an object, such as new Pool(); got ${String(client)}`);
  }
  if (isOurs(client)) return client;
  const instrumentation: Instrumentation = {
    name,
    kind,
    methods: methods && new Set(methods),
    makeCall,
    proxies: new WeakMap(),
    stepped: new WeakSet(),
  };
  return proxyOf(client, instrumentation);
}
