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

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof at(value, 'then') === 'function';
}
