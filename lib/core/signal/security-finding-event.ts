/**
 * Findings of Security Hub and GuardDuty. Either tells of a finding again whenever something about it changes, and
 * neither tells since when it is as it is: the time is that of its last update, so that one that comes back counts.
 *
 * | Security Hub label | GuardDuty severity | role   | severity |
 * | ------------------ | ------------------ | ------ | -------- |
 * | `CRITICAL`         | 9 and above        | page   | critical |
 * | `HIGH`             | 7 to 8.9           | page   | high     |
 * | `MEDIUM`, none     | 4 to 6.9, none     | ticket | medium   |
 * | `LOW`              | below 4            | ticket | low      |
 * | `INFORMATIONAL`    |                    | signal | low      |
 *
 * The service is that of the first resource with a `sightline:service` tag, else the finder (`aws-guardduty`). What
 * GuardDuty found is one finding, whether GuardDuty or Security Hub tells of it.
 */
import { ALARM_TAG } from '../conventions';
import type { Signal } from '../incident/incident';
import type { AlarmRole, Severity } from '../incident/severity';
import { readTags } from './event-tags';
import { firstTime } from './event-time';
import { type Fields, fields, objectsIn, optionalFields, optionalText } from './fields';
import { signalOf } from './finding';

type Weight = readonly [AlarmRole, Severity];

const MEDIUM: Weight = ['ticket', 'medium'];
const LABELS: Readonly<Record<string, Weight>> = {
  CRITICAL: ['page', 'critical'],
  HIGH: ['page', 'high'],
  MEDIUM,
  LOW: ['ticket', 'low'],
  INFORMATIONAL: ['signal', 'low'],
};
/** From GuardDuty's severity (inclusive), highest first: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
const LEVELS: readonly (readonly [from: number, label: string])[] = [
  [9, 'CRITICAL'],
  [7, 'HIGH'],
  [4, 'MEDIUM'],
  [Number.NEGATIVE_INFINITY, 'LOW'],
];

/**
 * Reads one of the `findings` of a `Security Hub Findings - Imported` or `- Custom Action` event.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export function readSecurityHubFinding(finding: Fields, event: Fields): Signal {
  const advice = optionalFields(optionalFields(finding.Remediation)?.Recommendation);
  const [role, severity] = weightOf(optionalFields(finding.Severity)?.Label);
  return signalOf(
    {
      source: finderOf(finding.ProductArn),
      id: finding.Id,
      idPlace: 'detail.findings[].Id',
      name: optionalText(finding.Title) ?? 'Security Hub finding',
      state: isOver(finding) ? 'OK' : 'ALARM',
      timestampMs: firstTime(
        ['detail.findings[].UpdatedAt', finding.UpdatedAt],
        ['detail.findings[].CreatedAt', finding.CreatedAt],
        ['time', event.time],
      ),
      reason: optionalText(finding.Description) ?? '',
      role,
      severity,
      firstStep: [optionalText(advice?.Text), optionalText(advice?.Url)].filter(Boolean).join(' '),
      tags: owner(objectsIn(finding.Resources).map(({ Tags }) => Tags)),
    },
    event,
  );
}

/**
 * Reads a `GuardDuty Finding`.
 * @throws UnreadableEvent naming the field that is missing or wrong
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
 */
export function readGuardDutyFinding(event: Fields): Signal {
  const detail = fields(event.detail, 'detail');
  const resource = optionalFields(detail.resource);
  const score = typeof detail.severity === 'number' ? detail.severity : Number.NaN;
  const [role, severity] = weightOf(LEVELS.find(([from]) => score >= from)?.[1]);
  const holders = [optionalFields(resource?.instanceDetails), ...objectsIn(resource?.s3BucketDetails)];
  return signalOf(
    {
      source: 'guardduty',
      id: detail.arn ?? detail.id,
      idPlace: 'detail.arn',
      name: optionalText(detail.title) ?? optionalText(detail.type) ?? 'GuardDuty finding',
      state: optionalFields(detail.service)?.archived === true ? 'OK' : 'ALARM',
      timestampMs: firstTime(
        ['detail.updatedAt', detail.updatedAt],
        ['detail.createdAt', detail.createdAt],
        ['time', event.time],
      ),
      reason: optionalText(detail.description) ?? '',
      role,
      severity,
      tags: owner(holders.map((holder) => holder?.tags)),
    },
    event,
  );
}

function weightOf(label: unknown): Weight {
  return (typeof label === 'string' && Object.hasOwn(LABELS, label) && LABELS[label]) || MEDIUM;
}

/** `arn:aws:securityhub:us-east-1::product/aws/guardduty`: the AWS service that reports to Security Hub. */
function finderOf(productArn: unknown): string {
  return /:product\/aws\/([a-z0-9-]{1,32})$/.exec(optionalText(productArn) ?? '')?.[1] ?? 'securityhub';
}

/** Archived, resolved or suppressed by somebody, or passed when it was checked again. */
function isOver({ RecordState, Workflow, Compliance }: Fields): boolean {
  const workflow = optionalFields(Workflow)?.Status;
  const passed = optionalFields(Compliance)?.Status === 'PASSED';
  return RecordState === 'ARCHIVED' || workflow === 'RESOLVED' || workflow === 'SUPPRESSED' || passed;
}

function owner(tags: readonly unknown[]): Record<string, string> | undefined {
  return tags.map(readTags).find((read) => read[ALARM_TAG.service]);
}
