/** Alarms that carry no role of Sightline's, taken on by a rule. */
import type { AlarmStateChange } from '../signal/alarm-event';
import { optionalFields, optionalText } from '../signal/fields';
import { matchesParts } from '../signal/filter-pattern/wildcard';
import { oneLine } from '../signal/words';
import type { Signal } from './incident';
import { type AlarmRole, parseSeverity, type Severity } from './severity';
import { severityOf, signalOfAlarm } from './signal';

/** Which alarms to take on, and as what. */
export interface AdoptionRule {
  /** Whole name of the alarms; `*` stands for any characters. */
  readonly alarmName: string;
  /** @default - each alarm is a service of its own, by its name */
  readonly service?: string;
  /** @default '' */
  readonly environment?: string;
  /** Of alarms that do not say theirs by a tag or in their description. */
  readonly severity: Severity;
  readonly role: AlarmRole;
}

/**
 * The signal of an alarm that a rule takes on, the first that fits; `undefined` where none does. An alarm whose
 * description is an object of JSON says by its `severity` how severe it is, and by its `runbook` what to do first.
 */
export function adopt(change: AlarmStateChange, rules: readonly AdoptionRule[]): Signal | undefined {
  const rule = rules.find(({ alarmName }) => matchesParts(alarmName.split('*'))(change.alarmName));
  if (!rule) return undefined;
  const told = readMetadata(change.description);
  const { role, service = change.alarmName, environment = '' } = rule;
  const severity = severityOf(change) ?? told?.severity ?? rule.severity;
  return signalOfAlarm(change, { ...told, role, service, environment, severity });
}

interface Metadata {
  readonly summary: string;
  readonly severity?: Severity;
  readonly firstStep?: string;
}

/** A longer description than CloudWatch allows is no alarm's. */
const MAX_METADATA_LENGTH = 1_024;

function readMetadata(description: string): Metadata | undefined {
  if (!description.trimStart().startsWith('{') || description.length > MAX_METADATA_LENGTH) return undefined;
  let told: unknown;
  try {
    told = JSON.parse(description);
  } catch {
    return undefined;
  }
  const fields = optionalFields(told);
  if (!fields) return undefined;
  return {
    summary: oneLine(optionalText(fields.summary) ?? optionalText(fields.description) ?? ''),
    severity: parseSeverity(fields.severity),
    firstStep: oneLine(optionalText(fields.runbook) ?? '') || undefined,
  };
}
