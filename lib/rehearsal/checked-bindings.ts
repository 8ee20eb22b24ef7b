/** Bindings whose factories are checked: a handler in the place of a function that builds one would fail every request. */
import type { HandlerFactory, RehearsalBindings } from './bindings';

/**
 * @param fail ends the rehearsal, where only building a handler shows what it is
 * @throws when the functions are asked for, where one is no factory
 */
export function checkedBindings(bindings: RehearsalBindings, fail: (error: Error) => void): RehearsalBindings {
  return {
    ...bindings,
    functions: (platform) => {
      const entries = Object.entries(bindings.functions(platform));
      return Object.fromEntries(entries.map(([id, factory]) => [id, checkedFactory(id, factory, fail)]));
    },
  };
}

function checkedFactory(id: string, factory: unknown, fail: (error: Error) => void): HandlerFactory {
  if (typeof factory !== 'function') throw notAFactory(id, `got ${factory === null ? 'null' : typeof factory}`);
  // A handler takes an event; what builds one takes nothing.
  if (factory.length > 0) throw notAFactory(id, 'got a function that takes an argument: the handler itself?');
  return () => {
    const built: unknown = factory();
    if (typeof built === 'function') return built as ReturnType<HandlerFactory>;
    // A handler that was called without an event may fail: that is not what is wrong.
    Promise.resolve(built).catch(() => undefined);
    const error = notAFactory(id, `it answered ${built instanceof Promise ? 'a promise' : typeof built}`);
    fail(error);
    throw error;
  };
}

function notAFactory(id: string, found: string): Error {
  return new Error(
    `the binding of '${id}' must be a function that builds its handler, ${found}; write ${id}: () => handler`,
  );
}
