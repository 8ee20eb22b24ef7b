/** Plays an alarm, with the alarms it depends on, over its history: the engine of rehearsal on the virtual clock. */
import { MemoryMetricStore } from '../../adapters/memory/metric-store';
import { alarmNameOf } from '../../core/alarm/composite';
import { Alarms } from '../platform/alarms/alarms';
import type { TemplateAlarm } from '../platform/alarms/definition';
import type { Mute } from '../platform/alarms/mutes';
import { LATENCY } from '../platform/latency';
import { Recorder } from '../recorder';
import type { Templates } from '../templates';
import { VirtualClock } from '../virtual-clock';
import type { World } from '../world';
import type { AlarmHistory, MetricData } from './alarm-history';
import { episodesOf, type StateChange } from './figures';
import { withPager } from './pager';

export interface PlayedAlarm {
  readonly startMs: number;
  readonly endMs: number;
  /** Its changes of state; the first state, INSUFFICIENT_DATA, is none. */
  readonly changes: readonly StateChange[];
  /** When its page went out. */
  readonly pages: readonly number[];
  /** Stays in ALARM that nobody was paged for, because something held the page back. */
  readonly heldBack: readonly { readonly atMs: number }[];
}

export interface Stage {
  readonly templates: Templates;
  readonly mutes: readonly Mute[];
  readonly extraDatapoints: number;
}

/** Nobody listens to events, and pages are counted where they are sent. */
const NO_BUS = { put: () => undefined, nextEventId: () => 'backtest' };
const NO_TOPICS = { publish: () => 'backtest' };

/**
 * Plays `alarm` among `cast`: itself and everything it depends on, each metric alarm with its history.
 * @param known a store that has all of it already
 */
export async function playAlarm(
  alarm: TemplateAlarm,
  cast: readonly TemplateAlarm[],
  histories: readonly AlarmHistory[],
  { templates, mutes, extraDatapoints }: Stage,
  known?: MemoryMetricStore,
): Promise<PlayedAlarm> {
  const startMs = Math.max(...histories.map((history) => history.startMs));
  const endMs = Math.min(...histories.map((history) => history.endMs));
  const clock = VirtualClock.install(startMs);
  try {
    const recorder = new Recorder(startMs, endMs);
    let failure: unknown;
    const fail = (error: unknown) => {
      failure ??= error;
    };
    // Alarms in steps below a minute set the resolution of their metrics before the first datum.
    const metrics = known ?? new MemoryMetricStore();
    const world: World = { templates, clock, metrics, recorder, notRehearsed: new Map(), fail };
    const alarms = new Alarms(world, NO_BUS, NO_TOPICS, cast.map(withPager), { extraDatapoints, mutes });
    if (!known) for (const { put } of finestData(histories)) put(metrics);
    alarms.start();
    await clock.runUntil(endMs + LATENCY.evaluation.ms);
    if (failure !== undefined) throw failure;
    return playedOf(alarm.resource.name, recorder);
  } finally {
    clock.uninstall();
  }
}

/** Everything that has to be played for an alarm: itself and, for composites, all that its rule and suppressor name. */
export function castOf(alarm: TemplateAlarm, byName: ReadonlyMap<string, TemplateAlarm>): TemplateAlarm[] {
  const cast = new Set<TemplateAlarm>();
  const enlist = (member: TemplateAlarm) => {
    if (cast.has(member)) return;
    cast.add(member);
    if (member.kind !== 'composite') return;
    const { rule, suppressor } = member;
    for (const child of [...rule.children, ...(suppressor ? [suppressor.alarm] : [])])
      enlist(byName.get(alarmNameOf(child)) as TemplateAlarm);
  };
  enlist(alarm);
  return [...cast];
}

/** Each metric once, whoever reads it. */
function finestData(histories: readonly AlarmHistory[]): Iterable<MetricData> {
  const data = new Map<string, MetricData>();
  for (const history of histories) {
    for (const [key, one] of history.data) if (one.startMs > (data.get(key)?.startMs ?? -Infinity)) data.set(key, one);
  }
  return data.values();
}

function playedOf(name: string, { startMs, endMs, alarmStates, actionsRun }: Recorder): PlayedAlarm {
  const states = (alarmStates.get(name) ?? []).slice(1);
  const pages = (actionsRun.get(name) ?? []).filter(({ state }) => state === 'ALARM').map(({ atMs }) => atMs);
  const held = new Set(states.filter(({ heldBack }) => heldBack !== undefined).map(({ atMs }) => atMs));
  const episodes = episodesOf(states, endMs);
  const heldBack = episodes.flatMap((episode, index) => {
    const untilMs = episodes[index + 1]?.startMs ?? Infinity;
    const paged = pages.some((atMs) => atMs >= episode.startMs && atMs < untilMs);
    return !paged && held.has(episode.startMs) ? [{ atMs: episode.startMs }] : [];
  });
  return { startMs, endMs, changes: states, pages, heldBack };
}
