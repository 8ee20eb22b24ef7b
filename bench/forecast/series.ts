/** Made-up fill levels in percent of a disk, one sample every five minutes, until they reach 100 % or 60 days have passed. */
import { type Random, randomNumbers } from '../../lib/core/random';

export const STEP_MS = 300_000;
export const SAMPLES_A_DAY = 288;
export const CAPACITY = 100;
const MAX_DAYS = 60;
/** Standard deviation of what is measured around the level, in percent of the capacity. */
const NOISE = 0.15;

export interface FillSeries {
  readonly kind: Kind;
  /** As measured: the level, noise and spikes. */
  readonly values: Float64Array;
  /** Index of the first sample whose level is at the capacity; `undefined` where it never is. */
  readonly fullAt: number | undefined;
}

/** The level after so many days, and what is measured on top of it. */
interface Shape {
  readonly level: (days: number) => number;
  readonly extra?: (days: number) => number;
}

/** Drawn anew for each series: where it begins, and how much it grows a day. */
interface Growth {
  readonly start: number;
  readonly perDay: number;
}

const SHAPES = {
  linear: (_random, { start, perDay }) => ({ level: (days) => start + perDay * days }),
  /** Fills over the day and is cleaned up once a day, by 4 to 12 points. */
  sawtooth: (random, { start, perDay }) => {
    const height = between(random, 4, 12);
    const cleanup = random();
    return { level: (days) => start + perDay * days + height * ((days + cleanup) % 1) };
  },
  /** Nothing most of the time, and steps of very different heights 0.7 to 2 times a day. */
  bursts: (random, { start, perDay }) => {
    const steps = stepsOf(random, between(random, 0.7, 2), perDay);
    return { level: (days) => start + heightAt(steps, days) };
  },
  /** Twice to three times the slope from some day on, with 3 to 12 days left then. */
  slopeChange: (random, { start, perDay }) => {
    const fasterPerDay = perDay * between(random, 2, 3);
    const changeDay = (CAPACITY - start - fasterPerDay * between(random, 3, 12)) / perDay;
    const at = Math.max(8, changeDay);
    return { level: (days) => start + perDay * days + (fasterPerDay - perDay) * Math.max(0, days - at) };
  },
  /** One to four times a day 5 to 30 points more for some minutes; they are measured, and do not count as full. */
  spikes: (random, { start, perDay }) => {
    const spikes = spikesOf(random, between(random, 1, 4));
    return {
      level: (days) => start + perDay * days,
      extra: (days) => spikes.find(({ from, to }) => days >= from && days < to)?.height ?? 0,
    };
  },
  /** Comes to rest between 60 and 85. */
  saturating: (random, { start }) => {
    const [rest, halfLife] = [between(random, 60, 85), between(random, 2, 8)];
    return { level: (days) => rest - (rest - start) * 2 ** (-days / halfLife) };
  },
  flat: (random) => {
    const level = between(random, 40, 92);
    return { level: () => level };
  },
  /** Never grows: 20 to 35 points more by day than by night, and half of that at weekends. */
  weekRhythm: (random, { start }) => {
    const height = between(random, 20, 35);
    return { level: (days) => start + height * (days % 7 < 5 ? 1 : 0.5) * Math.sin(Math.PI * (days % 1)) ** 2 };
  },
  /** Grows, and is cleaned up by hand now and then: 15 to 25 points less in an instant, ever later. */
  cleanUps: (random, { start, perDay }) => {
    const gain = between(random, 15, 25);
    const every = (1.6 * gain) / perDay;
    return { level: (days) => start + perDay * days - gain * Math.min(3, Math.floor(days / every)) };
  },
} satisfies Record<string, (random: Random, growth: Growth) => Shape>;

export type Kind = keyof typeof SHAPES;
export const KINDS = Object.keys(SHAPES) as readonly Kind[];
/** Not of the simulation that the others are taken from, and so not in the totals. */
export const EXTRA_KINDS: readonly Kind[] = ['weekRhythm', 'cleanUps'];

/** The same series for the same kind and seed, on every machine. */
export function fillSeries(kind: Kind, seed: number): FillSeries {
  const random = randomNumbers(seed * 7_919 + KINDS.indexOf(kind) + 1);
  const start = between(random, 20, 45);
  const { level, extra }: Shape = SHAPES[kind](random, { start, perDay: (CAPACITY - start) / between(random, 18, 40) });
  const levels = Float64Array.from({ length: MAX_DAYS * SAMPLES_A_DAY }, (_, index) => level(index / SAMPLES_A_DAY));
  const found = levels.findIndex((one) => one >= CAPACITY);
  const fullAt = found < 0 ? undefined : found;
  const values = levels
    .slice(0, fullAt)
    .map((one, index) => one + (extra?.(index / SAMPLES_A_DAY) ?? 0) + NOISE * gaussian(random));
  return { kind, values, fullAt };
}

interface Step {
  readonly day: number;
  readonly height: number;
}

function stepsOf(random: Random, timesADay: number, perDay: number): Step[] {
  const steps: Step[] = [];
  for (let day = 0; day < MAX_DAYS; ) {
    day += exponential(random) / timesADay;
    steps.push({ day, height: (exponential(random) * perDay) / timesADay });
  }
  return steps;
}

function heightAt(steps: readonly Step[], days: number): number {
  return steps.reduce((sum, { day, height }) => (day <= days ? sum + height : sum), 0);
}

function spikesOf(random: Random, timesADay: number) {
  return Array.from({ length: Math.round(timesADay * MAX_DAYS) }, () => {
    const from = random() * MAX_DAYS;
    return { from, to: from + between(random, 5, 30) / 1_440, height: between(random, 5, 30) };
  });
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}

/** Box and Muller, 1958. */
function gaussian(random: Random): number {
  return Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());
}
