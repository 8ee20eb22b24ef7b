import type { AlarmRole, Severity } from '../incident/severity';
import { readAlarmDescription } from './description';

/** An alarm of Sightline's that is in ALARM. */
export interface FiringAlarm {
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
}

/** By what its description says of it; empty for an alarm that does not say whose it is. */
export function firingAlarm(name: unknown, description: unknown): FiringAlarm[] {
  const { service, environment, severity, role } = readAlarmDescription(description);
  if (service === undefined || environment === undefined || !severity || !role) return [];
  return [{ name: String(name), service, environment, severity, role }];
}
