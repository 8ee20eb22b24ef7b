/** How an incident is answered: who is told at once, who next, and when. */
import type { Audience } from './audience';
import type { Signal } from './incident';
import type { NotificationKind } from './notification';
import type { Severity } from './severity';

/** One step of an escalation. */
export interface EscalationLevel {
  /** For people: `on-call`, `backup`, `lead`, `manager`, `executive`. */
  readonly name: string;
  /** From the begin of the incident, not from the level before: a late timer does not shift the rest. Milliseconds. */
  readonly afterMs: number;
  /** `channel:<name>`, `person:<name>` or `schedule:<name>`. */
  readonly targets: readonly string[];
}

export interface ResponsePlan {
  /** Name of the escalation policy it was made from. */
  readonly policy: string;
  /** Earliest first; the first one has `afterMs` 0. */
  readonly levels: readonly EscalationLevel[];
  /** So many people must acknowledge before the escalation stops. */
  readonly acksNeeded: number;
  /** When somebody should have acknowledged, epoch milliseconds. @default - no response time */
  readonly ackDueMs?: number;
  /** Whoever acknowledged is asked again after this time without a sign of them, milliseconds. @default - never */
  readonly remindAfterMs?: number;
  /** Somebody should say how it stands this often, milliseconds. @default - nobody is asked to */
  readonly updateEveryMs?: number;
}

/** What a plan is chosen by. */
export type Facts = Pick<Signal, 'service' | 'environment' | 'role' | 'team' | 'tags'> & {
  readonly severity: Severity;
};

/** The hub's configuration as decisions ask it. */
export interface Responses {
  /** How an incident of these facts is answered, if it begins now. */
  planFor(facts: Facts, nowMs: number): ResponsePlan;
  /**
   * Names of the channels to tell, each once: of a schedule, whoever is on call now; of a person, `@<name>`. Never empty:
   * what is not configured any more, or a schedule with nobody on call, falls back to the hub's own channels. Channels
   * of stakeholders and customers are never among them.
   */
  recipients(targets: readonly string[], severity: Severity, nowMs: number): readonly string[];
  /** Channels for this audience. @param severity only those that hear of incidents this severe. @default - all of them */
  audience(audience: Exclude<Audience, 'responders'>, severity?: Severity): readonly string[];
  /** False: this channel has no use for messages of that kind. */
  takes(channel: string, kind: NotificationKind): boolean;
}
