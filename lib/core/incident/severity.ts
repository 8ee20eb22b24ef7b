/** Severities, most severe first. SEV1..SEV4 are their aliases, in this order. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
/** How bad an incident is: `critical` is SEV1, `low` is SEV4. */
export type Severity = (typeof SEVERITIES)[number];

const ALIASES: Readonly<Record<string, Severity>> = {
  sev1: 'critical',
  sev2: 'high',
  sev3: 'medium',
  sev4: 'low',
};

/** Reads a severity by name or alias, in any case; `undefined` where the text is neither. */
export function parseSeverity(text: unknown): Severity | undefined {
  if (typeof text !== 'string') return undefined;
  const word = text.trim().toLowerCase();
  return Object.hasOwn(ALIASES, word) ? ALIASES[word] : SEVERITIES.find((severity) => severity === word);
}

/** True if `a` is more severe than `b`. */
export function moreSevere(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}

/** `critical` and `high` page people; `medium` and `low` go to the channel. */
export function pages(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high';
}

/** What an alarm is for. Only `page` and `ticket` open incidents; `signal` is evidence. */
export const ALARM_ROLES = ['page', 'ticket', 'signal'] as const;
/**
 * What an alarm does: `page` wakes people, `ticket` opens an incident for the working day, `signal` is evidence on
 * those of others.
 */
export type AlarmRole = (typeof ALARM_ROLES)[number];

export function parseAlarmRole(text: unknown): AlarmRole | undefined {
  return ALARM_ROLES.find((role) => role === text);
}
