import { wholeSecond } from '../format';
import { isPage } from './is-page';
import type { RehearsalReport, ReportAlarm, ReportNotification } from './model';

/**
 * The few moments and counts that tell how a rehearsal went. Times are epoch milliseconds; absent: it did not happen.
 * What durations count from is cut to whole seconds, so that they agree with the clocks of the story.
 */
export interface Milestones {
  /** Alarms that were in ALARM at least once, in the order in which they first were. */
  readonly fired: readonly ReportAlarm[];
  readonly firstAlarmMs?: number;
  /** When the trouble began; reaction times count from here. */
  readonly trouble?: { readonly atMs: number; readonly text: string };
  /** Messages that wake people, earliest first. */
  readonly pages: readonly ReportNotification[];
  /** Messages that are neither a page nor the end of an incident, earliest first. */
  readonly otherMessages: readonly ReportNotification[];
  /** From open to resolve in milliseconds, one for each resolved incident. */
  readonly timesToResolve: readonly number[];
}

export function milestonesOf(report: RehearsalReport): Milestones {
  const fired = report.alarms
    .flatMap((alarm) => {
      const state = alarm.states.find((entry) => entry.state === 'ALARM');
      return state ? [{ alarm, atMs: state.atMs }] : [];
    })
    .sort((a, b) => a.atMs - b.atMs);
  const sent = [...report.notifications].sort((a, b) => a.atMs - b.atMs);
  const firstAlarmMs = fired[0]?.atMs;
  return {
    fired: fired.map((entry) => entry.alarm),
    firstAlarmMs,
    trouble: troubleOf(report, firstAlarmMs),
    pages: sent.filter(isPage),
    otherMessages: sent.filter((message) => !isPage(message) && message.kind !== 'resolved'),
    timesToResolve: report.incidents.flatMap(({ openedMs, resolvedMs }) =>
      resolvedMs === undefined ? [] : [wholeSecond(resolvedMs) - wholeSecond(openedMs)],
    ),
  };
}

/**
 * The scene that set off the first alarm: the first one after the opening scenes, since those set the stage; where
 * there is only the stage, its last scene; where there is no scene at all, the first alarm itself.
 */
function troubleOf(report: RehearsalReport, firstAlarmMs: number | undefined): Milestones['trouble'] {
  if (firstAlarmMs === undefined) return undefined;
  const scenes = report.story.filter((entry) => entry.kind === 'scene' && entry.atMs <= firstAlarmMs);
  const scene = scenes.find((entry) => entry.atMs > report.startMs) ?? scenes.at(-1);
  return scene
    ? { atMs: wholeSecond(scene.atMs), text: scene.text }
    : { atMs: wholeSecond(firstAlarmMs), text: 'the first alarm' };
}

/** More pages than this would hide what they are marked in: then only the lanes of their channels show them. */
const MOST_MARKED = 40;

/** When people were paged, to be marked in ribbons and charts. */
export function markedPages({ notifications }: RehearsalReport): readonly number[] {
  const pages = notifications.filter(isPage).map(({ atMs }) => atMs);
  return pages.length > MOST_MARKED ? [] : pages;
}
