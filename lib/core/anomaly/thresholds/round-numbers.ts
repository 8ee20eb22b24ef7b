/** Thresholds as people set them: multiples of 1, 2 or 5 times a power of ten. */

const STEPS = 25;
/** Beyond the farthest value, so that one threshold at least is never crossed. */
const STEPS_BEYOND = 2;
const NICE = [1, 2, 5, 10];

/**
 * Round numbers from one value to beyond another, in that order; some 15 to 55 of them.
 * @param whole only whole numbers: the values are counts
 */
export function roundNumbers(from: number, to: number, whole: boolean): number[] {
  const rough = Math.abs(to - from) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(whole ? 1 : 0, power * (NICE.find((nice) => nice * power >= rough) ?? 10));
  const direction = Math.sign(to - from);
  const first = Math.ceil((direction * from) / step);
  const last = Math.floor((direction * to) / step) + STEPS_BEYOND;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    // Twelve digits make 0.30000000000000004 what it is meant to be; adding 0 makes -0 a 0.
    return Number((direction * (first + index) * step).toPrecision(12)) + 0;
  });
}
