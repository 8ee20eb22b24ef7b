/** What the history of an alarm comes to: its part of the report. */
import type { MemoryMetricStore } from '../../adapters/memory/metric-store';
import { alarmNameOf } from '../../core/alarm/composite';
import type { MuteWindow } from '../../core/alarm/mute';
import type { BacktestAlarm } from '../../view/backtest/model';
import { conditionOf, labelOf, type TemplateAlarm } from '../platform/alarms/definition';
import { coveringMute, type Mute, windowsWithin } from '../platform/alarms/mutes';
import type { AlarmHistory } from './alarm-history';
import { episodesOf, figuresOf, perWeek } from './figures';
import { pagesSomebody, roleOf } from './pager';
import { type PlayedAlarm, playAlarm, type Stage } from './play';
import { missingShareOf, sensitivityOf, storeOf } from './sweep';

/** An alarm that can be evaluated, with all that it takes. */
export interface Candidate {
  readonly alarm: TemplateAlarm;
  /** Itself and what it depends on, as they are played. */
  readonly cast: readonly TemplateAlarm[];
  readonly histories: readonly AlarmHistory[];
  readonly notes: readonly string[];
}

export async function evaluateCandidate(candidate: Candidate, stage: Stage): Promise<BacktestAlarm> {
  const { alarm, cast, histories, notes } = candidate;
  const [own] = histories;
  const store = alarm.kind !== 'composite' && own ? storeOf(own) : undefined;
  const isFine = own !== undefined && own.alarm.settings.periodSeconds < 60;
  const played = await playAlarm(alarm, cast, histories, stage, isFine ? undefined : store);
  const { startMs, endMs, pages } = played;
  const role = roleOf(alarm);
  return {
    name: alarm.resource.name,
    label: labelOf(alarm),
    kind: alarm.kind,
    condition: conditionOf(alarm),
    ...(role !== undefined && { role }),
    pages: pagesSomebody(alarm),
    startMs,
    endMs,
    pageCount: pages.length,
    pagesPerWeek: perWeek(pages.length, startMs, endMs),
    ...figuresOf(episodesOf(played.changes, endMs)),
    ...(own && store
      ? variations(own, store, alarm, stage)
      : { sensitivityNote: 'a composite has no threshold of its own' }),
    saved: savedBy(alarm, played, stage.mutes),
    notes,
  };
}

function variations(
  history: AlarmHistory,
  store: MemoryMetricStore,
  alarm: TemplateAlarm,
  { extraDatapoints, mutes }: Stage,
) {
  const muted = mutedWindows(alarm, history, mutes);
  const found = sensitivityOf(history, store, { extraDatapoints, muted, pages: pagesSomebody(alarm) });
  const missingShare = missingShareOf(history, store);
  return typeof found === 'string' ? { missingShare, sensitivityNote: found } : { missingShare, sensitivity: found };
}

function mutedWindows(alarm: TemplateAlarm, { startMs, endMs }: AlarmHistory, mutes: readonly Mute[]): MuteWindow[] {
  return mutes.filter((mute) => isTarget(mute, alarm)).flatMap((mute) => windowsWithin(mute, startMs, endMs));
}

function isTarget({ alarms }: Mute, { resource }: TemplateAlarm): boolean {
  return alarms.includes(resource.name) || alarms.includes(resource.arn);
}

/** What would have paged, by what held it back. */
function savedBy(alarm: TemplateAlarm, { heldBack }: PlayedAlarm, mutes: readonly Mute[]): BacktestAlarm['saved'] {
  if (!pagesSomebody(alarm)) return [];
  const counts = new Map<string, number>();
  for (const { atMs } of heldBack) {
    const muted = coveringMute(mutes, alarm, atMs);
    const suppressor = alarm.kind === 'composite' && alarm.suppressor ? alarmNameOf(alarm.suppressor.alarm) : '';
    const by = muted ? `mute rule ${muted.mute.name}` : `suppressor ${suppressor}`;
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return [...counts].map(([by, pages]) => ({ by, pages }));
}
