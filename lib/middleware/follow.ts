import { at, attempt } from './text';

/** How work ended. */
export type End = { readonly value: unknown } | { readonly thrown: unknown };

/** Tells how the promise ends and hands it on. A thenable of another kind may work each time it is asked: it is asked once. */
export function follow(promise: PromiseLike<unknown>, end: (how: End) => void): PromiseLike<unknown> {
  const native = attempt(() => Promise.resolve(promise)) ?? promise;
  attempt(() =>
    native.then(
      (value) => end({ value }),
      (thrown) => end({ thrown }),
    ),
  );
  return native;
}

/**
 * As `follow`, where nobody waits for sure: hands on a promise that ends as the given one does, so that a rejection which
 * nobody handles is told as it would be without us. What is more than a plain promise stays the object that it is.
 */
export function passOn(promise: PromiseLike<unknown>, end: (how: End) => void): PromiseLike<unknown> {
  if (at(promise, 'constructor') !== Promise) return follow(promise, end);
  return promise.then(
    (value) => {
      attempt(() => end({ value }));
      return value;
    },
    (thrown) => {
      attempt(() => end({ thrown }));
      throw thrown;
    },
  );
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof at(value, 'then') === 'function';
}
