/** Decides one thing after the other about a group, each on what the one before left, as the workflow stores it. */

import type { Audience } from '../../../lib/core/incident/audience';
import type { Command, CommandAction } from '../../../lib/core/incident/command';
import { decideCommand, type Refusal } from '../../../lib/core/incident/decide-command';
import { decideSignal } from '../../../lib/core/incident/decide-signal';
import { decideTimer } from '../../../lib/core/incident/decide-timer';
import { Draft } from '../../../lib/core/incident/draft';
import {
  type Decision,
  type GroupState,
  groupKeyOf,
  type LifecycleSettings,
  newLock,
  notesOf,
} from '../../../lib/core/incident/group';
import type { AlarmState, Incident, Signal, TimelineEntry, Watermark } from '../../../lib/core/incident/incident';
import type { NotificationKind, OutboxItem } from '../../../lib/core/incident/notification';
import type { EscalationLevel, Responses } from '../../../lib/core/incident/response-plan';
import { type Timer, timerName } from '../../../lib/core/incident/timer';

export const T0 = Date.UTC(2026, 0, 15, 8);
/** When everything is decided, unless a test says so. */
export const NOW = T0 + 3_600_000;
export const MINUTE = 60_000;
export const WINDOW_MS = 300_000;
export const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });

/** The channels `oncall` and `team` at once, and further levels if given; whoever is called by name is `@<name>`. */
export function responsesWith(
  more: readonly EscalationLevel[] = [],
  plan: {
    readonly acksNeeded?: number;
    readonly remindAfterMs?: number;
    readonly deaf?: readonly NotificationKind[];
    readonly ackDueMs?: number;
    /** By severity. */
    readonly updateEveryMs?: Readonly<Record<string, number>>;
    /** Names of the channels of each, all of which hear of high and critical incidents. */
    readonly others?: Readonly<Partial<Record<Audience, readonly string[]>>>;
  } = {},
): Responses {
  const first = { name: 'on-call', afterMs: 0, targets: ['channel:oncall', 'channel:team'] };
  return {
    planFor: ({ severity }) => ({
      policy: severity,
      levels: [first, ...more],
      acksNeeded: plan.acksNeeded ?? 1,
      ...(plan.remindAfterMs === undefined ? {} : { remindAfterMs: plan.remindAfterMs }),
      ...(plan.ackDueMs === undefined ? {} : { ackDueMs: plan.ackDueMs }),
      ...(plan.updateEveryMs?.[severity] === undefined ? {} : { updateEveryMs: plan.updateEveryMs[severity] }),
    }),
    recipients: (targets) =>
      targets.map((target) => target.replace(/^channel:/, '').replace(/^(?:person|schedule):/, '@')),
    audience: (audience, severity) =>
      severity === 'medium' || severity === 'low' ? [] : (plan.others?.[audience] ?? []),
    takes: (_channel, kind) => !(plan.deaf ?? ['acknowledged']).includes(kind),
  };
}

export const SETTINGS: LifecycleSettings = { responses: responsesWith(), reopenWindowMs: WINDOW_MS };

/** A signal of the group; `atMs` is counted from T0. */
export function signal(state: AlarmState, atMs: number, changes: Partial<Signal> = {}): Signal {
  return {
    member: 'arn:faults',
    alarmName: 'checkout-faults',
    state,
    timestampMs: T0 + atMs,
    reason: 'because',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'Orders fail.',
    region: 'eu-west-1',
    account: '111122223333',
    ...changes,
  };
}

export const latency = { member: 'arn:latency', alarmName: 'checkout-latency', summary: 'Orders are slow.' };

export interface Played {
  readonly state: GroupState;
  readonly decisions: readonly (Decision | Refusal)[];
  readonly outbox: readonly OutboxItem[];
  readonly timeline: readonly TimelineEntry[];
  readonly notes: readonly TimelineEntry[];
  /** Those that are set and not done. */
  readonly timers: readonly Timer[];
}

/** What can happen to a group. */
export type Happening =
  | Signal
  | (CommandAction & { readonly by?: string; readonly atMs?: number; readonly id?: string })
  /** The timer of this name, of those that are set, fires. */
  | { readonly fires: Timer['kind']; readonly level?: number; readonly generation?: number; readonly atMs?: number };

export class Group {
  private lock = newLock(GROUP);
  private readonly incidents = new Map<string, Incident>();
  private readonly members = new Map<string, Watermark>();
  private readonly timers = new Map<string, Timer>();
  private readonly decisions: (Decision | Refusal)[] = [];
  private readonly outbox: OutboxItem[] = [];
  private readonly timeline: TimelineEntry[] = [];
  private readonly notes: TimelineEntry[] = [];
  private commands = 0;

  constructor(private readonly settings: LifecycleSettings = SETTINGS) {}

  state(): GroupState {
    const id = this.lock.openId ?? this.lock.lastId;
    return {
      lock: this.lock,
      incident: id === undefined ? undefined : this.incidents.get(id),
      members: new Map(this.members),
    };
  }

  play(...happenings: readonly Happening[]): this {
    for (const happening of happenings) this.decide(happening);
    return this;
  }

  played(): Played {
    const { decisions, outbox, timeline, notes } = this;
    return { state: this.state(), decisions, outbox, timeline, notes, timers: [...this.timers.values()] };
  }

  private decide(happening: Happening): void {
    const state = this.state();
    const decision = this.decisionOn(state, happening);
    this.decisions.push(decision);
    if (decision.action === 'refuse') return;
    this.notes.push(...notesOf(decision));
    if (decision.action === 'write') this.store(state, decision);
  }

  private decisionOn(state: GroupState, happening: Happening): Decision | Refusal {
    if ('member' in happening) return decideSignal(state, happening, this.settings, NOW);
    if ('fires' in happening) {
      const { fires, level, generation, atMs } = happening;
      const timer = [...this.timers.values()].find(
        (each) =>
          each.kind === fires &&
          (each.kind === 'held' ||
            ((level ?? each.level) === each.level && (generation ?? each.generation) === each.generation)),
      );
      if (!timer) throw new Error(`there is no timer ${fires}`);
      return decideTimer(state, timer, this.settings, atMs ?? timer.dueMs);
    }
    const { by = 'alice', atMs = NOW, id, ...action } = happening;
    this.commands += 1;
    const command = {
      ...action,
      incidentId: state.incident?.id ?? '',
      actor: { type: 'user', id: by },
      id: id ?? `command-${this.commands}`,
      atMs,
    } as Command;
    return decideCommand({ ...state, incident: state.incident as Incident }, command, this.settings);
  }

  private store(state: GroupState, decision: Decision & { readonly action: 'write' }): void {
    const draft = new Draft(state);
    expect(draft.add(decision)).toBe(true);
    const write = draft.write();
    if (!write) return;
    if (write.lock) {
      expect(write.lock.version).toBe(state.lock.version + 1);
      this.lock = write.lock;
    }
    if (write.incident) {
      expect(write.incident.version).toBe((this.incidents.get(write.incident.id)?.version ?? 0) + 1);
      this.incidents.set(write.incident.id, write.incident);
    }
    for (const { schemaVersion, groupKey, member, ...seen } of write.members) this.members.set(member, seen);
    for (const ref of write.doneTimers) this.timers.delete(timerName(ref));
    for (const timer of write.timers) this.timers.set(timerName(timer), timer);
    this.outbox.push(...write.outbox);
    this.timeline.push(...write.timeline);
  }
}

export function play(...happenings: readonly Happening[]): Played {
  return new Group().play(...happenings).played();
}

/** In one word what a decision comes to. */
export function verdict(decision: Decision | Refusal | undefined): string {
  if (decision?.action === 'ignore' || decision?.action === 'refuse') return decision.why;
  return decision?.action === 'write' ? decision.outcome : (decision?.action ?? 'nothing');
}

/** `<kind> <generation> <channel>`, with the level after the kind where it is not the first. */
export function told(outbox: readonly OutboxItem[]): string[] {
  return outbox.map(({ kind, channel, generation, level }) =>
    [kind, ...(level > 0 ? [`level ${level}`] : []), generation, channel].join(' '),
  );
}
