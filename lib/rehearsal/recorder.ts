import type { ReportAlarm, ReportNotification, StoryEntry, StoryKind } from '../view/report/model';
import { Telemetry } from './telemetry';

/** What happened in a rehearsal, in order, as the parts of the platform report it. */
export class Recorder {
  constructor(
    readonly startMs: number,
    readonly endMs: number,
  ) {}

  readonly story: StoryEntry[] = [];
  readonly notifications: ReportNotification[] = [];
  readonly alarmStates = new Map<string, ReportAlarm['states'][number][]>();
  readonly actionsRun = new Map<string, NonNullable<ReportAlarm['actionsRun']>[number][]>();
  readonly counts = new Map<string, number>();
  readonly telemetry = new Telemetry();

  /** @param alarm name of the alarm whose change of state it is. Without it: something else happened. */
  tell(atMs: number, kind: StoryKind, text: string, detail?: string, alarm?: string): void {
    this.story.push({ atMs, kind, text, detail, ...(alarm !== undefined && { alarm }) });
  }

  /** A scene that breaks something. */
  breaks(atMs: number, text: string): void {
    this.story.push({ atMs, kind: 'scene', text, breaks: true });
  }

  notified(notification: ReportNotification): void {
    this.notifications.push(notification);
  }

  alarmState(alarmName: string, state: ReportAlarm['states'][number]): void {
    const states = this.alarmStates.get(alarmName) ?? [];
    states.push(state);
    this.alarmStates.set(alarmName, states);
  }

  /** The actions of the alarm's present state are held back after all. */
  heldBack(alarmName: string, why: string): void {
    const states = this.alarmStates.get(alarmName) ?? [];
    const present = states.at(-1);
    if (present) states[states.length - 1] = { ...present, heldBack: why };
  }

  action(alarmName: string, action: NonNullable<ReportAlarm['actionsRun']>[number]): void {
    const actions = this.actionsRun.get(alarmName) ?? [];
    actions.push(action);
    this.actionsRun.set(alarmName, actions);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }
}
