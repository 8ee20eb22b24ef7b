import type { ReadRule } from './burn-rate-rule';
import type { EventCounts } from './counts';
import { type Firing, ruleFirings, type TrafficGuard } from './firings';
import type { Objective } from './objective';
import type { Span } from './window';

/**
 * How often rules began to fire after the start of a span, until its end. Rules of one severity that fire together, or
 * one right after the other, are one violation, as they are one composite alarm.
 */
export function violationsIn(
  counts: EventCounts,
  rules: readonly ReadRule[],
  objective: Objective,
  guardOf: (severity: 'page' | 'ticket') => TrafficGuard,
  span: Span,
): number {
  const beginnings = (['page', 'ticket'] as const).flatMap((severity) =>
    episodes(
      rules
        .filter((rule) => rule.severity === severity)
        .flatMap((rule) =>
          ruleFirings(counts, rule, objective, guardOf(severity), { fromMs: span.startMs, toMs: span.endMs }),
        ),
    ),
  );
  return beginnings.filter(({ startMs }) => startMs > span.startMs).length;
}

/** Firings that overlap or touch, united. */
export function episodes(firings: readonly Firing[]): Firing[] {
  const united: Firing[] = [];
  for (const firing of [...firings].sort((a, b) => a.startMs - b.startMs)) {
    const before = united.at(-1);
    if (!before || endOf(before) < firing.startMs) united.push(firing);
    else if (endOf(firing) > endOf(before)) united[united.length - 1] = { ...firing, startMs: before.startMs };
  }
  return united;
}

function endOf({ endMs = Number.POSITIVE_INFINITY }: Firing): number {
  return endMs;
}
