import { createDetector, createMeanDeviationBaseline, type ThresholdPreset } from '../../lib/core/anomaly';
import type { LabelledSeries } from './corpus';
import { type ProfileName, prepare, type ScoredSeries, type Tally, tally } from './nab-score';

/** The threshold preset that is meant for each profile. */
export const PRESETS: Readonly<Record<ProfileName, ThresholdPreset>> = {
  standard: 'standard',
  lowFP: 'lowFalsePositives',
  lowFN: 'lowFalseNegatives',
};

/** What the detector made of a series. */
export interface Judged {
  readonly source: LabelledSeries;
  readonly scored: ScoredSeries;
  readonly scores: Float64Array;
  /** Rows that begin an anomaly, by the fixed threshold of each profile. */
  readonly alarms: Readonly<Record<ProfileName, Uint8Array>>;
  readonly stateBytes: number;
}

export function judge(source: LabelledSeries): Judged {
  const standard = run(source, 'standard');
  return {
    source,
    scored: prepare(source),
    scores: standard.scores,
    alarms: {
      standard: standard.alarms,
      lowFP: run(source, PRESETS.lowFP).alarms,
      lowFN: run(source, PRESETS.lowFN).alarms,
    },
    stateBytes: standard.stateBytes,
  };
}

function run({ timestamps, values }: LabelledSeries, threshold: ThresholdPreset) {
  const detector = createDetector({ threshold });
  const scores = new Float64Array(values.length);
  const alarms = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const { score, anomalous } = detector.update(timestamps[row] as number, values[row] as number);
    scores[row] = score;
    alarms[row] = anomalous ? 1 : 0;
  }
  return { scores, alarms, stateBytes: detector.toBytes().length };
}

export function judgeByBaseline({ values }: LabelledSeries, sensitivity: number): Uint8Array {
  const baseline = createMeanDeviationBaseline({ sensitivity });
  return Uint8Array.from(values, (value) => (baseline.update(value).anomalous ? 1 : 0));
}

export function tallyOf(scored: ScoredSeries, alarms: Uint8Array): Tally {
  return tally(scored, (row) => alarms[row] === 1);
}

/** Quiet points that end an anomaly, and how many times worse it has to get to be news, as in the detector. */
const QUIET_POINTS = 36;
const ESCALATION = 4;

/** What another threshold would have come to. */
export function tallyAt({ scored, scores }: Judged, threshold: number): Tally {
  let last = -QUIET_POINTS - 1;
  let alarmed = 0;
  return tally(scored, (row) => {
    const score = scores[row] as number;
    if (score < threshold) return false;
    const begins = row - last > QUIET_POINTS || score >= ESCALATION * alarmed;
    last = row;
    if (begins) alarmed = score;
    return begins;
  });
}
