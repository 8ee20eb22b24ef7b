/**
 * Mute rules as they are compared. They are read as written, not as followed: a rule that no story touches, or that
 * cannot be rehearsed, still decides which night wakes nobody.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarmmuterule.html
 */
import type { ComparedMuteRule } from '../../view/comparison/model';
import type { Resource } from '../templates';
import { pairByName } from './pairs';
import { changedSettings, type Settings, settingText } from './settings';

export interface DescribedMuteRule {
  readonly name: string;
  /** Path of its construct. */
  readonly path: string;
  readonly subject: 'mute rule';
  /** When it mutes what, in one line. */
  readonly summary: string;
  readonly settings: Settings;
}

export function describeMuteRule(resource: Resource): DescribedMuteRule {
  const { name, path } = resource;
  try {
    const settings = settingsOf(resource.properties);
    const { schedule, duration, 'time zone': zone, targets } = settings;
    const summary = `${schedule} for ${duration}, ${zone}: ${targets}`;
    return { name, path, subject: 'mute rule', summary, settings: { name, ...settings } };
  } catch (error) {
    const problem = (error as Error).message;
    const summary = `cannot be read: ${problem}`;
    return { name, path, subject: 'mute rule', summary, settings: { name, 'cannot be read': problem } };
  }
}

/** Rules of the same settings are left out. */
export function compareMuteRules(
  before: readonly DescribedMuteRule[],
  after: readonly DescribedMuteRule[],
): ComparedMuteRule[] {
  return pairByName(before, after).flatMap(({ before: old, after: now }): ComparedMuteRule[] => {
    if (!old || !now) {
      const only = (now ?? old) as DescribedMuteRule;
      return [{ change: now ? 'added' : 'removed', name: only.name, summary: only.summary, settings: [] }];
    }
    const settings = changedSettings(old.settings, now.settings);
    return settings.length === 0 ? [] : [{ change: 'changed', name: now.name, summary: now.summary, settings }];
  });
}

interface MuteProperties {
  readonly Rule?: {
    readonly Schedule?: { readonly Expression?: unknown; readonly Duration?: unknown; readonly Timezone?: unknown };
  };
  readonly MuteTargets?: { readonly AlarmNames?: readonly unknown[] };
}

function settingsOf(properties: Resource['properties']) {
  const { Rule, MuteTargets } = properties as MuteProperties;
  const { Expression, Duration, Timezone = 'UTC' } = Rule?.Schedule ?? {};
  const targets = (MuteTargets?.AlarmNames ?? []).map((target) => settingText(target) ?? '').sort();
  const others = Object.keys(properties).filter((property) => !TOLD.has(property));
  return {
    schedule: settingText(Expression) ?? '(none)',
    duration: settingText(Duration) ?? '(none)',
    'time zone': settingText(Timezone) ?? '',
    targets: targets.join(', ') || 'no alarm',
    ...Object.fromEntries(
      others.map((property) => [NAMES[property] ?? property, settingText(properties[property]) ?? '']),
    ),
  };
}

/** The properties that the settings above are made of. */
const TOLD = new Set(['Name', 'Rule', 'MuteTargets']);
const NAMES: Readonly<Record<string, string>> = {
  StartDate: 'start date',
  ExpireDate: 'expire date',
  Description: 'description',
  Tags: 'tags',
};
