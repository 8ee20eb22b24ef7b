/** Makes ports of the workflows fail for a while, from inside: what calls them is the workflow as it is. */

/** What is broken: `notify.store` is what `notify` is given as `store`. */
export interface Break {
  readonly at: string;
  /** Of the port's methods. @default - all */
  readonly methods?: RegExp;
  /** Milliseconds that a clock is ahead; without it, calls throw. */
  readonly skewMs?: number;
  /** Ports that never throw lose what they are told. @default 'throws' */
  readonly how?: 'throws' | 'refuses' | 'loses';
  readonly fromMs: number;
  readonly untilMs: number;
}

let broken: readonly Break[] = [];
let hits = 0;

/** From now on only these fail. */
export function breakPorts(...breaks: readonly Break[]): void {
  broken = breaks;
  hits = 0;
}

/** How many calls failed since. */
export function brokenCalls(): number {
  return hits;
}

type Workflow = (ports: object) => unknown;

/** A module of workflows whose ports can be broken. */
export function breakable(module: Readonly<Record<string, unknown>>, workflow: string): Record<string, unknown> {
  const build = module[workflow] as Workflow;
  return { ...module, [workflow]: (ports: object) => build(fragile(ports, workflow)) };
}

function fragile<T extends object>(ports: T, path: string): T {
  return new Proxy(ports, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return value;
      const at = `${path}.${name}`;
      if (typeof value === 'function') return (...given: unknown[]) => call(target, value as Call, path, name, given);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? fragile(value, at) : value;
    },
  });
}

type Call = (...given: unknown[]) => unknown;

function call(target: object, method: Call, at: string, name: string, given: unknown[]): unknown {
  const nowMs = Date.now();
  const found = broken.find(
    (each) => each.at === at && (each.methods?.test(name) ?? true) && nowMs >= each.fromMs && nowMs < each.untilMs,
  );
  if (!found) return method.apply(target, given);
  if (found.skewMs !== undefined) {
    if (name !== 'now') return method.apply(target, given);
    hits += 1;
    return Number(method.apply(target, given)) + found.skewMs;
  }
  hits += 1;
  switch (found.how ?? 'throws') {
    case 'loses':
      return undefined;
    case 'refuses':
      return Promise.resolve({ status: 'failed', reason: 'broken' });
    default:
      return Promise.reject(Object.assign(new Error(`${at}.${name} is broken`), { name: 'InternalServerError' }));
  }
}
