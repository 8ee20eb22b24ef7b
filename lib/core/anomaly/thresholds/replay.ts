/** An alarm played over a history: how often it goes to ALARM. */
import { classifier, decideState, MISSING } from '../../alarm/decide';
import { evaluationRange } from '../../alarm/evaluation';
import type { ThresholdSettings } from '../../alarm/threshold';
import type { AlarmState } from '../../incident/incident';

/** Values of periods that follow one another, `NaN` where one is missing. */
export interface History {
  /** Start of the first period. */
  readonly startMs: number;
  readonly periodMs: number;
  readonly values: Float64Array;
  /** 1 for periods that are not to count; their values are missing. */
  readonly excluded: Uint8Array;
}

/** One stay in ALARM, by periods: from the one whose end raised it to the one whose end cleared it. */
export interface Episode {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** As CloudWatch evaluates it, at the end of each period. */
export function episodesOf({ values }: History, settings: ThresholdSettings): Episode[] {
  const classify = classifier(settings);
  const classes = Int8Array.from(values, (value) => classify(value, Number.NaN, Number.NaN));
  const range = evaluationRange(settings.evaluationPeriods);
  const episodes: Episode[] = [];
  // Periods before the history are missing.
  const window = new Int8Array(range).fill(MISSING);
  let state: AlarmState = 'INSUFFICIENT_DATA';
  let first: number | undefined;
  for (const [period, one] of classes.entries()) {
    window.copyWithin(0, 1);
    window[range - 1] = one;
    state = decideState(settings, window, state);
    if (state === 'ALARM') first ??= period;
    else if (first !== undefined) {
      episodes.push({ first, end: period });
      first = undefined;
    }
  }
  return first === undefined ? episodes : [...episodes, { first, end: values.length }];
}
