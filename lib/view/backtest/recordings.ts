/** Recordings that no alarm reads, with the thresholds that were tried on them. */
import { plain } from '../escape';
import { duration, quantity } from '../format';
import type { TableOptions } from './alarms';
import { hanging, indented, isoMinute, rate } from './lines';
import type { BacktestRecording, BacktestThreshold } from './model';

export function recordingLines(recordings: readonly BacktestRecording[], { paint, width }: TableOptions): string[] {
  if (recordings.length === 0) return [];
  return [
    paint('bold', `Series without an alarm (${recordings.length})`),
    ...indented(
      'Advice only: no alarm reads these. What static thresholds at quantiles of the recording itself would have come to.',
      2,
      width,
    ).map((line) => paint('dim', line)),
    paint('dim', columns(['pages/week', 'to ALARM', 'in ALARM'], 'threshold')),
    ...recordings.flatMap((recording) => [
      ...hanging(headline(recording), 2, width),
      paint('dim', `      ${basis(recording)}`),
      ...recording.thresholds.map(thresholdRow),
      ...recording.notes.flatMap((note) => indented(note, 6, width)).map((line) => paint('dim', line)),
    ]),
  ];
}

function headline({ file, points, spacingMs, startMs, endMs }: BacktestRecording): string {
  const day = (ms: number) => isoMinute(ms).slice(0, 10);
  const every = spacingMs > 0 ? ` every ${duration(spacingMs)}` : '';
  const count = points === 1 ? '1 point' : `${points.toLocaleString('en-US')} points`;
  return `${plain(file, 80)}: ${count}${every}, ${day(startMs)} to ${day(endMs)}`;
}

function basis({ median, rule }: BacktestRecording): string {
  return `median ${quantity(median)}${rule === undefined ? '' : `; each threshold ${rule}`}`;
}

function thresholdRow({ quantile, comparison, threshold, alarmCount, pagesPerWeek, alarmMs }: BacktestThreshold) {
  const inAlarm = alarmMs > 0 ? duration(alarmMs) : '0';
  return columns([rate(pagesPerWeek), String(alarmCount), inAlarm], `${comparison} ${threshold}  (${quantile})`);
}

function columns([pages, times, inAlarm]: readonly string[], threshold: string): string {
  return `${(pages ?? '').padStart(16)}${(times ?? '').padStart(10)}${(inAlarm ?? '').padStart(14)}  ${threshold}`;
}
