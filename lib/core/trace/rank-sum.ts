/** Whether one sample tends to be larger than another, whatever their distribution. */

export interface RankSum {
  /** How likely one of `after` is larger than one of `before`, ties count half: 0.5 where nothing changed. */
  readonly superiority: number;
  /** One-sided: how likely such a difference upwards is by chance alone. */
  readonly pLarger: number;
  readonly pSmaller: number;
}

/**
 * Mann-Whitney's U by its normal approximation, with correction for ties and continuity; good from ten values a side.
 * https://en.wikipedia.org/wiki/Mann%E2%80%93Whitney_U_test
 */
export function rankSum(before: readonly number[], after: readonly number[]): RankSum {
  const [m, n] = [before.length, after.length];
  if (m === 0 || n === 0) return { superiority: 0.5, pLarger: 1, pSmaller: 1 };
  const all = [
    ...before.map((value) => ({ value, isAfter: false })),
    ...after.map((value) => ({ value, isAfter: true })),
  ];
  all.sort((a, b) => a.value - b.value);
  let [rankSumAfter, tieTerm] = [0, 0];
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const tied = to - from;
    const rank = (from + 1 + to) / 2;
    rankSumAfter += rank * all.slice(from, to).filter(({ isAfter }) => isAfter).length;
    tieTerm += tied ** 3 - tied;
    from = to;
  }
  const u = rankSumAfter - (n * (n + 1)) / 2;
  const mean = (m * n) / 2;
  const total = m + n;
  const deviation = Math.sqrt(((m * n) / 12) * (total + 1 - tieTerm / (total * Math.max(1, total - 1))));
  const z = (distance: number) => (deviation > 0 ? (distance - 0.5) / deviation : Number.NEGATIVE_INFINITY);
  return { superiority: u / (m * n), pLarger: upperTail(z(u - mean)), pSmaller: upperTail(z(mean - u)) };
}

/** Of the normal distribution, to 1.2e-7 of its value: Numerical Recipes' erfc, https://numerical.recipes/ section 6.2. */
export function upperTail(z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 1;
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const sum = ERFC.reduceRight((inner, coefficient) => coefficient + t * inner, 0);
  const tail = (t * Math.exp(-x * x + sum)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];
