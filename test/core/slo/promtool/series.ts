import { randomNumbers } from '../../../../lib/core/random';

/** One value a minute; NaN: missing. */
export interface Series {
  readonly total: readonly number[];
  readonly bad: readonly number[];
}

/** As the shared vectors write their series. */
export type Segment =
  | (Sample & { readonly minutes: number })
  | { readonly repeat: number; readonly of: readonly Segment[] };

interface Sample {
  readonly total: number;
  readonly bad: number;
}

export const MISSING: Sample = { total: Number.NaN, bad: Number.NaN };

export function series(segments: readonly Segment[]): Series {
  return columns(segments.flatMap(expand));
}

/** Stretches of up to two hours: healthy, noisy, broken, silent or without data. */
export function byChance(minutes: number, seed: number): Series {
  const random = randomNumbers(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const failing = [0, 0, 0.03, 0.15, 0.6, 1].map((share) => (): Sample => {
    const total = upTo(20);
    return { total, bad: Math.min(total, Math.floor(total * share * random() * 1.5)) };
  });
  const kinds = [...failing, () => ({ total: 0, bad: 0 }), () => MISSING];
  const samples: Sample[] = [];
  while (samples.length < minutes) {
    const kind = kinds[upTo(kinds.length - 1)] as () => Sample;
    for (let left = 1 + upTo(random() < 0.5 ? 12 : 120); left > 0; left -= 1) samples.push(kind());
  }
  return columns(samples.slice(0, minutes));
}

function expand(segment: Segment): Sample[] {
  if ('repeat' in segment) return Array.from({ length: segment.repeat }, () => segment.of.flatMap(expand)).flat();
  return Array.from({ length: segment.minutes }, () => segment);
}

function columns(samples: readonly Sample[]): Series {
  return { total: samples.map(({ total }) => total), bad: samples.map(({ bad }) => bad) };
}
