/** What a report needs of one objective: so much less than its measurements that a report holds thousands. */
import type { CompositeSloDefinition, SloDefinition, SloTier } from '../definition';
import { sloKey } from '../definition';
import type { SloMeasurement, SloStatus } from '../measurement';
import type { Span } from '../window';

export interface SloAccount {
  readonly slo: string;
  readonly service: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: SloDefinition['kind'] | 'composite';
  readonly tier: SloTier;
  readonly team?: string;
  readonly owner?: string;
  /** Percent, as it was written. */
  readonly objective: string;
  /** Missing of composites, whose parts have windows of their own. */
  readonly window?: string;
  /** The last measurement of the span; missing: there was none. */
  readonly last?: SloMeasurement;
  /** How it stood at the end of each step of the span; a step without a measurement is missing. */
  readonly history: readonly { readonly startMs: number; readonly status: SloStatus }[];
}

const DAY_MS = 86_400_000;
/** Rows of a history that people still read. */
const MOST_STEPS = 62;
const STEP_DAYS = [1, 7, 30, 91] as const;
/** Measurements come every five minutes: a step whose last hour has none has a gap, which is told as one. */
const TAIL_MS = 3_600_000;
const MARGIN_MS = 600_000;

export function accountOf(
  definition: SloDefinition | CompositeSloDefinition,
  measurements: readonly SloMeasurement[],
  span: Span,
): SloAccount {
  const { service, environment, name, kind, tier, team, owner, objective } = definition;
  const within = measurements.filter(({ atMs }) => atMs > span.startMs && atMs <= span.endMs);
  const history = stepsOf(span).flatMap(({ startMs, endMs }) => {
    const last = within.findLast(({ atMs }) => atMs > startMs && atMs <= endMs);
    return last ? [{ startMs, status: last.status }] : [];
  });
  return {
    ...{ slo: sloKey(definition), service, environment, name, kind, tier, team, owner, objective },
    window: 'window' in definition ? definition.window : undefined,
    last: within.at(-1),
    history,
  };
}

/** The days of a span in UTC, the first and the last as far as they are in it; of long spans weeks, months or quarters. */
export function stepsOf({ startMs, endMs }: Span): Span[] {
  const days = (endMs - startMs) / DAY_MS;
  const stepMs = DAY_MS * (STEP_DAYS.find((step) => days / step <= MOST_STEPS) ?? Math.ceil(days / MOST_STEPS));
  const steps: Span[] = [];
  for (let from = startMs; from < endMs; ) {
    const to = Math.min(endMs, Math.floor(from / DAY_MS) * DAY_MS + stepMs);
    steps.push({ startMs: from, endMs: to });
    from = to;
  }
  return steps;
}

/**
 * The times of which a report needs measurements: the end of each step, and incidents with a little before and behind.
 * Sorted, and none overlaps another.
 */
export function readingsFor(span: Span, incidents: readonly Span[]): Span[] {
  const ends = stepsOf(span).map(({ endMs }) => ({ startMs: endMs - TAIL_MS, endMs: endMs + 1 }));
  const around = incidents.map((one) => ({ startMs: one.startMs - MARGIN_MS, endMs: one.endMs + MARGIN_MS }));
  const sorted = [...ends, ...around].sort((a, b) => a.startMs - b.startMs);
  const merged: Span[] = [];
  for (const one of sorted) {
    const last = merged.at(-1);
    if (!last || last.endMs < one.startMs) merged.push(one);
    else merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, one.endMs) };
  }
  return merged;
}
