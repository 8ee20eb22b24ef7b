/** What an alarm's change of state sets off: its event, and its actions unless they are held back. */
import { readAlarmDescription } from '../../../core/alarm/description';
import { type MuteGate, onAlarmChange, onMuteEnd, startMuteGate } from '../../../core/alarm/mute';
import type { AlarmState } from '../../../core/incident/incident';
import type { World } from '../../world';
import type { Bus } from '../bus';
import type { Topics } from '../topics';
import { actionNotification, stateChangeEvent } from './alarm-messages';
import { labelOf, type TemplateAlarm } from './definition';
import { type CoveringMute, coveringMute, type Mute } from './mutes';

export interface AlarmChange {
  readonly alarm: TemplateAlarm;
  readonly from: { readonly value: AlarmState; readonly reason: string; readonly atMs: number };
  readonly to: { readonly value: AlarmState; readonly reason: string; readonly atMs: number };
  readonly reasonData?: Readonly<Record<string, unknown>>;
  /** For composites with an actions suppressor. */
  readonly suppressedBy?: { readonly by: string; readonly reason: string };
}

/** What an alarm is now, why, since when, and what it was before. */
export interface PresentState {
  readonly state: AlarmState;
  readonly reason: string;
  readonly atMs: number;
  readonly before: AlarmState;
}

/** Where alarms send their events and their notifications. */
export type AlarmBus = Pick<Bus, 'put' | 'nextEventId'>;
export type AlarmTopics = Pick<Topics, 'publish'>;

export class AlarmActions {
  private readonly gates = new Map<string, MuteGate>();

  constructor(
    private readonly world: World,
    private readonly bus: AlarmBus,
    private readonly topics: AlarmTopics,
    private readonly mutes: readonly Mute[],
    private readonly present: (alarm: TemplateAlarm) => PresentState,
  ) {}

  /** Records a change and sends its event. The actions are another matter: `act`. */
  announce(change: AlarmChange): void {
    const { alarm, from, to, suppressedBy } = change;
    const muted = coveringMute(this.mutes, alarm, to.atMs);
    const waits = suppressedBy?.by === 'WaitPeriod';
    const heldBack = wordHeldBack(alarm, muted, waits ? undefined : suppressedBy);
    this.world.recorder.alarmState(alarm.resource.name, {
      atMs: to.atMs,
      state: to.value,
      reason: to.reason,
      ...(heldBack !== undefined && { heldBack }),
    });
    const kind = to.value === 'ALARM' ? 'alarm' : from.value === 'ALARM' ? 'recovery' : 'state';
    const meaning = to.value === 'ALARM' ? readAlarmDescription(alarm.description).summary : '';
    const detail = [meaning, heldBack && `actions held back: ${heldBack}`, waits && 'actions wait for the suppressor']
      .filter(Boolean)
      .join(' · ');
    const text = `${labelOf(alarm)}  ${from.value} → ${to.value}`;
    this.world.recorder.tell(to.atMs, kind, text, detail || undefined, alarm.resource.name);
    this.bus.put('default', stateChangeEvent(this.world, change, muted, this.bus.nextEventId()));
  }

  /** The suppressor went into ALARM while the actions of a composite were waiting for it. */
  holdBack(alarm: TemplateAlarm): void {
    this.world.recorder.heldBack(alarm.resource.name, 'suppressed: Alarm');
  }

  /**
   * A change of state asks for the actions of its new state.
   * @param from the state whose actions were asked for last
   */
  act(alarm: TemplateAlarm, from: AlarmState, to: AlarmState): void {
    const nowMs = this.world.clock.now();
    const until = coveringMute(this.mutes, alarm, nowMs)?.window.endMs;
    const gate = this.gates.get(alarm.resource.name) ?? startMuteGate();
    // A composite that went there and back while it waited runs the actions of its old state once more.
    if (from === to && until === undefined) this.take(alarm, { gate: {}, action: to });
    this.take(alarm, onAlarmChange(gate, from, to, nowMs, until));
  }

  private take(
    alarm: TemplateAlarm,
    { gate, action }: { readonly gate: MuteGate; readonly action?: AlarmState },
  ): void {
    const { name } = alarm.resource;
    const before = this.gates.get(name)?.mutedUntilMs;
    this.gates.set(name, gate);
    if (action) this.run(alarm, action, before !== undefined);
    const { mutedUntilMs } = gate;
    if (mutedUntilMs === undefined || mutedUntilMs === before) return;
    this.world.clock.at(mutedUntilMs, () => {
      const current = this.gates.get(name);
      if (current?.mutedUntilMs !== mutedUntilMs) return;
      const until = coveringMute(this.mutes, alarm, mutedUntilMs)?.window.endMs;
      this.take(alarm, onMuteEnd(current, this.present(alarm).state, mutedUntilMs, until));
    });
  }

  private run(alarm: TemplateAlarm, state: AlarmState, afterMuteWindow: boolean): void {
    if (!alarm.actionsEnabled) return;
    const { reason } = this.present(alarm);
    const payload = JSON.stringify(actionNotification(this.world, alarm, this.present(alarm), state, afterMuteWindow));
    for (const action of alarm.actions[state]) {
      if (action.split(':')[2] !== 'sns') continue;
      const target = action.split(':').at(-1) as string;
      this.world.recorder.count('alarm actions');
      this.world.recorder.action(alarm.resource.name, { atMs: this.world.clock.now(), state, target });
      this.topics.publish(action, {
        channel: target,
        kind: 'alarm-action',
        subject: `${state}: "${alarm.resource.name}"`,
        body: `${reason}\n\n${alarm.description}`,
        payload,
      });
    }
  }
}

function wordHeldBack(
  alarm: TemplateAlarm,
  muted: CoveringMute | undefined,
  suppressed: AlarmChange['suppressedBy'],
): string | undefined {
  if (!alarm.actionsEnabled) return undefined;
  if (suppressed) return `suppressed: ${suppressed.by}`;
  return muted && `muted by ${muted.mute.name} until ${new Date(muted.window.endMs).toISOString().slice(0, 16)}Z`;
}
