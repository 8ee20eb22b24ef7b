/**
 * The alarm diff: what changed between the alarms and mute rules of two assemblies, and how each alarm would have
 * behaved in the same stories. Two descriptions and two lists of reports in, one comparison out.
 */
import type { AlarmComparison, ComparedAlarm, ComparedSide, SettingChange } from '../view/comparison/model';
import { compareBehaviour, outcomeOf, type PlayedStory } from './compare/behaviour';
import type { DescribedAlarm } from './compare/described-alarm';
import { compareMuteRules, type DescribedMuteRule } from './compare/mute-rules';
import { type Pair, pairByName } from './compare/pairs';
import { changedSettings } from './compare/settings';

export interface ComparableSide {
  readonly alarms: readonly DescribedAlarm[];
  readonly muteRules: readonly DescribedMuteRule[];
  /** Alarms that cannot be rehearsed: path of the construct and reason. */
  readonly notRehearsed: ReadonlyMap<string, string>;
  /** The same stories on both sides, in the same order. */
  readonly stories: readonly PlayedStory[];
}

/** @param before the side compared against, such as main's; `after` is the own one */
export function compareAlarms(before: ComparableSide, after: ComparableSide): AlarmComparison {
  const pairs = pairByName(before.alarms, after.alarms);
  const compared = pairs.map((pair) => comparePair(pair, before, after));
  const alarms = compared.filter((alarm) => alarm !== undefined);
  return {
    alarms: [...alarms].sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change)),
    unchanged: pairs.length - alarms.length,
    muteRules: compareMuteRules(before.muteRules, after.muteRules),
    stories: after.stories.map((played, index) => ({
      title: 'report' in played ? played.report.title : played.file,
      file: played.file,
      before: isEmpty(before) ? silentUnlessPlayed(before.stories[index]) : outcomeOf(before.stories[index]),
      after: outcomeOf(played),
    })),
  };
}

/** Such as the base of the first pull request with Sightline: without alarms there is nothing to play. */
function isEmpty({ alarms, notRehearsed }: ComparableSide): boolean {
  return alarms.length === 0 && notRehearsed.size === 0;
}

function silentUnlessPlayed(played: PlayedStory | undefined): ComparedSide {
  return played && 'report' in played ? outcomeOf(played) : { fired: 0, incidents: 0, pages: [], otherMessages: 0 };
}

/** What may wake nobody any more comes first. */
const ORDER: readonly ComparedAlarm['change'][] = ['removed', 'changed', 'behaves otherwise', 'added'];

/** `undefined` where nothing differs. */
function comparePair(
  pair: Pair<DescribedAlarm>,
  before: ComparableSide,
  after: ComparableSide,
): ComparedAlarm | undefined {
  const present = (pair.after ?? pair.before) as DescribedAlarm;
  const settings = pair.before && pair.after ? changedSettings(pair.before.settings, pair.after.settings) : [];
  const behaviour = compareBehaviour(pair, before.stories, after.stories);
  const change = changeOf(pair, settings);
  if (change === 'behaves otherwise' && behaviour.length === 0) return undefined;
  const elsewhere = pair.after ? before.notRehearsed : after.notRehearsed;
  const notRehearsed = pair.before && pair.after ? undefined : elsewhere.get(present.path);
  const { name, label, condition } = present;
  return { change, name, label, condition, settings, behaviour, ...(notRehearsed !== undefined && { notRehearsed }) };
}

function changeOf(
  { before, after }: Pair<DescribedAlarm>,
  settings: readonly SettingChange[],
): ComparedAlarm['change'] {
  if (!before) return 'added';
  if (!after) return 'removed';
  return settings.length > 0 ? 'changed' : 'behaves otherwise';
}
