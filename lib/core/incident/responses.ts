/** How incidents are answered, by the hub's configuration. */
import { audienceOf } from '../config/check-audience';
import { readTarget } from '../config/target';
import {
  type ChannelConfig,
  PAGERS,
  type PersonConfig,
  type PolicyConfig,
  type SightlineConfig,
} from '../config/types';
import { daysAround, MINUTE_MS, reachedMs, readTimeRange } from '../config/wall-clock';
import { timeZone } from '../time-zone';
import type { Audience } from './audience';
import { addBusinessTime, DEFAULT_BUSINESS_HOURS } from './business-time';
import { UPDATE_MINUTES } from './default-policy';
import { isForPagers } from './notification';
import { onCall } from './on-call';
import type { EscalationLevel, Facts, ResponsePlan, Responses } from './response-plan';
import { routeOf } from './route';
import { moreSevere, type Severity } from './severity';

/** No channel has to have this name: what is owed to one that is not there goes to the fallback topic. */
const FALLBACK = 'fallback';

/** Stakeholders hear of incidents at least this severe, where their channel does not say otherwise. */
const FROM_SEVERITY: Severity = 'high';

/** Answers by this configuration; make it once for each configuration that is loaded, as it reads schedules and zones. */
export function responsesOf(config: SightlineConfig): Responses {
  const recipientOf = directory(config);
  const { channels } = config.hub;
  const first = firstChannels(config);
  const everyChannel = first.length > 0 ? first : [FALLBACK];
  return {
    planFor: (facts, nowMs) => planFor(config, facts, nowMs),
    recipients(targets, severity, nowMs) {
      const named = targets.flatMap((target) => recipientOf(target, severity, nowMs) ?? everyChannel);
      return [...new Set(named.length > 0 ? named : everyChannel)];
    },
    audience: (audience, severity) =>
      channels.filter((channel) => listens(channel, audience, severity)).map(({ name }) => name),
    takes(name, kind) {
      if (!isForPagers(kind)) return channels.every((channel) => channel.name !== name || !PAGERS.has(channel.kind));
      if (kind !== 'acknowledged') return true;
      // By mail or text message, a note that somebody took it only wakes the others again.
      const channel = channels.find((candidate) => candidate.name === name);
      return channel !== undefined && (channel.kind !== 'topic' || channel.format === 'chat');
    },
  };
}

/** Those of responders, but for those that only stand in for another: they would tell the same people twice. */
function firstChannels({ hub }: SightlineConfig): string[] {
  const standIns = new Set(hub.channels.map(({ failover }) => failover));
  return pagedChannels(hub.channels)
    .map(({ name }) => name)
    .filter((name) => !standIns.has(name));
}

function pagedChannels(channels: readonly ChannelConfig[]): ChannelConfig[] {
  return channels.filter((channel) => audienceOf(channel) === 'responders');
}

function listens(channel: ChannelConfig, audience: Audience, severity?: Severity): boolean {
  if (channel.audience !== audience) return false;
  return severity === undefined || !moreSevere(channel.from ?? FROM_SEVERITY, severity);
}

function planFor(config: SightlineConfig, facts: Facts, nowMs: number): ResponsePlan {
  const { policy: name, targets } = routeOf(config, facts);
  const policy = config.policies.find((candidate) => candidate.name === name);
  if (!policy) {
    const channels = firstChannels(config).map((channel) => `channel:${channel}`);
    return { policy: '', levels: [{ name: 'on-call', afterMs: 0, targets: targets ?? channels }], acksNeeded: 1 };
  }
  const levels = policy.levels.slice(0, policy.reach[facts.severity]).map(
    (level, index): EscalationLevel => ({
      name: level.name,
      afterMs: level.afterMinutes * MINUTE_MS,
      targets: (index === 0 ? targets : undefined) ?? level.targets,
    }),
  );
  return {
    policy: policy.name,
    levels,
    acksNeeded: policy.acksNeeded,
    ackDueMs: ackDue(config, policy, facts.severity, nowMs),
    ...(policy.remindMinutes === undefined ? {} : { remindAfterMs: policy.remindMinutes * MINUTE_MS }),
    ...updateEvery(policy, facts.severity),
  };
}

function updateEvery({ updateMinutes = UPDATE_MINUTES }: PolicyConfig, severity: Severity) {
  const minutes = updateMinutes[severity];
  return minutes === undefined ? {} : { updateEveryMs: minutes * MINUTE_MS };
}

function ackDue({ hub }: SightlineConfig, { respondWithin }: PolicyConfig, severity: Severity, nowMs: number): number {
  const time = respondWithin[severity];
  if ('minutes' in time) return nowMs + time.minutes * MINUTE_MS;
  return addBusinessTime(hub.businessHours ?? DEFAULT_BUSINESS_HOURS, nowMs, time.businessDays);
}

type Directory = (target: string, severity: Severity, nowMs: number) => string | undefined;

/** The channel behind a target; `undefined` where there is none now. */
function directory({ hub, people, schedules }: SightlineConfig): Directory {
  const channels = new Set(pagedChannels(hub.channels).map(({ name }) => name));
  const isQuiet = new Map(people.map((person) => [person.name, quietness(person)]));
  const whoIsOn = new Map(schedules.map((schedule) => [schedule.name, onCall(schedule)]));
  return (text, severity, nowMs) => {
    const target = readTarget(text);
    if (target?.kind === 'channel') return channels.has(target.name) ? target.name : undefined;
    const person = target?.kind === 'schedule' ? whoIsOn.get(target.name)?.(nowMs) : target?.name;
    const quiet = person === undefined ? undefined : isQuiet.get(person);
    return quiet === undefined || quiet(severity, nowMs) ? undefined : `@${person}`;
  };
}

function quietness({ timeZone: name, quietHours }: PersonConfig): (severity: Severity, nowMs: number) => boolean {
  if (!quietHours) return () => false;
  const zone = timeZone(name);
  const range = readTimeRange(quietHours);
  return (severity, nowMs) =>
    moreSevere(quietHours.unless, severity) &&
    daysAround(zone, nowMs).some(
      (day) => reachedMs(zone, day + range.fromMs) <= nowMs && nowMs < reachedMs(zone, day + range.toMs),
    );
}
