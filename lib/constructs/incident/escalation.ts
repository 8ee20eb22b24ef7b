import type { Duration } from 'aws-cdk-lib';
import type { PolicyConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import { matrixPolicy, RESPOND_WITHIN } from '../../core/incident/default-policy';
import type { Severity } from '../../core/incident/severity';
import { checkKeys, demand } from '../check';
import { checkName } from '../names';
import { checkMinutes } from './check-time';
import { adjusted, bySeverity, type EscalationOptions, MAX_SECONDS, OPTION_KEYS } from './escalation-options';
import { type EscalationTarget, targetsOf } from './responder';

/** The usual matrix; levels that are not given are left out. */
export interface EscalationMatrixOptions extends EscalationOptions {
  /** At once. */
  readonly onCall: EscalationTargets;
  /** After 5 minutes. @default - no such level, as the others */
  readonly backup?: EscalationTargets;
  /** After 10 minutes. */
  readonly lead?: EscalationTargets;
  /** After 15 minutes. */
  readonly manager?: EscalationTargets;
  /** After 30 minutes. */
  readonly executive?: EscalationTargets;
}

/** One step of an escalation policy: who is told, and how long after the begin of the incident. */
export interface EscalationLevelOptions {
  /** Unique in the policy, for people: `on-call`, `security`. */
  readonly name: string;
  /** From the begin of the incident, whole minutes: the first one 0, each later than the one before. */
  readonly after: Duration;
  /** Who is told; several of them at the same time. */
  readonly targets: EscalationTargets;
}

/** Whom a level tells: one target, or several at the same time. */
export type EscalationTargets = EscalationTarget | readonly EscalationTarget[];

/** An escalation of a hub, for its routes. */
export interface IEscalation {
  /** Unique in the hub; a route names it as its `policy`. */
  readonly escalationName: string;
}

/** As the functions read the matrix. Throws where an option does not fit. */
export function matrixConfig(where: string, name: string, options: EscalationMatrixOptions): PolicyConfig {
  checkName('name of the escalation', name);
  checkKeys(where, options, { ...OPTION_KEYS, onCall: true, ...LATER_KEYS });
  demand(where, options.onCall !== undefined, "'onCall' must name somebody to tell at once, got nothing");
  const told = (level: 'onCall' | (typeof LATER)[number]) => targetsOf(where, level, options[level] ?? []);
  const later = LATER.filter((level) => options[level] !== undefined).map((level) => [level, told(level)]);
  return adjusted(where, matrixPolicy(name, { onCall: told('onCall'), ...Object.fromEntries(later) }), options);
}

/** As the functions read levels of the user's own. Throws where they do not fit. */
export function levelsConfig(
  where: string,
  name: string,
  options: readonly EscalationLevelOptions[],
  rest: EscalationOptions,
): PolicyConfig {
  checkName('name of the escalation', name);
  checkKeys(where, rest, OPTION_KEYS);
  demand(where, Array.isArray(options) && options.length > 0, "'levels' must have at least one, got none");
  const levels = options.map((level, index) => levelOf(`${where} levels[${index}]`, level));
  const policy: PolicyConfig = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'policy',
    name,
    levels,
    reach: bySeverity((severity) => Math.min(REACH[severity], levels.length)),
    respondWithin: RESPOND_WITHIN,
    acksNeeded: 1,
  };
  checkLevels(where, policy);
  return adjusted(where, policy, rest);
}

const LATER_KEYS = { backup: true, lead: true, manager: true, executive: true } as const;
const LATER = ['backup', 'lead', 'manager', 'executive'] as const;
/** Of levels without names that say it; critical incidents climb all there are. */
const REACH: Readonly<Record<Severity, number>> = { critical: Number.POSITIVE_INFINITY, high: 3, medium: 2, low: 1 };

function levelOf(where: string, level: EscalationLevelOptions): PolicyConfig['levels'][number] {
  checkKeys(where, level, { name: true, after: true, targets: true });
  checkName('name of the level', level.name);
  const afterMinutes = checkMinutes(where, 'after', level.after, { max: MAX_SECONDS });
  return { name: level.name, afterMinutes, targets: targetsOf(where, 'targets', level.targets) };
}

function checkLevels(where: string, { levels }: PolicyConfig): void {
  for (const [index, { name, afterMinutes }] of levels.entries()) {
    const before = levels[index - 1];
    const got = `got ${afterMinutes} minutes for '${name}'`;
    if (before) {
      const problem = `each level must be later than the one before ('${before.name}', ${before.afterMinutes} minutes)`;
      demand(where, afterMinutes > before.afterMinutes, `${problem}, ${got}`);
    } else demand(where, afterMinutes === 0, `the first level must be told at once ('after' 0), ${got}`);
    const isFirst = levels.findIndex((level) => level.name === name) === index;
    demand(where, isFirst, `two levels are named '${name}'; give each its own name`);
  }
}
