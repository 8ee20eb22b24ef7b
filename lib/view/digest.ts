/** The daily summary and the weekly digest: plain text for a mail, in lines that fit on a phone. */
import type { EscalationViolation } from '../core/incident/escalation-audit';
import type { Incident } from '../core/incident/incident';
import type { IncidentNumbers } from '../core/incident/numbers';
import { isOpen } from '../core/incident/transitions';
import { type TimeZone, timeZone, toLocal } from '../core/time-zone';
import { audit, falseAlarms, figures, incidentLine, list, pagesOf } from './digest/parts';
import { calendarDate, countOf } from './format';

export interface DigestContents {
  /** Inclusive, epoch milliseconds. */
  readonly from: number;
  /** Exclusive, epoch milliseconds. */
  readonly to: number;
  /** Those that are open, and those that were at some time of the span; in any order. */
  readonly incidents: readonly Incident[];
  /** Of the same span. */
  readonly numbers: IncidentNumbers;
  /** What `escalationAudit` found; empty: it found nothing. @default - escalations are not mentioned */
  readonly violations?: readonly EscalationViolation[];
  /** Only so many were counted, the newest ones. @default - all were */
  readonly newestOnly?: number;
  /** By whose wall clock days are named; as people know it. @default - UTC */
  readonly zone?: TimeZone;
}

const DAY_MS = 86_400_000;
const UTC = timeZone('UTC');

/** Ends in a line break. What there is nothing to say about is left out. */
export function digest({ from, to, incidents, numbers, violations, newestOnly, zone = UTC }: DigestContents): string {
  const newestFirst = [...incidents].sort((a, b) => b.openedMs - a.openedMs);
  const open = newestFirst.filter(({ status }) => isOpen(status));
  const over = newestFirst.filter(({ status }) => !isOpen(status));
  const lineOf = (incident: Incident) => incidentLine(incident, zone);
  const parts = [
    digestTitle(from, to, zone).join('\n'),
    figures(numbers),
    newestOnly === undefined ? undefined : `Only the newest ${newestOnly} incidents are counted.`,
    list('Still open', open.map(lineOf)),
    list('Over', over.map(lineOf)),
    pagesOf(numbers),
    falseAlarms(numbers),
    violations && audit(violations),
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}

/** One line, or two where the span is of several days. */
export function digestTitle(from: number, to: number, zone: TimeZone = UTC): string[] {
  const days = Math.max(1, Math.round((to - from) / DAY_MS));
  const dayOf = (ms: number) => calendarDate(toLocal(zone, ms));
  const [first, last] = [dayOf(from), dayOf(Math.max(from, to - 1))];
  const name = days === 1 ? 'Daily summary' : days === 7 ? 'Weekly digest' : `Digest of ${countOf(days, 'day')}`;
  return first === last ? [`${name}, ${first} (${zone.name})`] : [name, `${first} to ${last} (${zone.name})`];
}
