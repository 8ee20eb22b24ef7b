import { refuseUnknownKeys } from '../option-keys';

/**
 * Scores from which a point is anomalous, fixed once for all series: round numbers on the plateau of the three profiles of the
 * Numenta Anomaly Benchmark on the half of it that the detector was built with.
 */
export const THRESHOLDS = { standard: 0.2, lowFalsePositives: 0.21, lowFalseNegatives: 0.15 } as const;
/** A name for a threshold on the score. */
export type ThresholdPreset = keyof typeof THRESHOLDS;

/** The highest score: seven features of at most 1. */
const HIGHEST_SCORE = 7;

/** How a detector judges a series. Everything has a default or is learned. */
export interface DetectorOptions {
  /**
   * The score from which a point is anomalous: a preset, or a number above 0 and at most 7. 0.5 raises about half as
   * many alarms as `standard`.
   * @default 'standard'
   */
  readonly threshold?: ThresholdPreset | number;
  /** Whose hours and weekdays the season follows: an IANA name or an offset such as `+05:30`. @default 'UTC' */
  readonly timeZone?: string;
  /** The values are those of a counter that only grows: its rate a second is judged, resets included. @default false */
  readonly counter?: boolean;
  /** Seconds between two points. @default - learned */
  readonly intervalSeconds?: number;
}

export interface CheckedOptions {
  readonly threshold: number;
  readonly timeZone: string;
  readonly counter: boolean;
  readonly intervalMs: number | undefined;
}

const KNOWN = ['threshold', 'timeZone', 'counter', 'intervalSeconds'];

/** @throws where an option is unknown or out of its range; a wrong time zone is refused where it is read */
export function checkOptions(options: DetectorOptions): CheckedOptions {
  refuseUnknownKeys('createDetector', options, KNOWN);
  const { threshold = 'standard', timeZone = 'UTC', counter = false, intervalSeconds } = options;
  if (typeof counter !== 'boolean')
    throw new Error(`createDetector: 'counter' must be true or false, got ${JSON.stringify(counter)}`);
  if (typeof timeZone !== 'string')
    throw new Error(
      `createDetector: 'timeZone' must be a name such as 'Europe/Berlin', got ${JSON.stringify(timeZone)}`,
    );
  if (intervalSeconds !== undefined && !(Number.isFinite(intervalSeconds) && intervalSeconds > 0))
    throw new Error(
      `createDetector: 'intervalSeconds' must be a number above 0, got ${intervalSeconds}; leave it out to learn it`,
    );
  return {
    threshold: readThreshold(threshold),
    timeZone,
    counter,
    intervalMs: intervalSeconds === undefined ? undefined : intervalSeconds * 1_000,
  };
}

function readThreshold(threshold: ThresholdPreset | number): number {
  if (typeof threshold === 'number' && threshold > 0 && threshold <= HIGHEST_SCORE) return threshold;
  if (typeof threshold === 'string' && Object.hasOwn(THRESHOLDS, threshold)) return THRESHOLDS[threshold];
  const presets = Object.keys(THRESHOLDS).map((preset) => `'${preset}'`);
  throw new Error(
    `createDetector: 'threshold' must be ${presets.join(', ')}, or a number above 0 and at most ${HIGHEST_SCORE}, got ` +
      `${typeof threshold === 'string' ? `'${threshold}'` : String(threshold)}`,
  );
}
