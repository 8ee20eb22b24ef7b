import type { SloDefinition } from './definition';
import type { TrafficGuard } from './firings';

/**
 * Bad events that the rules of tickets wait for where nobody says how many. The past of a new service is empty, so that
 * one slow cold start is a large share of its day; a budget that burns slowly loses far more than this in a day.
 */
export const MIN_BAD_OF_TICKETS = 5;

/** The guard of the rules of one severity. */
export function guardOf(
  { minTotal, minBad, minBadOfTickets = minBad }: Pick<SloDefinition, 'minTotal' | 'minBad' | 'minBadOfTickets'>,
  severity: 'page' | 'ticket',
): TrafficGuard {
  return { minTotal, minBad: severity === 'ticket' ? minBadOfTickets : minBad };
}
