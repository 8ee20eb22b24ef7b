import { type Fraction, fraction, multiply, parseFraction, toNumber } from './fraction';

const PER_MILLISECOND = {
  Seconds: fraction(1n, 1_000n),
  Milliseconds: fraction(1n),
  Microseconds: fraction(1_000n),
} as const;

export type TimeUnit = keyof typeof PER_MILLISECOND;
export const TIME_UNITS = Object.keys(PER_MILLISECOND) as readonly TimeUnit[];

export function isTimeUnit(unit: unknown): unit is TimeUnit {
  return TIME_UNITS.includes(unit as TimeUnit);
}

/** 0.3 for 300 ms in seconds: exact, whatever binary numbers make of it. */
export function inTimeUnit(milliseconds: number, unit: TimeUnit): number {
  return toNumber(multiply(parseFraction(milliseconds) as Fraction, PER_MILLISECOND[unit]));
}

/** As statistics write their bounds: at most ten decimals and no exponent. */
export function boundText(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}

/** `300 ms`, `1.5 s`, `5 min`: for people. */
export function timeText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = inTimeUnit(milliseconds, 'Seconds');
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
