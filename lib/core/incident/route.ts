/** Who is told of an incident: the hub's routes, tried in their order. */
import { DEFAULT_POLICY, type RouteConfig, type SightlineConfig } from '../config/types';
import { judge, type Verdict } from './matcher';
import type { Facts } from './response-plan';

/** What became of one route. */
export interface TriedRoute extends Verdict {
  readonly route: string;
}

export interface RouteChoice {
  /** In order, up to the one that settled it. */
  readonly tried: readonly TriedRoute[];
  /** Name of a policy that there is. @default - the hub has none for it: its channels are told */
  readonly policy?: string;
  /** Told at once, each once. @default - the policy's first level */
  readonly targets?: readonly string[];
}

/**
 * Chooses policy and targets. The first route that fits decides; while a fitting one says `continue`, the next one that
 * fits adds its targets. The policy is that of the first fitting route that names one that there is, else `default`.
 */
export function routeOf(config: Pick<SightlineConfig, 'routes' | 'policies'>, facts: Facts): RouteChoice {
  const isPolicy = (name: string) => config.policies.some((policy) => policy.name === name);
  const tried: TriedRoute[] = [];
  const targets = new Set<string>();
  let policy: string | undefined;
  let adding = true;
  for (const route of config.routes) {
    if (!adding && policy !== undefined) break;
    const verdict = judge(route.match, facts);
    const missing = verdict.fits && route.policy !== undefined && !isPolicy(route.policy);
    tried.push({ route: route.name, ...verdict, ...(missing ? { why: withoutPolicy(verdict, route) } : {}) });
    if (!verdict.fits) continue;
    if (adding) for (const target of route.targets ?? []) targets.add(target);
    if (!missing) policy ??= route.policy;
    adding &&= route.continue === true;
  }
  policy ??= isPolicy(DEFAULT_POLICY) ? DEFAULT_POLICY : undefined;
  return {
    tried,
    ...(policy === undefined ? {} : { policy }),
    ...(targets.size === 0 ? {} : { targets: [...targets] }),
  };
}

function withoutPolicy({ why }: Verdict, { policy }: RouteConfig): string {
  return `${why}, but there is no policy '${policy}'`;
}
