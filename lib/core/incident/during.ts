import type { Span } from '../slo/window';
import type { Incident } from './incident';
import { isOpen } from './transitions';

/** Whether an incident was open at some time of a span: at its begin, or later in it. */
export function wasOpenIn({ status, openedMs, resolvedMs }: Incident, { startMs, endMs }: Span): boolean {
  return openedMs < endMs && (isOpen(status) || resolvedMs === undefined || resolvedMs >= startMs);
}

/** Those that were, newest first; of one moment in the order of their ids. */
export function newestDuring(incidents: readonly Incident[], span: Span): Incident[] {
  return incidents
    .filter((incident) => wasOpenIn(incident, span))
    .sort((a, b) => b.openedMs - a.openedMs || (a.id < b.id ? -1 : 1));
}
