import { readAlarmDescription } from '../alarm/description';
import { ALARM_TAG } from '../conventions';
import type { AlarmStateChange } from '../signal/alarm-event';
import type { Signal } from './incident';
import { parseAlarmRole, parseSeverity } from './severity';

/**
 * What an alarm's change of state means for incidents, from its tags or else from its description. `undefined`: the
 * alarm carries no Sightline role or service, so it is another team's, and not ours to page for.
 */
export function toSignal(change: AlarmStateChange): Signal | undefined {
  const described = readAlarmDescription(change.description);
  const role = parseAlarmRole(change.tags[ALARM_TAG.role]) ?? parseAlarmRole(described.role);
  const service = change.tags[ALARM_TAG.service] ?? described.service;
  if (!role || !service) return undefined;
  const severity = parseSeverity(change.tags[ALARM_TAG.severity]) ?? parseSeverity(described.severity);
  return {
    member: change.contributorId ? `${change.alarmArn}#${change.contributorId}` : change.alarmArn,
    alarmName: change.alarmName,
    state: change.state,
    timestampMs: change.timestampMs,
    reason: change.reason,
    service,
    environment: change.tags[ALARM_TAG.environment] ?? described.environment ?? '',
    severity: severity ?? (role === 'page' ? 'high' : 'medium'),
    role,
    summary: described.summary || change.alarmName,
    heldBackBy: change.heldBackBy,
    region: change.region,
    account: change.account,
  };
}
