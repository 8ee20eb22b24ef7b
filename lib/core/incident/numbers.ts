/**
 * What a team wants to know of its incidents. Everything counts where it happened: what a number counts in one span it
 * counts in no other one, so the counts of seven days add up to those of the week.
 */
import type { Span } from '../slo/window';
import type { Incident } from './incident';
import { countByDay, type DayCounts } from './numbers/days';
import { type Durations, durationsOf, type Share, shareOf } from './numbers/durations';
import { endedUnattended, type FalsePositives, falsePositivesOf } from './numbers/false-positives';
import { type PersonPages, pagesPerPerson } from './numbers/pages';
import { type IncidentRecord, type Round, roundsOf } from './numbers/rounds';
import { isOpen } from './transitions';

export type { DayCounts, Durations, FalsePositives, IncidentRecord, PersonPages, Share };

export interface NumbersOptions {
  /** `startMs` inclusive, `endMs` exclusive. */
  readonly span: Span;
  /** An incident that ended unattended within this time was a false positive, milliseconds. @default 300_000 */
  readonly falsePositiveWithinMs?: number;
}

export interface IncidentNumbers {
  /**
   * MTTA: from the begin of a round to its first acknowledgement by a person, of the rounds acknowledged in the span. A
   * reopened incident pages again, so each of its rounds counts.
   */
  readonly timeToAcknowledge: Durations;
  /**
   * MTTR: from the first opening to the last resolve, of the incidents that ended in the span. The pauses between the
   * rounds of a reopened incident count: it was not over.
   */
  readonly timeToResolve: Durations;
  /** Those of them that somebody resolved. */
  readonly timeToResolveByPeople: Durations;
  /** Those of them that ended with the recovery of their alarms, or by a runbook. */
  readonly timeToResolveByAlarms: Durations;
  /** Of the incidents that ended in the span: those their alarms ended without anybody acknowledging or assigning them. */
  readonly noise: Share;
  /** Of the incidents that ended in the span: those that had been reopened. */
  readonly reopened: Share;
  /** Of the incidents that ended in the span. */
  readonly falsePositives: readonly FalsePositives[];
  /** Of all incidents given. */
  readonly pages: readonly PersonPages[];
  readonly days: readonly DayCounts[];
}

const FALSE_POSITIVE_WITHIN_MS = 5 * 60_000;

/** @param records all incidents that had something happen in the span, in any order, each once */
export function numbersOf(records: readonly IncidentRecord[], options: NumbersOptions): IncidentNumbers {
  const { span, falsePositiveWithinMs = FALSE_POSITIVE_WITHIN_MS } = options;
  const within = (ms: number | undefined) => ms !== undefined && ms >= span.startMs && ms < span.endMs;
  const ended = records.filter(({ incident }) => !isOpen(incident.status) && within(incident.resolvedMs));
  const byPeople = ended.filter(({ incident }) => incident.resolvedBy?.type === 'user');
  const byAlarms = ended.filter(({ incident }) => incident.resolvedBy?.type !== 'user');
  const acknowledged = records
    .flatMap(({ timeline }) => roundsOf(timeline))
    .filter(({ acknowledgedMs }) => within(acknowledgedMs));
  const timeline = records.flatMap((record) => record.timeline);
  return {
    timeToAcknowledge: durationsOf(acknowledged.flatMap(acknowledgedAfter)),
    timeToResolve: durationsOf(ended.flatMap(resolvedAfter)),
    timeToResolveByPeople: durationsOf(byPeople.flatMap(resolvedAfter)),
    timeToResolveByAlarms: durationsOf(byAlarms.flatMap(resolvedAfter)),
    noise: shareOf(ended.filter(endedUnattended).length, ended.length),
    reopened: shareOf(ended.filter(cameBack).length, ended.length),
    falsePositives: falsePositivesOf(ended, falsePositiveWithinMs),
    pages: pagesPerPerson(
      records.flatMap(({ outbox }) => outbox),
      span,
    ),
    days: countByDay(timeline, span),
  };
}

/** Of one incident. A time is missing where it has not come, and negative where clocks differ. Milliseconds. */
export interface OwnNumbers {
  /** From the first opening to the first acknowledgement by a person. */
  readonly acknowledgedAfterMs?: number;
  /** From the first opening to the last resolve. */
  readonly resolvedAfterMs?: number;
  readonly rounds: number;
  /** Pages that were owed, and those of them that no channel took. */
  readonly pages: number;
  readonly pagesDead: number;
}

export function ownNumbersOf({ incident, timeline, outbox }: IncidentRecord): OwnNumbers {
  const taken = roundsOf(timeline).flatMap(({ acknowledgedMs }) => acknowledgedMs ?? [])[0];
  const pages = outbox.filter(({ kind }) => kind === 'page');
  const [resolvedAfterMs] = isOpen(incident.status) ? [] : resolvedAfter({ incident });
  return {
    ...(taken !== undefined && { acknowledgedAfterMs: taken - incident.openedMs }),
    ...(resolvedAfterMs !== undefined && { resolvedAfterMs }),
    rounds: incident.generation,
    pages: pages.length,
    pagesDead: pages.filter(({ status }) => status === 'dead').length,
  };
}

/** A new round of an incident that was still open is no reopening. */
function cameBack({ timeline }: IncidentRecord): boolean {
  return roundsOf(timeline)
    .slice(0, -1)
    .some(({ resolvedMs }) => resolvedMs !== undefined);
}

function acknowledgedAfter({ acknowledgedMs, beganMs }: Round): number[] {
  return acknowledgedMs === undefined ? [] : [acknowledgedMs - beganMs];
}

function resolvedAfter({ incident: { openedMs, resolvedMs } }: { readonly incident: Incident }): number[] {
  return resolvedMs === undefined ? [] : [resolvedMs - openedMs];
}
