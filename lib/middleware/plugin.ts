import type { Outcome } from './outcome';
import type { Place, Scope } from './scope';

/** More to do in each invocation. What it throws is nobody's trouble. */
export interface Plugin {
  /** Whether it takes the spans; X-Ray gets none then. @default false */
  readonly traces?: boolean;
  begin?(scope: Scope): void;
  /**
   * Not inside of the invocation's place: `runAt(place, ...)` is. What it records is written with the rest. A promise is waited for before the invocation's answer goes out, two
   * seconds or until shortly before the deadline at most: Lambda freezes the process afterwards.
   */
  end?(place: Place, outcome: Outcome, durationMs: number): unknown;
}
