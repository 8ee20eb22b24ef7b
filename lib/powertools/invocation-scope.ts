/** The store that the Lambda runtime keeps for each of several invocations that run at once. */
interface InvokeStore {
  hasContext(): boolean;
  get(key: symbol): unknown;
  set(key: symbol, value: unknown): void;
}

/**
 * State that lives where Powertools keeps its own: in the runtime's invoke store where an environment serves several
 * invocations at once (`AWS_LAMBDA_MAX_CONCURRENCY` is set and an invocation is under way), else once in the process.
 * The same rule as `InvocationScoped` of `@aws-lambda-powertools/commons`, so that the two never disagree.
 */
export function scoped<T extends object>(create: () => T): () => T {
  const key = Symbol('sightline');
  let shared: T | undefined;

  return () => {
    const store = invokeStore();
    if (!store) {
      shared ??= create();
      return shared;
    }
    const known = store.get(key) as T | undefined;
    const value = known ?? create();
    if (!known) store.set(key, value);
    return value;
  };
}

function invokeStore(): InvokeStore | undefined {
  if (!servesConcurrently()) return undefined;
  const store = (globalThis as { awslambda?: { InvokeStore?: InvokeStore } }).awslambda?.InvokeStore;
  return store?.hasContext() ? store : undefined;
}

export function servesConcurrently(): boolean {
  return !!process.env.AWS_LAMBDA_MAX_CONCURRENCY?.trim();
}
