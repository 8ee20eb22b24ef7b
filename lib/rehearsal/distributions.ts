/** The distributions that a sequence can draw its values from. */
import type { Random } from '../core/random';

/** One way to draw values; the parameters are named for errors. */
export interface Distribution {
  readonly parameters: readonly string[];
  readonly random: boolean;
  /** What is wrong with the parameters, if anything is. */
  readonly check: (given: [number, number, number]) => string | undefined;
  readonly draw: (given: [number, number, number], everyMs: number) => (random: Random, n: number) => number;
}

export const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  normal: {
    parameters: ['mean', 'deviation'],
    random: true,
    check: ([, deviation]) => (deviation < 0 ? 'a deviation is 0 or more' : undefined),
    draw:
      ([mean, deviation]) =>
      (random) =>
        mean + deviation * gaussian(random),
  },
  lognormal: {
    parameters: ['median', 'p99'],
    random: true,
    check: ([median, p99]) => (median > 0 && p99 >= median ? undefined : 'write 0 < median <= p99'),
    // The 99th percentile of a standard normal distribution is 2.3263.
    draw:
      ([median, p99]) =>
      (random) =>
        median * Math.exp((Math.log(p99 / median) / 2.3263) * gaussian(random)),
  },
  uniform: {
    parameters: ['from', 'to'],
    random: true,
    check: ([from, to]) => (from > to ? 'write the smaller bound first' : undefined),
    draw:
      ([from, to]) =>
      (random) =>
        from + (to - from) * random(),
  },
  poisson: {
    parameters: ['mean'],
    random: true,
    check: ([mean]) => (mean < 0 ? 'a mean of events is 0 or more' : undefined),
    draw:
      ([mean]) =>
      (random) =>
        poisson(mean, random),
  },
  wave: {
    parameters: ['mean', 'amplitude', 'period'],
    random: false,
    check: ([, , periodMs]) => (periodMs > 0 ? undefined : 'a period such as 24h is longer than 0'),
    draw:
      ([mean, amplitude, periodMs], everyMs) =>
      (_random, n) =>
        mean + amplitude * Math.sin((2 * Math.PI * n * everyMs) / periodMs),
  },
};

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's method; beyond a mean of 50 the normal distribution is as good and quick. */
function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)));
  const limit = Math.exp(-mean);
  let events = 0;
  for (let product = random(); product > limit; product *= random()) events += 1;
  return events;
}
