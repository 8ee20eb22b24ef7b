import type { RehearsalReport, ReportAlarm } from './model';

/** A time in which an alarm kept its state: from `fromMs` to before `toMs`. */
export interface StateSpan {
  readonly state: ReportAlarm['states'][number]['state'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
}

/** The alarm's states as spans inside the rehearsal's time; states that lasted no time are left out. */
export function statesOf(
  alarm: ReportAlarm,
  { startMs, endMs }: Pick<RehearsalReport, 'startMs' | 'endMs'>,
): StateSpan[] {
  return alarm.states.flatMap(({ atMs, state, reason }, index) => {
    const fromMs = Math.max(startMs, atMs);
    const toMs = Math.min(endMs, alarm.states[index + 1]?.atMs ?? endMs);
    return toMs > fromMs ? [{ state, fromMs, toMs, reason }] : [];
  });
}
