/** How alarms and stories went on either side. */

import type { ComparedBehaviour, ComparedSide, Firing } from '../../view/comparison/model';
import { isPage } from '../../view/report/is-page';
import type { RehearsalReport } from '../../view/report/model';
import type { Pair } from './pairs';

/** A story as played on one side, or why it could not be. */
export type PlayedStory = { readonly file: string } & (
  | { readonly report: RehearsalReport }
  | { readonly problem: string }
);

/** The stories in which a pair of alarms behaved otherwise; for one that is on one side only, those where it fired. */
export function compareBehaviour(
  pair: Pair,
  before: readonly PlayedStory[],
  after: readonly PlayedStory[],
): ComparedBehaviour[] {
  return after.flatMap((mine, index) => {
    const theirs = before[index];
    if (!theirs || 'problem' in mine || 'problem' in theirs) return [];
    const [old, now] = [firingsOf(pair.before?.name, theirs.report), firingsOf(pair.after?.name, mine.report)];
    if (sameFirings(old ?? [], now ?? [])) return [];
    return [{ story: mine.report.title, ...(old && { before: old }), ...(now && { after: now }) }];
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
  };
}

/** `undefined` where the story has no such alarm. */
function firingsOf(name: string | undefined, { alarms, startMs }: RehearsalReport): Firing[] | undefined {
  const alarm = alarms.find((candidate) => candidate.name === name);
  return alarm?.states
    .filter(({ state }) => state === 'ALARM')
    .map(({ atMs, heldBack }) => ({ atMs: atMs - startMs, ...(heldBack !== undefined && { heldBack }) }));
}

function sameFirings(a: readonly Firing[], b: readonly Firing[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ atMs, heldBack }, index) => b[index]?.atMs === atMs && b[index]?.heldBack === heldBack)
  );
}
