import type { Outcome } from './outcome';
import type { Place, Scope } from './scope';

/** More to do in each invocation. What it throws is nobody's trouble. */
export interface Plugin {
  /** Whether it takes the spans; X-Ray gets none then. @default false */
  readonly traces?: boolean;
  begin?(scope: Scope): void;
  /**
   * What it records is written with the rest. A promise is waited for before the invocation's answer goes out where the
   * plugin takes the spans, two seconds or until shortly before the deadline at most: Lambda freezes the process
   * afterwards.
   */
  end?(place: Place, outcome: Outcome, durationMs: number): unknown;
}
