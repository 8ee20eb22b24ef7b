/** The numbers of a span as metrics: one value each, published once a day. */
import { WORKFLOW_METRIC } from '../../conventions';
import type { IncidentNumbers } from '../numbers';

export interface Gauge {
  readonly name: string;
  readonly unit: 'Milliseconds' | 'Percent' | 'Count';
  readonly value: number;
}

/** What there is nothing to say about is left out: no incident ended, nobody acknowledged. */
export function gaugesOf({
  timeToAcknowledge,
  timeToResolve,
  noise,
  reopened,
  falsePositives,
  pages,
}: IncidentNumbers): Gauge[] {
  const accused = { count: sumOf(falsePositives, 'count'), of: sumOf(falsePositives, 'of') };
  const m = WORKFLOW_METRIC;
  return [
    ...gauge(m.medianTimeToAcknowledge, 'Milliseconds', timeToAcknowledge.medianMs),
    ...gauge(m.p90TimeToAcknowledge, 'Milliseconds', timeToAcknowledge.p90Ms),
    ...gauge(m.medianTimeToResolve, 'Milliseconds', timeToResolve.medianMs),
    ...gauge(m.p90TimeToResolve, 'Milliseconds', timeToResolve.p90Ms),
    ...gauge(m.noiseRatio, 'Percent', percent(noise)),
    ...gauge(m.reopenRate, 'Percent', percent(reopened)),
    ...gauge(m.falsePositiveRate, 'Percent', percent(accused)),
    ...gauge(m.mostPagesPerPerson, 'Count', Math.max(0, ...pagesByPerson(pages).values())),
  ];
}

/** Over the weeks that a span touches. */
export function pagesByPerson(pages: IncidentNumbers['pages']): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { person, pages: count } of pages) sums.set(person, (sums.get(person) ?? 0) + count);
  return sums;
}

function gauge(name: string, unit: Gauge['unit'], value: number | undefined): Gauge[] {
  return value === undefined ? [] : [{ name, unit, value }];
}

function percent({ count, of }: { readonly count: number; readonly of: number }): number | undefined {
  return of === 0 ? undefined : (100 * count) / of;
}

function sumOf<K extends 'count' | 'of'>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
