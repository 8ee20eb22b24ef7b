/** One composite alarm: its rule over its children, and its actions suppressor. */

import {
  onCompositeChange,
  onDeadline,
  onSuppressorChange,
  type Suppression,
  type SuppressionStep,
  startSuppression,
} from '../../../core/alarm/suppression';
import type { AlarmState } from '../../../core/incident/incident';
import type { CompositeAlarm } from './composite-alarm';

export class CompositeAlarmWatch {
  state: AlarmState = 'INSUFFICIENT_DATA';
  private suppression: Suppression | undefined;
  private lastActed: AlarmState = 'INSUFFICIENT_DATA';

  constructor(readonly alarm: CompositeAlarm) {
    const { suppressor } = alarm;
    if (!suppressor) return;
    this.suppression = startSuppression(
      { waitMs: suppressor.waitSeconds * 1_000, extensionMs: suppressor.extensionSeconds * 1_000 },
      { composite: this.state, suppressor: 'INSUFFICIENT_DATA' },
    );
  }

  /** When a wait or extension period ends. */
  get deadlineMs(): number | undefined {
    return this.suppression?.deadlineMs;
  }

  evaluate(stateOf: (alarm: string) => AlarmState | undefined): AlarmState {
    return this.alarm.rule.evaluate(stateOf) ? 'ALARM' : 'OK';
  }

  /** `undefined` where there is no suppressor: the actions of the new state run at once. */
  changed(to: AlarmState, atMs: number): SuppressionStep | undefined {
    return this.suppression && this.take(onCompositeChange(this.suppression, to, atMs));
  }

  suppressorChanged(to: AlarmState, atMs: number): SuppressionStep | undefined {
    return this.suppression && this.take(onSuppressorChange(this.suppression, to, atMs));
  }

  periodEnded(atMs: number): SuppressionStep | undefined {
    return this.suppression && this.take(onDeadline(this.suppression, atMs));
  }

  /** The composite changed and no action ran since. */
  get owesAction(): boolean {
    return this.suppression?.owed ?? false;
  }

  /** The suppressor lets the actions of this state through; answers the state whose actions it let through before. */
  acted(state: AlarmState): AlarmState {
    const before = this.lastActed;
    this.lastActed = state;
    return before;
  }

  private take(step: SuppressionStep): SuppressionStep {
    this.suppression = step.state;
    return step;
  }
}
