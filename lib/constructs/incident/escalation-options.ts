import { Duration } from 'aws-cdk-lib';
import type { PolicyConfig } from '../../core/config';
import { UPDATE_MINUTES } from '../../core/incident/default-policy';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkNumber, checkOneOf, type Keys } from '../check';
import { checkMinutes } from './check-time';

/** What any escalation may say. */
export interface EscalationOptions {
  /** So many people must acknowledge before nobody further is told. @default 1 */
  readonly acksNeeded?: number;
  /** Whoever acknowledged is asked again after this time without a sign of them. Whole minutes. @default - never */
  readonly remindAfter?: Duration;
  /** Name of the last level that an incident of a severity climbs to. @default - see `addEscalation` */
  readonly reach?: Readonly<Partial<Record<Severity, string>>>;
  /**
   * Until when somebody should acknowledge. Whole minutes, or days of work.
   * @default - critical 15 minutes, high 30 minutes, medium 2 hours, low 1 day of work
   */
  readonly respondWithin?: Readonly<Partial<Record<Severity, Duration | { readonly businessDays: number }>>>;
  /**
   * How often a status update of an open incident is due, once somebody answers. Whole minutes; `false`: never.
   * @default - critical 30 minutes, high 1 hour, others never
   */
  readonly updateEvery?: Readonly<Partial<Record<Severity, Duration | false>>>;
}

export const OPTION_KEYS: Keys<EscalationOptions> = {
  acksNeeded: true,
  remindAfter: true,
  reach: true,
  respondWithin: true,
  updateEvery: true,
};
/** Of all times of an escalation. */
export const MAX_SECONDS = 30 * 86_400;
const SEVERITY_KEYS: Keys<Record<Severity, unknown>> = { critical: true, high: true, medium: true, low: true };
/** More would be a typing error. */
const MAX_ACKS = 20;
const MINUTE_SECONDS = 60;

/** A policy with what the options say otherwise. Throws where one does not fit. */
export function adjusted(where: string, policy: PolicyConfig, options: EscalationOptions): PolicyConfig {
  const { acksNeeded, remindAfter, reach, respondWithin, updateEvery } = options;
  if (reach) checkKeys(`${where} reach`, reach, SEVERITY_KEYS);
  if (respondWithin) checkKeys(`${where} respondWithin`, respondWithin, SEVERITY_KEYS);
  if (updateEvery) checkKeys(`${where} updateEvery`, updateEvery, SEVERITY_KEYS);
  return {
    ...policy,
    reach: bySeverity((severity) => reachOf(where, policy, reach?.[severity]) ?? policy.reach[severity]),
    respondWithin: bySeverity((severity) => {
      const within = respondWithin?.[severity];
      return within === undefined
        ? policy.respondWithin[severity]
        : withinOf(`${where} respondWithin`, severity, within);
    }),
    ...(acksNeeded !== undefined && {
      acksNeeded: checkNumber(where, 'acksNeeded', acksNeeded, { min: 1, max: MAX_ACKS, integer: true }),
    }),
    ...(remindAfter !== undefined && {
      remindMinutes: checkMinutes(where, 'remindAfter', remindAfter, { min: MINUTE_SECONDS, max: MAX_SECONDS }),
    }),
    ...(updateEvery !== undefined && { updateMinutes: updateMinutesOf(`${where} updateEvery`, updateEvery) }),
  };
}

function updateMinutesOf(
  where: string,
  given: NonNullable<EscalationOptions['updateEvery']>,
): PolicyConfig['updateMinutes'] {
  const minutes = SEVERITIES.flatMap((severity) => {
    const every = given[severity];
    if (every === false) return [];
    const range = { min: MINUTE_SECONDS, max: MAX_SECONDS };
    const own = every === undefined ? UPDATE_MINUTES[severity] : checkMinutes(where, severity, every, range);
    return own === undefined ? [] : [[severity, own] as const];
  });
  return Object.fromEntries(minutes);
}

function reachOf(where: string, { levels }: PolicyConfig, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const names = levels.map((level) => level.name);
  return names.indexOf(checkOneOf(where, 'reach', name, names)) + 1;
}

function withinOf(
  where: string,
  severity: Severity,
  within: Duration | { readonly businessDays: number },
): PolicyConfig['respondWithin'][Severity] {
  if (within instanceof Duration || typeof within !== 'object') {
    return { minutes: checkMinutes(where, severity, within, { min: MINUTE_SECONDS, max: MAX_SECONDS }) };
  }
  checkKeys(`${where} ${severity}`, within, { businessDays: true });
  const range = { min: 1, max: 30, integer: true };
  return { businessDays: checkNumber(`${where} ${severity}`, 'businessDays', within.businessDays, range) };
}

export function bySeverity<T>(of: (severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, of(severity)])) as Record<Severity, T>;
}
