import type { RehearsedDependency } from '../bindings';
import type { World } from '../world';

interface State {
  latencyMs: number;
  readonly usualLatencyMs: number;
  /** Share of calls that fail, 0 to 1. */
  failing: number;
  /** Calls since it began to fail: which of them fail is spread evenly. */
  calls: number;
}

/** What an outside dependency throws while a scenario makes it fail. */
export class DependencyFailure extends Error {
  override readonly name = 'DependencyFailure';
  readonly statusCode = 503;
}

/** Dependencies outside the templates: scenarios fail, slow and recover them by name. */
export class Dependencies {
  private readonly states: Map<string, State>;

  constructor(
    private readonly world: World,
    declared: Readonly<Record<string, { readonly latencyMs: number }>>,
  ) {
    this.states = new Map(
      Object.entries(declared).map(([name, { latencyMs }]) => [
        name,
        { latencyMs, usualLatencyMs: latencyMs, failing: 0, calls: 0 },
      ]),
    );
  }

  /** One that the platform itself calls, unless the bindings name it already. */
  declare(name: string, latencyMs: number): void {
    if (!this.has(name)) this.states.set(name, { latencyMs, usualLatencyMs: latencyMs, failing: 0, calls: 0 });
  }

  has(name: string): boolean {
    return this.states.has(name);
  }

  port(name: string): RehearsedDependency {
    const state = this.state(name);
    return {
      call: async (work) => {
        await this.world.clock.sleep(state.latencyMs);
        if (fails(state)) throw new DependencyFailure(`${name}: 503 Service Unavailable`);
        return work();
      },
    };
  }

  fail(name: string, share: number): void {
    Object.assign(this.state(name), { failing: share, calls: 0 });
  }

  slow(name: string, latencyMs: number): void {
    this.state(name).latencyMs = latencyMs;
  }

  recover(name: string): void {
    const state = this.state(name);
    Object.assign(state, { failing: 0, latencyMs: state.usualLatencyMs });
  }

  /** @throws naming the dependencies there are */
  check(name: string): void {
    this.state(name);
  }

  private state(name: string): State {
    const state = this.states.get(name);
    if (state) return state;
    const known = [...this.states.keys()].join(', ') || '(none are declared)';
    throw new Error(`there is no dependency '${name}'; the rehearsal bindings declare: ${known}`);
  }
}

function fails(state: State): boolean {
  if (state.failing === 0) return false;
  state.calls += 1;
  return isStruck(state.calls, state.failing);
}

/** Whether call number `n` (from 1) is one of the share that fails: they are spread evenly. */
export function isStruck(n: number, share: number): boolean {
  return failuresAmong(n, share) > failuresAmong(n - 1, share);
}

/** Shares are whole percents; counting in percents keeps 29 % of 100 calls from becoming 28.999... */
function failuresAmong(calls: number, share: number): number {
  return Math.floor((calls * Math.round(share * 100)) / 100);
}
