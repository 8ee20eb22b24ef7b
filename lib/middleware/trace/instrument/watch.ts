import type { End } from '../../follow';
import { attempt } from '../../text';
import { type Instrumentation, shown } from './proxy';

interface Watched {
  /** The arguments with the callback watched. */
  readonly input: unknown[];
  /** Settles with the first call that tells an end; never where it turns out to be no callback of that kind. */
  readonly ended: Promise<unknown>;
}

/** Node's convention: a callback is the last argument, and its own first one is an error, or nothing. */
export function watchCallback(input: readonly unknown[], shared: Instrumentation): Watched | undefined {
  const callback = input.at(-1);
  if (typeof callback !== 'function') return undefined;
  const { ended, tell } = openEnd();
  const watched = new Proxy(callback as (...given: unknown[]) => unknown, {
    apply(target, self, given: unknown[]) {
      tell(endOf(given[0]));
      return Reflect.apply(
        target,
        self,
        given.map((value) => shown(value, shared)),
      );
    },
  });
  return { input: [...input.slice(0, -1), watched], ended };
}

/** A query without callback tells its end by events. https://nodejs.org/api/events.html#eventseventemittererrormonitor */
export function endOfEvents(method: string, result: unknown): Promise<unknown> | undefined {
  if (!/^(query|execute)$/.test(method)) return undefined;
  return attempt(() => {
    const emitter = result as NodeJS.EventEmitter;
    const { ended, tell } = openEnd();
    emitter.once(process.getBuiltinModule('node:events').errorMonitor, (thrown: unknown) => tell({ thrown }));
    emitter.once('end', () => tell({ value: undefined }));
    return ended;
  });
}

function endOf(error: unknown): End | undefined {
  if (error === null || error === undefined) return { value: undefined };
  return attempt(() => Object.prototype.toString.call(error)) === '[object Error]' ? { thrown: error } : undefined;
}

function openEnd() {
  let tell: (end: End | undefined) => void = () => {};
  const ended = new Promise<unknown>((resolve, reject) => {
    tell = (end) => {
      if (end) 'thrown' in end ? reject(end.thrown) : resolve(end.value);
    };
  });
  // Who measures it looks at it; before that it is nobody's trouble.
  ended.catch(() => {});
  return { ended, tell };
}
