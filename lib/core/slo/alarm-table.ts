/** The alarms of an objective as an aligned table of plain text, for people at synth and on the command line. */
import { type BurnRatePart, type Detection, type PlannedAlarm, plannedAlarms, type SloAlarmPlan } from './alarm-plan';
import { lengthText, percentText, shortNumber } from './alarm-words';
import { isHourly, thresholdOf } from './burn-rate-rule';
import type { SloDefinition } from './definition';
import { toNumber } from './fraction';
import { parseObjective } from './objective';

const HEADINGS = ['alarm', 'role', 'looks at', 'fires above', 'total outage'] as const;

/**
 * @param nameOf how an alarm is called. @default - its id
 * @returns lines; the last column is how long a total outage lasts until the alarm
 */
export function alarmTable(
  definition: SloDefinition,
  plan: SloAlarmPlan,
  nameOf: (id: string) => string = (id) => id,
): string[] {
  const rows = plannedAlarms(plan).map((alarm) => [
    nameOf(alarm.id),
    alarm.role,
    ...judgementOf(definition, alarm),
    detectionText(alarm.detection),
  ]);
  return aligned([[...HEADINGS], ...rows]);
}

/** `3 min`, `5 to 64 min`. */
function detectionText({ bestMinutes, worstMinutes }: Detection): string {
  return worstMinutes === bestMinutes ? `${bestMinutes} min` : `${bestMinutes} to ${worstMinutes} min`;
}

/** What it looks at, and what it fires above. */
function judgementOf(definition: SloDefinition, alarm: PlannedAlarm): [string, string] {
  if (alarm.kind === 'composite') return [alarm.rules.map(({ id }) => id).join(' or '), 'both windows of a rule'];
  if (alarm.kind === 'noTelemetry') return ['samples', `${lengthText(alarm.silentMinutes)} of silence`];
  const factor = `${shortNumber(toNumber(alarm.rule.burn))} x`;
  if (alarm.source === 'published') return [`published burn rate of ${lengthText(alarm.minutes)}`, factor];
  const share = toNumber(thresholdOf(alarm.rule, parseObjective(definition.name, definition.objective)));
  return [windowText(alarm), `${percentText(share)} bad (${factor})`];
}

function windowText({ minutes }: BurnRatePart): string {
  return `last ${lengthText(minutes)}, every ${isHourly(minutes) ? 'hour' : 'minute'}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
