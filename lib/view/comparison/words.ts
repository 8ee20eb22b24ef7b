/** The sentences of a comparison that terminal and pull request share. */
import { countOf, duration } from '../format';
import type {
  AlarmComparison,
  ComparedAlarm,
  ComparedBehaviour,
  ComparedMuteRule,
  ComparedStory,
  Occurrence,
  StoryOutcome,
} from './model';

const CHANGES: readonly ComparedAlarm['change'][] = ['added', 'removed', 'changed', 'behaves otherwise'];

/** `1 added, 2 changed, 37 unchanged; mute rules: 1 changed; pages 3 → 2 in the story`; a base without any alarm is named. */
export function summarizeComparison({ alarms, unchanged, muteRules, stories }: AlarmComparison): string {
  const counts = CHANGES.flatMap((change) => {
    const count = alarms.filter((alarm) => alarm.change === change).length;
    return count === 0 ? [] : [`${count} ${count > 1 && change === 'behaves otherwise' ? 'behave otherwise' : change}`];
  });
  const isFirst =
    alarms.length > 0 &&
    unchanged === 0 &&
    alarms.every(({ change, notRehearsed }) => change === 'added' && notRehearsed === undefined);
  const changes = isFirst
    ? `the base has no Sightline alarms: all ${alarms.length} are new`
    : `${counts.length === 0 ? 'no alarm changed' : counts.join(', ')}, ${unchanged} unchanged`;
  const all = [changes, wordMuteRules(muteRules), pagesOfAll(stories)];
  return all.filter(Boolean).join('; ');
}

/** `mute rules: 1 added, 1 changed` */
function wordMuteRules(rules: readonly ComparedMuteRule[]): string {
  const counts = (['added', 'removed', 'changed'] as const).flatMap((change) => {
    const count = rules.filter((rule) => rule.change === change).length;
    return count === 0 ? [] : [`${count} ${change}`];
  });
  return counts.length === 0 ? '' : `mute rules: ${counts.join(', ')}`;
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

/** When the first page comes, and where they differ how many other messages there are. */
export function wordMessages(story: ComparedStory): string {
  const { before, after } = story;
  if ('problem' in before || 'problem' in after) return '–';
  const [old, now] = [before.otherMessages, after.otherMessages];
  const sent = old === now ? '' : `; other messages ${old} → ${now}`;
  return `${wordFirstPage(before, after)}${sent}`;
}

/** `13 min → 15 min, 2 min later`; a dash where nobody is woken on either side. */
function wordFirstPage(before: StoryOutcome, after: StoryOutcome): string {
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
  if (!before) return wordOccurrences(after ?? []);
  if (!after) return wordOccurrences(before);
  return `${wordOccurrences(before)} → ${wordOccurrences(after)}`;
}

/** More times than this are counted. */
const MOST_TIMES = 5;

/** `ALARM at 6 min, 9 min, OK at 12 min`: what happened is named where it is not the same as before. */
function wordOccurrences(occurrences: readonly Occurrence[]): string {
  if (occurrences.length === 0) return 'never';
  const times = occurrences.slice(0, MOST_TIMES).map(({ what, atMs, heldBack }, index) => {
    const named = occurrences[index - 1]?.what === what ? '' : `${what} at `;
    return `${named}${offsetOf(atMs)}${heldBack === undefined ? '' : ` (actions held back: ${heldBack})`}`;
  });
  const more = occurrences.length - times.length;
  return `${times.join(', ')}${more > 0 ? ` and ${countOf(more, 'more time', 'more times')}` : ''}`;
}

/** Time after the start: `13 min 10 s`. */
function offsetOf(ms: number): string {
  return duration(ms);
}

/** An absent setting, or an empty one, in words. */
export function wordSetting(value: string | undefined): string {
  return value === undefined || value === '' ? '(none)' : value;
}
