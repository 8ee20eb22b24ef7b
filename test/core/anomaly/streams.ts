/** Streams that tests feed to detectors: deterministic, one point every five minutes from a Monday on. */
import { createDetector, type Detector, type DetectorOptions, type DetectorResult } from '../../../lib/core/anomaly';
import { type Random, randomNumbers } from '../../../lib/core/random';

export const MONDAY_MS = Date.UTC(2026, 0, 5);
export const FIVE_MINUTES_MS = 300_000;
export const DAY_POINTS = 288;

export type Stream = (index: number, random: Random, timestampMs: number) => number;

/** About a standard deviation of 0.6, never beyond 2. */
export function noise(random: Random): number {
  return random() + random() + random() + random() - 2;
}

/** A day's wave between 70 and 130 with a little noise. */
export const daily: Stream = (index, random) =>
  100 + 30 * Math.sin((2 * Math.PI * index) / DAY_POINTS) + 3 * noise(random);

export function timeOf(index: number, intervalMs = FIVE_MINUTES_MS): number {
  return MONDAY_MS + index * intervalMs;
}

export interface Played {
  readonly detector: Detector;
  readonly results: readonly DetectorResult[];
  /** The points that began an anomaly. */
  readonly alarms: readonly number[];
}

export interface PlayOptions {
  readonly options?: DetectorOptions;
  readonly intervalMs?: number;
  readonly startMs?: number;
  /** Points before which a deploy is noted. */
  readonly deploys?: readonly number[];
}

export function play(points: number, stream: Stream, settings: PlayOptions = {}): Played {
  const { options = {}, intervalMs = FIVE_MINUTES_MS, startMs = MONDAY_MS, deploys = [] } = settings;
  const random = randomNumbers(7);
  const detector = createDetector(options);
  const results = Array.from({ length: points }, (_, index) => {
    const timestampMs = startMs + index * intervalMs;
    if (deploys.includes(index)) detector.noteDeploy(timestampMs);
    return detector.update(timestampMs, stream(index, random, timestampMs));
  });
  return { detector, results, alarms: results.flatMap(({ anomalous }, index) => (anomalous ? [index] : [])) };
}
