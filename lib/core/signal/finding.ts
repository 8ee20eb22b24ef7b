/** What X-Ray, AWS Health, Security Hub, GuardDuty and Synthetics find, as signals. */
import { ALARM_TAG } from '../conventions';
import type { Signal } from '../incident/incident';
import { type AlarmRole, parseSeverity, type Severity } from '../incident/severity';
import { type Fields, nameText, optionalText } from './fields';
import { oneLine, shorten } from './words';

export interface Finding {
  /** The AWS service that found it: `xray`, `health`, `guardduty`. */
  readonly source: string;
  /** Its id there. */
  readonly id: unknown;
  /** Where the id is in the event, for the error. */
  readonly idPlace: string;
  readonly name: string;
  readonly state: 'ALARM' | 'OK';
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  readonly reason: string;
  /** @default - the name */
  readonly summary?: string;
  /** The service it is about. @default - that of the tags, else `aws-<source>` */
  readonly service?: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
  readonly firstStep?: string;
  /** Of what it is about: Sightline's own say which service that belongs to, and how severe it is. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Longest name and longest words, as those of CloudWatch alarms. */
const MAX_NAME = 255;
const MAX_WORDS = 1_023;

/**
 * The signal of a finding. It opens an incident of its own: findings stay for days, and as long as an incident is open,
 * nobody is paged again for what joins it.
 * @throws UnreadableEvent where it has no id
 */
export function signalOf(finding: Finding, event: Fields): Signal {
  const tags = finding.tags ?? {};
  const name = shorten(oneLine(finding.name), MAX_NAME);
  const member = `${finding.source}#${nameText(finding.id, finding.idPlace)}`;
  const severity = parseSeverity(tags[ALARM_TAG.severity]) ?? finding.severity;
  return {
    member,
    alarmName: name,
    state: finding.state,
    timestampMs: finding.timestampMs,
    reason: shorten(oneLine(finding.reason), MAX_WORDS),
    service: shorten(tags[ALARM_TAG.service] || finding.service || `aws-${finding.source}`, MAX_NAME),
    environment: tags[ALARM_TAG.environment] ?? '',
    group: member,
    severity,
    role: finding.role,
    summary: shorten(oneLine(finding.summary ?? ''), MAX_WORDS) || name,
    ...(finding.firstStep && { firstStep: shorten(oneLine(finding.firstStep), MAX_WORDS) }),
    region: optionalText(event.region) ?? '',
    account: optionalText(event.account) ?? '',
  };
}
