import { wholeSecond } from '../format';
import { isPage } from './is-page';
import type { RehearsalReport, ReportAlarm, ReportNotification } from './model';
import { type Trouble, troubleOf } from './trouble';
import { isWindowAlarm } from './window-alarms';

/**
 * The few moments and counts that tell how a rehearsal went. Times are epoch milliseconds; absent: it did not happen.
 * What durations count from is cut to whole seconds, so that they agree with the clocks of the story.
 */
export interface Milestones {
  /** Alarms that were in ALARM at least once, in the order in which they first were; without windows of burn-rate rules. */
  readonly fired: readonly ReportAlarm[];
  readonly firstAlarmMs?: number;
  /** When the trouble began; reaction times count from here. */
  readonly trouble?: Trouble;
  /** Messages that wake people, earliest first. */
  readonly pages: readonly ReportNotification[];
  /** Messages that are neither a page nor the end of an incident, earliest first. */
  readonly otherMessages: readonly ReportNotification[];
  /** From open to resolve in milliseconds, one for each resolved incident. */
  readonly timesToResolve: readonly number[];
}

export function milestonesOf(report: RehearsalReport): Milestones {
  const fired = report.alarms
    .filter((alarm) => !isWindowAlarm(alarm))
    .flatMap((alarm) => {
      const state = alarm.states.find((entry) => entry.state === 'ALARM');
      return state ? [{ alarm, atMs: state.atMs }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
  const sent = [...report.notifications].sort((a, b) => a.atMs - b.atMs);
  const pages = sent.filter(isPage);
  const firstAlarmMs = fired[0]?.atMs;
  return {
    fired: fired.map((entry) => entry.alarm),
    firstAlarmMs,
    trouble: troubleOf(report, pages[0], firstAlarmMs),
    pages,
    otherMessages: sent.filter((message) => !isPage(message) && message.kind !== 'resolved'),
    timesToResolve: report.incidents.flatMap(({ openedMs, resolvedMs }) =>
      resolvedMs === undefined ? [] : [wholeSecond(resolvedMs) - wholeSecond(openedMs)],
    ),
  };
}

/** More pages than this would hide what they are marked in: then only the lanes of their channels show them. */
const MOST_MARKED = 40;

/** When people were paged, to be marked in ribbons and charts. */
export function markedPages({ notifications }: RehearsalReport): readonly number[] {
  const pages = notifications.filter(isPage).map(({ atMs }) => atMs);
  return pages.length > MOST_MARKED ? [] : pages;
}
