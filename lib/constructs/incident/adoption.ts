import type { HubConfig } from '../../core/config';
import { ALARM_ROLES, type AlarmRole, SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkOneOf, checkText, demand } from '../check';

/** Alarms without a role of Sightline's that the hub takes on all the same. */
export interface AdoptionOptions {
  /** Whole name of the alarms; `*` stands for any characters. */
  readonly alarmName: string;
  /** Whose incident it opens. @default - each alarm is a service of its own, by its name */
  readonly service?: string;
  /** Where that service runs. @default '' */
  readonly environment?: string;
  /** Of alarms that do not say theirs by the tag `sightline:severity` or in their description. */
  readonly severity: Severity;
  /** What they are for: `page` and `ticket` open incidents, `signal` is evidence only. */
  readonly role: AlarmRole;
}

/** Longest name of an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;
const MAX_NAME = 100;

/** As the functions read them, in their order. Throws where a rule does not fit. */
export function adoptionConfig(where: string, rules: readonly AdoptionOptions[]): NonNullable<HubConfig['adopt']> {
  demand(where, Array.isArray(rules) && rules.length > 0, "'adopt' must have at least one rule, or be left out");
  return rules.map((rule, index) => ruleOf(`${where} adopt[${index}]`, rule));
}

function ruleOf(where: string, rule: AdoptionOptions) {
  checkKeys(where, rule, { alarmName: true, service: true, environment: true, severity: true, role: true });
  const { alarmName, service, environment, severity, role } = rule;
  return {
    alarmName: checkText(where, 'alarmName', alarmName, MAX_ALARM_NAME),
    ...(service !== undefined && { service: checkText(where, 'service', service, MAX_NAME) }),
    ...(environment !== undefined && { environment: checkText(where, 'environment', environment, MAX_NAME) }),
    severity: checkOneOf(where, 'severity', severity, SEVERITIES),
    role: checkOneOf(where, 'role', role, ALARM_ROLES),
  };
}
