/** What an alarm's change of state means for incidents. */
import { type AlarmDescription, readAlarmDescription, readFirstStep } from '../alarm/description';
import { ALARM_TAG } from '../conventions';
import type { AlarmStateChange } from '../signal/alarm-event';
import { burnRateReason } from '../slo/burn-rate-reason';
import type { Signal } from './incident';
import { type AlarmRole, parseAlarmRole, parseSeverity, type Severity } from './severity';

/** Tag of whoever answers for an alarm. */
export const TEAM_TAG = 'sightline:team';

/**
 * An alarm's change of state as a signal: its tags say whose it is, or else its description. `undefined`: the alarm
 * carries no Sightline role or service, so it is another team's, and not ours to page for.
 */
export function toSignal(change: AlarmStateChange): Signal | undefined {
  const { tags } = change;
  const described = readAlarmDescription(change.description);
  const role = parseAlarmRole(tags[ALARM_TAG.role]) ?? parseAlarmRole(described.role);
  const service = tags[ALARM_TAG.service] ?? described.service;
  if (!role || !service) return undefined;
  return signalOfAlarm(change, {
    role,
    service,
    environment: environmentOf(change, described),
    severity: severityOf(change),
  });
}

/** The severity that the alarm's tags or its description name. */
export function severityOf({ tags, description }: AlarmStateChange): Severity | undefined {
  return parseSeverity(tags[ALARM_TAG.severity]) ?? parseSeverity(readAlarmDescription(description).severity);
}

function environmentOf({ tags }: AlarmStateChange, described: AlarmDescription): string {
  return tags[ALARM_TAG.environment] ?? described.environment ?? '';
}

/** Whose an alarm is, and what it is for. */
export interface AlarmMeaning {
  readonly role: AlarmRole;
  readonly service: string;
  readonly environment: string;
  /** @default - `high` for a page, `medium` for others */
  readonly severity?: Severity;
  /** @default - the first line of the alarm's description, or its name */
  readonly summary?: string;
  /** @default - what the alarm's description says to do first, if anything */
  readonly firstStep?: string;
}

export function signalOfAlarm(change: AlarmStateChange, meaning: AlarmMeaning): Signal {
  const { alarmArn, alarmName, contributorId, heldBack, description, tags } = change;
  const { role, service, environment, severity = role === 'page' ? 'high' : 'medium' } = meaning;
  const firstStep = meaning.firstStep ?? readFirstStep(description);
  const team = tags[TEAM_TAG];
  const named: readonly string[] = [...Object.values(ALARM_TAG), TEAM_TAG];
  const others = Object.entries(tags).filter(([tag]) => !named.includes(tag));
  return {
    member: contributorId ? `${alarmArn}#${contributorId}` : alarmArn,
    alarmName,
    state: change.state,
    timestampMs: change.timestampMs,
    reason: burnRateReason(change) ?? change.reason,
    service,
    environment,
    severity,
    role,
    summary: (meaning.summary ?? readAlarmDescription(description).summary) || alarmName,
    ...(team && { team }),
    ...(others.length > 0 && { tags: Object.fromEntries(others) }),
    ...(firstStep !== undefined && { firstStep }),
    ...(heldBack && { heldBack }),
    region: change.region,
    account: change.account,
  };
}
