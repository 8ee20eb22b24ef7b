/** `toAlarm` and `toRecover`: what became of one alarm. */
import type { RehearsalReport, ReportAlarm } from '../../view/report/model';
import { alarmNamed } from '../alarm-named';
import { LATENCY } from '../platform/latency';
import { alarmLines, checkDurations, durationOf, moment, moments, sentLines, storyLine } from './evidence';
import { reportFrom } from './received';
import { checkOptions, type Judged, type MatcherResult, resultOf } from './result';

/** When an alarm must be in ALARM. Without either: at any time of the story. */
export interface AlarmTime {
  /** For the first time no later than this after the start, such as `14m`. */
  readonly by?: string;
  /** At the evaluation of this minute after the start. */
  readonly at?: string;
}

/** When an alarm must be back in OK. Without it: by the end of the story. */
export interface RecoveryTime {
  /** For good no later than this after the start, such as `30m`. */
  readonly by?: string;
}

export function toAlarm(received: unknown, words: string, when: AlarmTime = {}): MatcherResult {
  checkOptions('toAlarm', when, ['by', 'at']);
  checkDurations('toAlarm', { by: when.by, at: when.at });
  if (when.by !== undefined && when.at !== undefined)
    throw new Error("toAlarm() takes 'by' or 'at', not both; leave one of them out");
  const report = reportFrom(received, 'toAlarm');
  const alarm = theAlarm(report, words, 'toAlarm');
  const call = { subject: 'report', matcher: 'toAlarm', args: [words, when] } as const;
  return resultOf(call, judgeAlarm(report, alarm, when));
}

export function toRecover(received: unknown, words: string, when: RecoveryTime = {}): MatcherResult {
  checkOptions('toRecover', when, ['by']);
  checkDurations('toRecover', { by: when.by });
  const report = reportFrom(received, 'toRecover');
  const alarm = theAlarm(report, words, 'toRecover');
  const call = { subject: 'report', matcher: 'toRecover', args: [words, when] } as const;
  return resultOf(call, judgeRecovery(report, alarm, when));
}

/** @throws where the words mean no alarm or several: with `.not`, a misspelt name would always pass */
export function theAlarm(report: RehearsalReport, words: string, matcher: string): ReportAlarm {
  const wanted = typeof words === 'string' ? words.trim().split(/\s+/).filter(Boolean) : [];
  if (wanted.length === 0)
    throw new Error(`${matcher}() needs words of the alarm's name, got ${JSON.stringify(words)}`);
  const alarm = alarmNamed(wanted, report.alarms);
  if (typeof alarm !== 'string') return alarm;
  const skipped = report.notRehearsed.find(({ name }) =>
    wanted.every((word) => name.toLowerCase().includes(word.toLowerCase())),
  );
  const why = skipped ? `\nNot rehearsed: ${skipped.name} (${skipped.reason})` : '';
  throw new Error(`${matcher}(): ${alarm}${why}`);
}

/** When an alarm went to ALARM, each time. */
export function alarmTimes(alarm: ReportAlarm): number[] {
  return alarm.states.filter(({ state }) => state === 'ALARM').map(({ atMs }) => atMs);
}

function judgeAlarm(report: RehearsalReport, alarm: ReportAlarm, { by, at }: AlarmTime): Judged {
  const times = alarmTimes(alarm);
  const [first] = times;
  const evidence = () => evidenceOf(report, alarm);
  const success = `${alarm.label} went to ALARM at ${moments(report, times)}`;
  if (first === undefined) return { failure: `${alarm.label} never went to ALARM`, success, evidence };
  if (by !== undefined && first - report.startMs > durationOf(by, 'by', 'toAlarm'))
    return {
      failure: `${alarm.label} went to ALARM only at ${moment(report, first)}, not by ${by}`,
      success,
      evidence,
    };
  if (at !== undefined && !times.some((atMs) => isAt(atMs, report.startMs + durationOf(at, 'at', 'toAlarm'))))
    return {
      failure: `${alarm.label} went to ALARM at ${moments(report, times)}, not at ${at}`,
      success,
      evidence,
    };
  return { success, evidence };
}

/** The evaluation that looks back from a minute comes a little later. */
function isAt(atMs: number, wantedMs: number): boolean {
  return atMs >= wantedMs && atMs <= wantedMs + LATENCY.evaluation.ms;
}

function judgeRecovery(report: RehearsalReport, alarm: ReportAlarm, { by }: RecoveryTime): Judged {
  const evidence = () => evidenceOf(report, alarm);
  const last = alarm.states.findLastIndex(({ state }) => state === 'ALARM');
  const recovered = alarm.states.find(({ state }, index) => index > last && state === 'OK');
  const success = recovered ? `${alarm.label} went back to OK at ${moment(report, recovered.atMs)}` : '';
  const fail = (failure: string) => ({ failure, success, evidence });
  if (last === -1) return fail(`${alarm.label} never went to ALARM, so it had nothing to recover from`);
  if (!recovered) return fail(`${alarm.label} did not go back to OK, it ended in ${alarm.states.at(-1)?.state}`);
  if (by !== undefined && recovered.atMs - report.startMs > durationOf(by, 'by', 'toRecover'))
    return fail(`${alarm.label} went back to OK only at ${moment(report, recovered.atMs)}, not by ${by}`);
  return { success, evidence };
}

function evidenceOf(report: RehearsalReport, alarm: ReportAlarm): string[] {
  return [storyLine(report), ...alarmLines(report, alarm), ...sentLines(report)];
}
