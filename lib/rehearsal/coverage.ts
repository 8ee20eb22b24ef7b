/** Which alarms were ever driven to ALARM. */

import { labelOf, type TemplateAlarm } from './platform/alarms/definition';
import type { Recorder } from './recorder';

/** Which alarms the stories of a rehearsal drove to ALARM. */
export interface Coverage {
  /** Alarms that went to ALARM in some story, by name. */
  readonly driven: readonly string[];
  /** Alarms that no story ever drove there: nobody knows whether they can fire. */
  readonly neverDriven: readonly string[];
  /** Alarms that cannot be rehearsed, with the reason. */
  readonly notRehearsed: readonly { readonly name: string; readonly reason: string }[];
  /** Of all alarms, how many were driven; 1 where there is none. */
  readonly share: number;
  /** For people, one line an alarm. */
  toString(): string;
}

export class CoverageRecord {
  private readonly driven = new Set<string>();

  add(alarmStates: Recorder['alarmStates']): void {
    for (const [name, states] of alarmStates) if (states.some(({ state }) => state === 'ALARM')) this.driven.add(name);
  }

  of(alarms: readonly TemplateAlarm[], notRehearsed: ReadonlyMap<string, string>): Coverage {
    const [driven, never] = [true, false].map((wanted) =>
      alarms.filter(({ resource }) => this.driven.has(resource.name) === wanted),
    ) as [TemplateAlarm[], TemplateAlarm[]];
    const left = [...notRehearsed].map(([name, reason]) => ({ name, reason }));
    const total = alarms.length + left.length;
    const lines = [
      `${driven.length} of ${total} alarms were driven to ALARM`,
      ...never.map((alarm) => `  never driven: ${labelOf(alarm)}`),
      ...left.map(({ name, reason }) => `  not rehearsed: ${name} (${reason})`),
    ];
    return {
      driven: driven.map(({ resource }) => resource.name),
      neverDriven: never.map(({ resource }) => resource.name),
      notRehearsed: left,
      share: total === 0 ? 1 : driven.length / total,
      toString: () => lines.join('\n'),
    };
  }
}
