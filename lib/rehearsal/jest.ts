/**
 * The jest face of rehearsal: matchers that judge what `rehearse(...).play(...)` answers. Importing
 * `sightline/rehearsal` adds them to a global `expect` (jest, and vitest with `globals`); elsewhere:
 * `expect.extend(rehearsalMatchers)`.
 */
import { type AlarmTime, type RecoveryTime, toAlarm, toRecover } from './jest/alarm-matchers';
import { type CoverageExceptions, toBeFullyCovered } from './jest/coverage-matcher';
import { type SoughtIncident, toHaveOpenedIncident, toStayQuiet } from './jest/incident-matchers';
import { type MessageKind, type MessageTimes, toHaveNotified, toHavePaged } from './jest/message-matchers';

export type { AlarmTime, CoverageExceptions, MessageKind, MessageTimes, RecoveryTime, SoughtIncident };

/**
 * What the matchers look like on `expect(...)`. Every one has its `.not`; names of alarms, channels and services that
 * do not exist are errors with and without it.
 */
export interface RehearsalMatchers<R> {
  /** The alarm whose name has these words went to ALARM. */
  toAlarm(words: string, when?: AlarmTime): R;
  /** The alarm was in ALARM, and after the last time it went back to OK. */
  toRecover(words: string, when?: RecoveryTime): R;
  /** Pages of the hub went to this channel, or alarms that went to ALARM sent a message to this topic themselves. */
  toHavePaged(channel: string, when?: MessageTimes): R;
  /** Messages of this kind went to this channel or topic. */
  toHaveNotified(kind: MessageKind, channel: string, when?: MessageTimes): R;
  /** That alarm never went to ALARM; without words: no alarm did, no incident was opened, nothing was sent. */
  toStayQuiet(words?: string): R;
  /** Incidents were opened. */
  toHaveOpenedIncident(sought?: SoughtIncident): R;
  /** On a rehearsal or its `coverage()`: every alarm was driven to ALARM by some story. */
  toBeFullyCovered(options?: CoverageExceptions): R;
}

/** For `expect.extend`. */
export const rehearsalMatchers = {
  toAlarm,
  toRecover,
  toHavePaged,
  toHaveNotified,
  toStayQuiet,
  toHaveOpenedIncident,
  toBeFullyCovered,
} satisfies { readonly [name in keyof RehearsalMatchers<void>]: unknown };

/** Adds the matchers to the global `expect`, if there is one that can be extended. */
export function registerMatchers(): void {
  const { expect } = globalThis as { expect?: { extend?: (matchers: object) => void } };
  if (typeof expect?.extend === 'function') expect.extend(rehearsalMatchers);
}

declare global {
  // Merges with @types/jest where that is installed: one type parameter fits its `Matchers<R, T = {}>` too.
  namespace jest {
    interface Matchers<R> extends RehearsalMatchers<R> {}
  }
}
