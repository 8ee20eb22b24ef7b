/** What two assemblies' alarms have in common and not, and how each would have behaved in the same stories. */
export interface AlarmComparison {
  /** Alarms that were added, removed or changed, and those of the same settings that behave otherwise. */
  readonly alarms: readonly ComparedAlarm[];
  /** How many have the same settings and behave the same. */
  readonly unchanged: number;
  /** Mute rules that were added, removed or changed. */
  readonly muteRules: readonly ComparedMuteRule[];
  readonly stories: readonly ComparedStory[];
}

export interface ComparedAlarm {
  readonly change: 'added' | 'removed' | 'changed' | 'behaves otherwise';
  /** On the new side, where it is there. */
  readonly name: string;
  readonly label: string;
  /** `Errors Sum >= 5 in 3 of 5 x 1 min`; the new one, where it is there. */
  readonly condition: string;
  readonly settings: readonly SettingChange[];
  /**
   * Stories in which the sides differ, and for added and removed alarms those in which it fired. The changes to ALARM;
   * where those are the same, all changes of state; where those are too, the actions.
   */
  readonly behaviour: readonly ComparedBehaviour[];
  /** Why it is only on one side: there it cannot be rehearsed. Without it: it is not there. */
  readonly notRehearsed?: string;
}

export interface ComparedMuteRule {
  readonly change: 'added' | 'removed' | 'changed';
  /** On the new side, where it is there. */
  readonly name: string;
  /** `cron(0 22 * * *) for PT8H, UTC: Errors, Faults`; the new one, where it is there. */
  readonly summary: string;
  readonly settings: readonly SettingChange[];
}

export interface SettingChange {
  readonly setting: string;
  /** Absent: not set on that side. */
  readonly before?: string;
  readonly after?: string;
}

export interface ComparedBehaviour {
  /** Title of the story. */
  readonly story: string;
  /** Absent: the alarm is not on that side. */
  readonly before?: readonly Occurrence[];
  readonly after?: readonly Occurrence[];
}

/** One change of an alarm's state, or one action that it ran. */
export interface Occurrence {
  /** `ALARM`, or another state; `action of ALARM to arn:...` */
  readonly what: string;
  /** Milliseconds after the start of the story. */
  readonly atMs: number;
  /** Why its actions did not run. */
  readonly heldBack?: string;
}

export interface ComparedStory {
  readonly title: string;
  readonly file: string;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

/** A story on one side, or why it cannot be played there. */
export type ComparedSide = StoryOutcome | { readonly problem: string };

export interface StoryOutcome {
  /** Alarms that fired. */
  readonly fired: number;
  readonly incidents: number;
  /** When people were woken, in order: milliseconds after the start. */
  readonly pages: readonly number[];
  /** How many messages were sent that wake nobody. */
  readonly otherMessages: number;
}
