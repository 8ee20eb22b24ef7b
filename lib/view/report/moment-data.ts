import { plain } from '../escape';
import type { RehearsalReport, ReportAlarm } from './model';
import { type MomentAlarm, type MomentData, STATE_CODES, type StateCode, wholeSecond } from './moment';

/** What the page's client knows of the report beside its charts. */
export function momentData(report: RehearsalReport): MomentData {
  const { startMs, endMs, incidents, notifications } = report;
  return {
    startMs,
    endMs,
    alarms: report.alarms.map(changesOf),
    incidents: incidents.map(({ title, openedMs, resolvedMs }) => ({
      title: plain(title, 120),
      openedMs: wholeSecond(openedMs),
      ...(resolvedMs !== undefined && { resolvedMs: wholeSecond(resolvedMs) }),
    })),
    sentMs: notifications.map(({ atMs }) => wholeSecond(atMs)).sort((a, b) => a - b),
    eventsMs: eventsOf(report),
  };
}

/** Alarms are named in a sentence of two lines. */
const LABEL = 48;

function changesOf({ name, label, states }: ReportAlarm): MomentAlarm {
  return {
    name: plain(name),
    label: plain(label, LABEL),
    changes: states.map(({ atMs, state, heldBack }) => {
      const code = STATE_CODES.indexOf(state) as StateCode;
      return heldBack === undefined ? [wholeSecond(atMs), code] : [wholeSecond(atMs), code, 1];
    }),
  };
}

/** First and quiet state changes are no turns: stopping at each of them would hide the others. */
function eventsOf({ story, notifications, startMs, endMs }: RehearsalReport): number[] {
  const turns = story.filter(({ kind }) => kind !== 'state').map(({ atMs }) => atMs);
  const times = new Set([...turns, ...notifications.map(({ atMs }) => atMs)].map(wholeSecond));
  return [...times].filter((atMs) => atMs >= startMs && atMs <= endMs).sort((a, b) => a - b);
}
