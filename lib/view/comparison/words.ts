/** The sentences of a comparison that terminal and pull request share. */
import { countOf, duration } from '../format';
import type { AlarmComparison, ComparedAlarm, ComparedBehaviour, ComparedStory, Firing } from './model';

const CHANGES: readonly ComparedAlarm['change'][] = ['added', 'removed', 'changed', 'behaves otherwise'];

/** `1 alarm added, 2 changed, 37 unchanged; pages 3 → 2` */
export function summarizeComparison({ alarms, unchanged, stories }: AlarmComparison): string {
  const counts = CHANGES.flatMap((change) => {
    const count = alarms.filter((alarm) => alarm.change === change).length;
    return count === 0 ? [] : [`${count} ${count > 1 && change === 'behaves otherwise' ? 'behave otherwise' : change}`];
  });
  const changes = counts.length === 0 ? 'no alarm changed' : counts.join(', ');
  return [`${changes}, ${unchanged} unchanged`, pagesOfAll(stories)].filter(Boolean).join('; ');
}

function pagesOfAll(stories: readonly ComparedStory[]): string {
  const both = stories.flatMap(({ before, after }) =>
    'problem' in before || 'problem' in after ? [] : [[before.pages.length, after.pages.length] as const],
  );
  const unplayed = stories.length - both.length;
  const total = (side: 0 | 1) => both.reduce((sum, pages) => sum + pages[side], 0);
  const told =
    both.length === 0
      ? ''
      : `pages ${total(0)} → ${total(1)} in ${stories.length === 1 ? 'the story' : countOf(both.length, 'story', 'stories')}`;
  const left = unplayed === 0 ? '' : `${countOf(unplayed, 'story', 'stories')} could not be compared`;
  return [told, left].filter(Boolean).join(', ');
}

/** `1 → 0` */
export function wordPages({ before, after }: ComparedStory): string {
  const count = (side: ComparedStory['before']) => ('problem' in side ? '–' : String(side.pages.length));
  return `${count(before)} → ${count(after)}`;
}

/** `13m → 15m, 2 min later`; a dash where nobody is woken on either side. */
export function wordFirstPage({ before, after }: ComparedStory): string {
  if ('problem' in before || 'problem' in after) return '–';
  const [old, now] = [before.pages[0], after.pages[0]];
  if (old === undefined && now === undefined) return '–';
  if (old === undefined) return `none → ${offsetOf(now as number)}`;
  if (now === undefined) return `${offsetOf(old)} → none`;
  if (old === now) return offsetOf(now);
  return `${offsetOf(old)} → ${offsetOf(now)}, ${duration(Math.abs(now - old))} ${now < old ? 'earlier' : 'later'}`;
}

/** Why a story could not be compared, if so. */
export function wordProblem({ before, after }: ComparedStory): string | undefined {
  if ('problem' in after) return `cannot be played here: ${after.problem}`;
  return 'problem' in before ? `cannot be played on the other side: ${before.problem}` : undefined;
}

/** `ALARM at 13 min 10 s → never` */
export function wordBehaviour({ before, after }: ComparedBehaviour): string {
  if (!before) return wordFirings(after ?? []);
  if (!after) return wordFirings(before);
  return `${wordFirings(before)} → ${wordFirings(after)}`;
}

/** More times than this are counted. */
const MOST_TIMES = 5;

function wordFirings(firings: readonly Firing[]): string {
  if (firings.length === 0) return 'never';
  const times = firings
    .slice(0, MOST_TIMES)
    .map(
      ({ atMs, heldBack }) => `${offsetOf(atMs)}${heldBack === undefined ? '' : ` (actions held back: ${heldBack})`}`,
    );
  const more = firings.length - times.length;
  return `ALARM at ${times.join(', ')}${more > 0 ? ` and ${countOf(more, 'more time', 'more times')}` : ''}`;
}

/** Time after the start: `13 min 10 s`. */
function offsetOf(ms: number): string {
  return duration(ms);
}

/** An absent setting, or an empty one, in words. */
export function wordSetting(value: string | undefined): string {
  return value === undefined || value === '' ? '(none)' : value;
}
