/** How alarms and stories went on either side. */

import type { ComparedBehaviour, ComparedSide, Occurrence } from '../../view/comparison/model';
import { isPage } from '../../view/report/is-page';
import type { RehearsalReport, ReportAlarm } from '../../view/report/model';
import type { DescribedAlarm } from './described-alarm';
import type { Pair } from './pairs';

/** A story as played on one side, or why it could not be. */
export type PlayedStory = { readonly file: string } & (
  | { readonly report: RehearsalReport }
  | { readonly problem: string }
);

/** The stories in which a pair of alarms behaved otherwise; for one that is on one side only, those where it fired. */
export function compareBehaviour(
  pair: Pair<DescribedAlarm>,
  before: readonly PlayedStory[],
  after: readonly PlayedStory[],
): ComparedBehaviour[] {
  return after.flatMap((mine, index) => {
    const theirs = before[index];
    if (!theirs || 'problem' in mine || 'problem' in theirs) return [];
    const told = difference(ownOf(pair.before, theirs.report), ownOf(pair.after, mine.report));
    return told ? [{ story: mine.report.title, ...told }] : [];
  });
}

export function outcomeOf(played: PlayedStory | undefined): ComparedSide {
  if (!played) return { problem: 'it was not played' };
  if ('problem' in played) return { problem: played.problem };
  const { alarms, incidents, notifications, startMs } = played.report;
  const pages = notifications.filter(isPage);
  return {
    fired: alarms.filter(({ states }) => states.some(({ state }) => state === 'ALARM')).length,
    incidents: incidents.length,
    pages: pages.map(({ atMs }) => atMs - startMs).sort((a, b) => a - b),
    otherMessages: notifications.length - pages.length,
  };
}

interface Own {
  readonly alarm: ReportAlarm;
  readonly startMs: number;
}

/** `undefined` where the story has no such alarm. */
function ownOf(described: DescribedAlarm | undefined, { alarms, startMs }: RehearsalReport): Own | undefined {
  const alarm = alarms.find(({ name }) => name === described?.name);
  return alarm && { alarm, startMs };
}

type Look = (own: Own) => Occurrence[];

/** What is looked at, the loudest first: whoever fired otherwise is not told about the ends of it too. */
const LOOKS: readonly Look[] = [firings, changes, actions];

function difference(before: Own | undefined, after: Own | undefined): Omit<ComparedBehaviour, 'story'> | undefined {
  const looks = before && after ? LOOKS : [firings];
  for (const look of looks) {
    const [old, now] = [before && look(before), after && look(after)];
    if (!same(old ?? [], now ?? [])) return { ...(old && { before: old }), ...(now && { after: now }) };
  }
  return undefined;
}

function firings(own: Own): Occurrence[] {
  return changes(own).filter(({ what }) => what === 'ALARM');
}

/** Every state but the one that it begins with. */
function changes({ alarm, startMs }: Own): Occurrence[] {
  return alarm.states.slice(1).map(({ atMs, state, heldBack }) => ({
    what: state,
    atMs: atMs - startMs,
    ...(heldBack !== undefined && { heldBack }),
  }));
}

/** What it sent and set off itself. */
function actions({ alarm: { actionsRun = [] }, startMs }: Own): Occurrence[] {
  return actionsRun.map(({ atMs, state, target }) => ({
    what: `action of ${state} to ${target}`,
    atMs: atMs - startMs,
  }));
}

function same(a: readonly Occurrence[], b: readonly Occurrence[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ what, atMs, heldBack }, index) => {
      const other = b[index];
      return other?.what === what && other.atMs === atMs && other.heldBack === heldBack;
    })
  );
}
