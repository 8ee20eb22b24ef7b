/**
 * What was counted in each step, from the readings of a counter that only grows, at the ends of the steps. A reading
 * below the one before means that the counter began anew, and that all it shows is new. Before the first reading nothing
 * is known. What was counted over missing readings comes with the next one; negative and infinite ones are missing.
 * @returns one count a step, NaN where the reading is missing
 */
export function countsOfCounter(readings: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(readings.length).fill(Number.NaN);
  let before: number | undefined;
  for (let step = 0; step < readings.length; step++) {
    const reading = readings[step] as number;
    if (!Number.isFinite(reading) || reading < 0) continue;
    counts[step] = increment(before, reading);
    before = reading;
  }
  return counts;
}

function increment(before: number | undefined, reading: number): number {
  if (before === undefined) return 0;
  return reading < before ? reading : reading - before;
}
