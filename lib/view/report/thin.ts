/** A datapoint: time in epoch ms, and value or null where it was missing. */
export type Point = readonly [atMs: number, value: number | null];

/** Datapoints of one line in the page at most: more than a chart has pixels, few enough for a hundred charts. */
export const MOST_POINTS = 1440;

/** What one stretch of a thinned line keeps: its first gap, its least and its greatest value. */
const KEPT = 3;

/**
 * At most `most` of the points, in their order. Every stretch keeps its least and its greatest value and a gap, so that
 * a spike, a dip and missing data show, whatever their length.
 */
export function thinned(points: readonly Point[], most: number = MOST_POINTS): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor(most / KEPT));
  return Array.from({ length: stretches }, (_, index) => {
    const from = Math.floor((index * points.length) / stretches);
    return keptOf(points.slice(from, Math.floor(((index + 1) * points.length) / stretches)));
  }).flat();
}

function keptOf(stretch: readonly Point[]): Point[] {
  const gap = stretch.find(([, value]) => value === null);
  const measured = stretch.filter(([, value]) => value !== null);
  const [first] = measured;
  if (!first) return gap ? [gap] : [];
  const pick = (better: (a: number, b: number) => boolean) =>
    measured.reduce((best, point) => (better(point[1] ?? 0, best[1] ?? 0) ? point : best), first);
  const kept = new Set([pick((a, b) => a < b), pick((a, b) => a > b), ...(gap ? [gap] : [])]);
  return [...kept].sort((a, b) => a[0] - b[0]);
}

/** Every n-th of a list, so that at most `most` are left. */
export function everyNth<T>(list: readonly T[], most: number = MOST_POINTS): readonly T[] {
  const step = Math.ceil(list.length / most);
  return step <= 1 ? list : list.filter((_, index) => index % step === 0);
}
