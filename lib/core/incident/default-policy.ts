/** The escalation matrix: who is told when nobody answers, and how far up each severity goes. */
import type { PolicyConfig } from '../config/types';
import { SCHEMA_VERSION } from '../conventions';
import type { Severity } from './severity';

/** Whom each level tells, as targets of a policy. A level that is left out is skipped; the others keep their times. */
export interface MatrixTargets {
  readonly onCall: readonly string[];
  readonly backup?: readonly string[];
  readonly lead?: readonly string[];
  readonly manager?: readonly string[];
  readonly executive?: readonly string[];
}

const LEVELS = [
  { key: 'onCall', name: 'on-call', afterMinutes: 0 },
  { key: 'backup', name: 'backup', afterMinutes: 5 },
  { key: 'lead', name: 'lead', afterMinutes: 10 },
  { key: 'manager', name: 'manager', afterMinutes: 15 },
  { key: 'executive', name: 'executive', afterMinutes: 30 },
] as const;

/** The highest level that hears of a severity. */
const HIGHEST: Readonly<Record<Severity, (typeof LEVELS)[number]['key']>> = {
  critical: 'executive',
  high: 'lead',
  medium: 'backup',
  low: 'onCall',
};

export const RESPOND_WITHIN: PolicyConfig['respondWithin'] = {
  critical: { minutes: 15 },
  high: { minutes: 30 },
  medium: { minutes: 120 },
  low: { businessDays: 1 },
};

/** Status updates of an open incident that somebody answers are due this often; of other severities never. */
export const UPDATE_MINUTES: NonNullable<PolicyConfig['updateMinutes']> = { critical: 30, high: 60 };

/** The matrix as a policy: `on-call` at once, `backup` after 5 minutes, `lead` 10, `manager` 15, `executive` 30. */
export function matrixPolicy(name: string, targets: MatrixTargets): PolicyConfig {
  const given = LEVELS.filter(({ key }) => targets[key] !== undefined);
  const reachOf = (severity: Severity) => {
    const highest = LEVELS.findIndex(({ key }) => key === HIGHEST[severity]);
    return given.filter((level) => LEVELS.indexOf(level) <= highest).length;
  };
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'policy',
    name,
    levels: given.map(({ key, ...level }) => ({ ...level, targets: targets[key] ?? [] })),
    reach: { critical: reachOf('critical'), high: reachOf('high'), medium: reachOf('medium'), low: reachOf('low') },
    respondWithin: RESPOND_WITHIN,
    acksNeeded: 1,
  };
}
