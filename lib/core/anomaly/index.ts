/** Streaming anomaly detection for one series at a time. */
export { IGNORED_REASONS, type IgnoredReason } from './arrivals';
export {
  type BaselineOptions,
  type BaselineResult,
  createMeanDeviationBaseline,
  type MeanDeviationBaseline,
} from './baseline';
export { createDetector, type Detector, type DetectorResult, fromBytes } from './detector';
export type { Feature } from './features';
export { type DetectorOptions, THRESHOLDS, type ThresholdPreset } from './options';
export type { Reason } from './reasons';
