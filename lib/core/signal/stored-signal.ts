import { SCHEMA_VERSION } from '../conventions';
import { ALARM_ROLES, SEVERITIES } from '../incident/severity';
import type { Fields } from '../slo/read-definition/fields';
import { SloError } from '../slo/slo-error';
import type { JudgeSignal } from './signal-event';

/** A signal as a judge stored it: all of it, for what clears a signal goes where the one that raised it went. */
export function readStoredSignal(fields: Fields, judge: JudgeSignal['judge']): JudgeSignal {
  return {
    judge: fields.oneOf('judge', [judge]),
    member: fields.text('member'),
    name: fields.text('name'),
    state: fields.oneOf('state', ['ALARM', 'OK'] as const),
    timestampMs: fields.number('timestampMs', 'epoch milliseconds', (v) => Number.isInteger(v) && v >= 0),
    reason: fields.text('reason'),
    service: fields.text('service'),
    environment: fields.text('environment'),
    severity: fields.oneOf('severity', SEVERITIES),
    role: fields.oneOf('role', ALARM_ROLES),
    summary: fields.text('summary'),
    ...fields.optionalTexts('group', 'runbook'),
  };
}

/** @throws {SloError} where it is none, or newer than this code */
export function readStoredVersion(where: string, fields: Fields): number {
  const version = fields.number('schemaVersion', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0);
  if (version <= SCHEMA_VERSION) return version;
  throw new SloError(
    `${where} has schemaVersion ${version}, this code reads up to ${SCHEMA_VERSION}; deploy the newer Sightline here, too`,
  );
}
