import type { End } from '../../follow';
import type { SpanKind } from '../../span';
import { attempt } from '../../text';
import { dependency } from '../dependency';
import { withConsumers } from './consumer';
import { type Call, type Instrumentation, proxyOf, shown, unwrapped } from './proxy';
import { isRefusal } from './refusal';
import { endOfEvents, watchCallback } from './watch';

/** Their last function is no callback of a call: it is called for each event or item, or known again by its identity. */
const TAKES_LISTENER =
  /^(on|once|off|emit|\w*listeners?|\w*subscribe|consume|watch|map|filter|forEach|each|transform)$/i;
/** What promises and iterators have themselves: a lazy query begins with `then`, and must not begin twice. */
const NO_CALL = /^(then|catch|finally|return|throw)$/;
/** Of a cursor the first step is the query; most others read what came with it. */
const STEP = /^(next|hasNext|tryNext)$/;
/** Promises of something to work with: it is looked at when it comes. All other promises go out as they are. */
const HANDS_OUT = /connect|acquire|channel|create|begin|transaction|prepare|duplicate|reserve|client/i;
const SENDS = /^(send\w*|publish\w*|produce\w*|add|addBulk|enqueue\w*)$/;

/** Makes the call, and measures it where it is one of the dependency. */
export function makeCall(call: Call, shared: Instrumentation): unknown {
  const name = String(call.key);
  const input = call.input.map((value) => attempt(() => unwrapped(value)) ?? value);
  const apply = (watched = input) =>
    Reflect.apply(call.method, call.self, attempt(() => withConsumers(name, watched, shared)) ?? watched);
  if (call.key === Symbol.asyncIterator) return proxyOf(apply() as object, shared);
  if (!isMeasured(call, name, shared)) return shownResult(call, apply(), input, shared);
  if (shared.methods) return shownResult(call, measure(name, apply, shared), input, shared);

  const callback = TAKES_LISTENER.test(name) ? undefined : watchCallback(input, shared);
  const result = apply(callback?.input);
  const ended = isPromise(result)
    ? result
    : isQueued(call.self, result)
      ? undefined
      : (callback?.ended ?? endOfEvents(name, result));
  // The user has the client's own promise; what comes of ours is told already.
  if (ended) Promise.resolve(measure(name, () => ended, shared)).catch(ignore);
  return shownResult(call, result, input, shared);
}

function isMeasured({ key, self }: Call, name: string, { methods, stepped }: Instrumentation): boolean {
  if (typeof key === 'symbol' || NO_CALL.test(name)) return false;
  if (methods) return methods.has(name);
  if (!STEP.test(name)) return true;
  const isFirst = !stepped.has(self as object);
  stepped.add(self as object);
  return isFirst;
}

/** A command in a pipeline goes out with `exec` only. */
function isQueued(self: unknown, result: unknown): boolean {
  return result === self && attempt(() => typeof (self as { exec?: unknown }).exec) === 'function';
}

/** What the caller gave comes back as it was given. */
function shownResult(call: Call, result: unknown, input: readonly unknown[], shared: Instrumentation): unknown {
  if (isPromise(result) && HANDS_OUT.test(String(call.key))) return result.then((value) => shown(value, shared));
  const place = input.indexOf(result);
  return shared.proxies.get(result as object) ?? (place < 0 ? shown(result, shared) : call.input[place]);
}

/** Only native ones: others may be queries that begin when they are asked, and some throw then. */
function isPromise(value: unknown): value is Promise<unknown> {
  return attempt(() => Object.prototype.toString.call(value)) === '[object Promise]';
}

function measure<T>(method: string, work: () => T, { name, kind }: Instrumentation): T {
  const spanKind: SpanKind = kind === 'queue' && SENDS.test(method) ? 'producer' : 'client';
  return dependency(name, work, { kind: spanKind, target: method, judge });
}

function judge(end: End) {
  return 'thrown' in end && isRefusal(end.thrown) ? { fault: false } : undefined;
}

function ignore(): void {}
