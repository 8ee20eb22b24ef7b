/** How severe those alarms are that are in ALARM. */
import type { Incident, Lock, Watermark } from './incident';
import { moreSevere, SEVERITIES, type Severity } from './severity';

/** The counts once a member that was seen so is in ALARM with this severity, or `undefined`: is OK. */
export function counted(
  counts: Lock['severities'],
  before: Watermark | undefined,
  now: Severity | undefined,
): Lock['severities'] {
  const of = (severity: Severity) => {
    const left = before?.state === 'ALARM' && before.severity === severity ? 1 : 0;
    return (counts?.[severity] ?? 0) - left + (now === severity ? 1 : 0);
  };
  const positive = SEVERITIES.map((severity) => [severity, of(severity)] as const).filter(([, count]) => count > 0);
  return Object.fromEntries(positive);
}

/** `undefined`: nothing is in ALARM, or of some of it an older version did not store how severe it is. */
export function worstInAlarm({
  alarming,
  severities = {},
}: Pick<Lock, 'alarming' | 'severities'>): Severity | undefined {
  const known = Object.values(severities).reduce((sum, count) => sum + count, 0);
  return known === alarming ? SEVERITIES.find((severity) => (severities[severity] ?? 0) > 0) : undefined;
}

/** The worst that an incident was in this generation. */
export function peakOf({ severity, peak }: Pick<Incident, 'severity' | 'peak'>): Severity {
  return peak !== undefined && moreSevere(peak, severity) ? peak : severity;
}
