/** Alarm mute rules of the templates, and those that a scenario sets up. */
import { type MuteSchedule, type MuteWindow, parseMuteRule } from '../../../core/alarm/mute';
import type { Resource } from '../../templates';
import type { World } from '../../world';
import type { TemplateAlarm } from './definition';

/** One mute rule: its windows, and the names of the alarms it mutes. */
export interface Mute {
  readonly name: string;
  readonly arn: string;
  readonly schedule: MuteSchedule;
  readonly alarms: readonly string[];
}

export interface CoveringMute {
  readonly mute: Mute;
  readonly window: MuteWindow;
}

/**
 * Reads every mute rule; those that cannot be followed are noted in `world.notRehearsed`.
 * @param alarms those that are rehearsed: a rule that names another is noted too. Absent: not looked at
 */
export function readMutes(world: Pick<World, 'templates' | 'notRehearsed'>, alarms?: readonly TemplateAlarm[]): Mute[] {
  const known = alarms && new Set(alarms.flatMap(({ resource }) => [resource.name, resource.arn]));
  return world.templates.ofType('AWS::CloudWatch::AlarmMuteRule').flatMap((resource) => {
    try {
      const mute = readMute(resource);
      const strangers = mute.alarms.filter((alarm) => known && !known.has(alarm));
      if (mute.alarms.length === 0) throw new Error('it names no alarm');
      if (strangers.length > 0)
        world.notRehearsed.set(resource.path, `alarm mute rule: not rehearsed here: ${strangers.join(', ')}`);
      return [mute];
    } catch (error) {
      world.notRehearsed.set(resource.path, `alarm mute rule: ${(error as Error).message}`);
      return [];
    }
  });
}

interface MuteProperties {
  readonly Rule?: {
    readonly Schedule?: { readonly Expression?: string; readonly Duration?: string; readonly Timezone?: string };
  };
  readonly MuteTargets?: { readonly AlarmNames?: readonly string[] };
  readonly StartDate?: string;
  readonly ExpireDate?: string;
}

function readMute(resource: Resource): Mute {
  const { Rule, MuteTargets, StartDate, ExpireDate } = resource.properties as MuteProperties;
  const { Expression = '', Duration = '', Timezone } = Rule?.Schedule ?? {};
  const schedule = parseMuteRule({
    name: resource.name,
    expression: Expression,
    duration: Duration,
    ...(Timezone !== undefined && { timezone: Timezone }),
    ...(StartDate !== undefined && { startDate: StartDate }),
    ...(ExpireDate !== undefined && { expireDate: ExpireDate }),
  });
  return { name: resource.name, arn: resource.arn, schedule, alarms: MuteTargets?.AlarmNames ?? [] };
}

/** A mute that a scenario sets up for one stretch of time. */
export function oneMute(name: string, window: MuteWindow, alarms: readonly string[]): Mute {
  const schedule: MuteSchedule = {
    windowAt: (atMs) => (window.startMs <= atMs && atMs < window.endMs ? window : undefined),
    nextStart: (afterMs) => (afterMs < window.startMs ? window.startMs : undefined),
    status: (atMs) => (atMs >= window.endMs ? 'EXPIRED' : atMs >= window.startMs ? 'ACTIVE' : 'SCHEDULED'),
  };
  return { name, arn: `arn:aws:cloudwatch:rehearsal:alarm-mute-rule:${name}`, schedule, alarms };
}

/** The mute that holds this alarm's actions back longest at that moment. */
export function coveringMute(mutes: readonly Mute[], alarm: TemplateAlarm, atMs: number): CoveringMute | undefined {
  return mutes
    .filter(({ alarms }) => alarms.includes(alarm.resource.name) || alarms.includes(alarm.resource.arn))
    .flatMap((mute) => {
      const window = mute.schedule.windowAt(atMs);
      return window ? [{ mute, window }] : [];
    })
    .sort((a, b) => b.window.endMs - a.window.endMs)[0];
}

/** Every window of a mute that touches a stretch of time, in order. */
export function windowsWithin({ schedule }: Mute, fromMs: number, toMs: number): MuteWindow[] {
  const windows: MuteWindow[] = [];
  const first = schedule.windowAt(fromMs);
  if (first) windows.push(first);
  for (let startMs = schedule.nextStart(fromMs); startMs !== undefined && startMs < toMs; ) {
    const window = schedule.windowAt(startMs);
    if (window) windows.push(window);
    startMs = schedule.nextStart(startMs);
  }
  return windows;
}
