import type { RouteConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import { checkKeys, demand, shown } from '../check';
import { checkName } from '../names';
import type { EscalationTargets, IEscalation } from './escalation';
import { type MatchOptions, matcherOf } from './matcher';
import { targetsOf } from './responder';

/** Which incidents go to whom. Routes are looked at in the order in which they were added. */
export interface RouteOptions {
  /** Which incidents take it. `{}` is all. */
  readonly match: MatchOptions;
  /** Told at once, in place of the first level of the escalation. @default - as the escalation says */
  readonly targets?: EscalationTargets;
  /** What `addEscalation` answered, or its name. @default - that of the next route that fits, at last `default` */
  readonly policy?: IEscalation | string;
  /** Also looks at the routes after it. @default false */
  readonly continue?: boolean;
}

/** As the functions read it. Throws where an option does not fit. */
export function routeConfig(where: string, name: string, order: number, options: RouteOptions): RouteConfig {
  checkName('name of the route', name);
  checkKeys(where, options, { match: true, targets: true, policy: true, continue: true });
  const { match, targets, policy, continue: goesOn } = options;
  const isFlag = goesOn === undefined || typeof goesOn === 'boolean';
  demand(where, isFlag, `'continue' must be true or false, got ${shown(goesOn)}`);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'route',
    name,
    order,
    match: matcherOf(`${where} match`, match),
    ...(targets !== undefined && { targets: targetsOf(where, 'targets', targets) }),
    ...(policy !== undefined && { policy: escalationOf(where, policy) }),
    ...(goesOn && { continue: true }),
  };
}

function escalationOf(where: string, policy: IEscalation | string): string {
  const name = typeof policy === 'string' ? policy : policy?.escalationName;
  demand(where, typeof name === 'string', `'policy' must be what addEscalation answered, got ${shown(policy)}`);
  checkName('policy', name);
  return name;
}
