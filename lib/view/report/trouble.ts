/** What reaction times count from: the trouble that people were paged for. */
import { pages } from '../../core/incident/severity';
import { wholeSecond } from '../format';
import type { RehearsalReport, ReportAlarm, ReportIncident, ReportNotification } from './model';
import { isWindowAlarm } from './window-alarms';

export interface Trouble {
  /** When it began: epoch milliseconds, cut to whole seconds. */
  readonly atMs: number;
  readonly text: string;
  /** The same as the end of `1 page 3 min after ...`. */
  readonly since: 'the first failure' | 'its alarm' | 'its incident began';
}

/**
 * The first scene that breaks something, if nobody was paged before it; else the alarm that made the page's incident page, or
 * paged by itself.
 * @param page the first one. Where nobody was paged, the first alarm takes its place.
 * @param firstAlarmMs epoch milliseconds; absent: none fired
 */
export function troubleOf(
  report: RehearsalReport,
  page: ReportNotification | undefined,
  firstAlarmMs: number | undefined,
): Trouble | undefined {
  const untilMs = page?.atMs ?? firstAlarmMs;
  if (untilMs === undefined) return undefined;
  const scene = report.story.find(({ breaks, atMs }) => breaks && atMs <= untilMs);
  if (scene) return { atMs: wholeSecond(scene.atMs), text: scene.text, since: 'the first failure' };
  const incident = page ? incidentOf(report, page) : report.incidents.findLast(({ openedMs }) => openedMs <= untilMs);
  return incident ? causeOf(incident, report, untilMs) : newestAlarm(report, page, untilMs);
}

/** Of a page of a hub: the incident's id ends its text. An alarm's own page has none. */
function incidentOf({ incidents }: RehearsalReport, { body }: ReportNotification): ReportIncident | undefined {
  return incidents.find(({ id }) => body.endsWith(`Incident id: ${id}`));
}

/**
 * The first alarm of the incident that wakes people, since it was last opened or reopened before `untilMs`: a ticket may have
 * opened it hours before. Without one, what opened it.
 */
function causeOf({ timeline, openedMs }: ReportIncident, { alarms }: RehearsalReport, untilMs: number): Trouble {
  const told = timeline.filter(({ atMs }) => atMs <= untilMs);
  const began = told.findLastIndex(({ kind }) => kind === 'opened' || kind === 'reopened');
  const round = told.slice(Math.max(0, began)).map((entry) => ({ entry, alarm: alarmOf(entry, alarms) }));
  const { entry, alarm } = round.find((each) => each.alarm && wakesPeople(each.alarm)) ?? round[0] ?? {};
  const atMs = wholeSecond(entry?.atMs ?? openedMs);
  return alarm ? sinceAlarm(alarm, atMs) : { atMs, text: 'the incident', since: 'its incident began' };
}

/** The alarm that opened or reopened the incident, or joined it, where the entry tells that. */
function alarmOf({ kind, text }: ReportIncident['timeline'][number], alarms: readonly ReportAlarm[]) {
  switch (kind) {
    case 'opened':
    case 'reopened':
      return alarms.find(({ name }) => text.includes(` by ${name}:`) || text.includes(` by ${name}, flapping:`));
    case 'joined':
      return alarms.find(({ name }) => text.startsWith(`${name} joined`));
    default:
      return undefined;
  }
}

function wakesPeople({ role, severity }: ReportAlarm): boolean {
  return role === 'page' && severity !== undefined && pages(severity);
}

/** The alarm whose own action the page is; where its subject names none, the newest. */
function newestAlarm(
  { alarms }: RehearsalReport,
  page: ReportNotification | undefined,
  untilMs: number,
): Trouble | undefined {
  const changes = alarms
    .filter((alarm) => !isWindowAlarm(alarm))
    .flatMap((alarm) => alarm.states.flatMap(({ state, atMs }) => (state === 'ALARM' ? [{ alarm, atMs }] : [])))
    .filter(({ atMs }) => atMs <= untilMs)
    .sort((a, b) => a.atMs - b.atMs);
  const newest = changes.findLast(({ alarm }) => page?.subject === `ALARM: "${alarm.name}"`) ?? changes.at(-1);
  return newest && sinceAlarm(newest.alarm, wholeSecond(newest.atMs));
}

function sinceAlarm({ label }: ReportAlarm, atMs: number): Trouble {
  return { atMs, text: `the alarm ${label}`, since: 'its alarm' };
}
