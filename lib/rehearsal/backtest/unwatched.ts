/** Advice for a recording that no alarm reads: what a few static thresholds would have made of it. */
import type { Comparison } from '../../core/alarm/threshold';
import { describeSeconds } from '../../core/alarm/threshold';
import type { BacktestRecording, BacktestThreshold } from '../../view/backtest/model';
import { type MetricAlarm, readMetricAlarm } from '../platform/alarms/metric-alarm';
import type { RecordedPoint } from '../recorded-rows';
import type { Recording } from '../recording';
import type { AlarmHistory, MetricData } from './alarm-history';
import { episodesOf, figuresOf, perWeek, type StateChange } from './figures';
import { statesOf, storeOf } from './sweep';

const UPPER = [0.99, 0.995, 0.999] as const;
const LOWER = [0.01, 0.005, 0.001] as const;
/** A drop is news where the lowest hundredth lies at this share of the median or below... */
const DEEP_DROP = 0.5;
/** ...and the lowest value is no floor that the metric rests on: at most this share of the points. */
const MAX_AT_FLOOR = 0.005;
const MAX_PERIOD_SECONDS = 86_400;

/** @param file how the report calls it */
export function sweepRecording(file: string, recording: Recording, extraDatapoints: number): BacktestRecording {
  const { points, spacingMs } = recording;
  const sorted = Float64Array.from(points, ({ value }) => value).sort();
  const startMs = Math.floor((points[0] as RecordedPoint).atMs / 60_000) * 60_000;
  const rule = ruleFor(spacingMs);
  const endMs = (points.at(-1) as RecordedPoint).atMs + (rule ? rule.periodSeconds * 1_000 : 0) + 1;
  const told = { file, startMs, endMs, points: points.length, spacingMs, median: quantile(sorted, 0.5) };
  if (!rule) return { ...told, thresholds: [], notes: [tooSparse(spacingMs)] };
  const candidates = candidatesOf(sorted);
  const { datapointsToAlarm: m, evaluationPeriods: n, periodSeconds } = rule;
  const sketches = candidates.map((candidate) => sketch(rule, candidate));
  const [first] = sketches;
  if (!first) return { ...told, thresholds: [], notes: ['it hardly changes: no threshold would tell anything'] };
  const store = storeOf({ alarm: first, data: new Map([['recording', dataOf(recording)]]) });
  const stretch = { startMs, endMs };
  const thresholds = statesOf(sketches, store, stretch, extraDatapoints).map((changes, index) =>
    judge(candidates[index] as Candidate, changes, stretch),
  );
  return { ...told, rule: `in ${m} of ${n} x ${describeSeconds(periodSeconds)}`, thresholds, notes: [] };
}

type Rule = Pick<MetricAlarm['settings'], 'periodSeconds' | 'evaluationPeriods' | 'datapointsToAlarm'>;

/** As fine as the recording; the coarser, the fewer points may be waited for. */
function ruleFor(spacingMs: number): Rule | undefined {
  const periodSeconds = Math.max(1, Math.ceil(spacingMs / 60_000)) * 60;
  if (spacingMs === 0 || periodSeconds > MAX_PERIOD_SECONDS) return undefined;
  if (periodSeconds <= 60) return { periodSeconds, datapointsToAlarm: 3, evaluationPeriods: 5 };
  if (periodSeconds <= 900) return { periodSeconds, datapointsToAlarm: 2, evaluationPeriods: 3 };
  return { periodSeconds, datapointsToAlarm: 1, evaluationPeriods: 1 };
}

interface Candidate {
  readonly quantile: string;
  readonly comparison: '>' | '<';
  readonly threshold: number;
}

function candidatesOf(sorted: Float64Array): Candidate[] {
  const all = [
    ...UPPER.map((share) => candidate(sorted, share, '>')),
    ...(isDropNews(sorted) ? LOWER.map((share) => candidate(sorted, share, '<')) : []),
  ];
  const lowest = sorted[0] as number;
  const highest = sorted.at(-1) as number;
  return all.filter(({ comparison, threshold }, index) => {
    const crossed = comparison === '>' ? threshold < highest : threshold > lowest;
    const isNew = all.findIndex((one) => one.comparison === comparison && one.threshold === threshold) === index;
    return crossed && isNew;
  });
}

/** With three digits, as people set thresholds, rounded away from the usual. */
function candidate(sorted: Float64Array, share: number, comparison: '>' | '<'): Candidate {
  const value = quantile(sorted, share);
  const unit = value === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const round = comparison === '>' ? Math.ceil : Math.floor;
  const threshold = Number((round(Number((value / unit).toPrecision(12))) * unit).toPrecision(12));
  return { quantile: `p${Number((share * 100).toPrecision(12))}`, comparison, threshold };
}

function isDropNews(sorted: Float64Array): boolean {
  const lowest = sorted[0] as number;
  const atFloor = sorted.filter((value) => value === lowest).length / sorted.length;
  return atFloor <= MAX_AT_FLOOR && quantile(sorted, 0.01) <= DEEP_DROP * quantile(sorted, 0.5);
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
}

const METRIC = { namespace: 'Recording', name: 'value', dimensions: {} };
const COMPARISON: Readonly<Record<Candidate['comparison'], Comparison>> = {
  '>': 'GreaterThanThreshold',
  '<': 'LessThanThreshold',
};

const SKETCH = {
  stackName: 'Sketch',
  logicalId: 'Sketch',
  path: 'Sketch',
  type: 'AWS::CloudWatch::Alarm',
  name: 'Sketch',
  ref: 'Sketch',
  arn: 'arn:aws:cloudwatch:::alarm:Sketch',
  metadata: {},
};

/** The alarm that there might be. */
function sketch({ periodSeconds, evaluationPeriods, datapointsToAlarm }: Rule, candidate: Candidate): MetricAlarm {
  return readMetricAlarm({
    ...SKETCH,
    properties: {
      Namespace: METRIC.namespace,
      MetricName: METRIC.name,
      Statistic: 'Average',
      Period: periodSeconds,
      EvaluationPeriods: evaluationPeriods,
      DatapointsToAlarm: datapointsToAlarm,
      Threshold: candidate.threshold,
      ComparisonOperator: COMPARISON[candidate.comparison],
    },
  });
}

function dataOf({ points }: Recording): MetricData {
  return {
    startMs: (points[0] as RecordedPoint).atMs,
    put: (store) => {
      const writer = store.writer(METRIC);
      for (const { atMs, value } of points) writer.sample(value, atMs);
    },
  };
}

function judge(
  candidate: Candidate,
  changes: readonly StateChange[],
  { startMs, endMs }: Pick<AlarmHistory, 'startMs' | 'endMs'>,
): BacktestThreshold {
  const { alarmCount, alarmMs } = figuresOf(episodesOf(changes, endMs));
  return { ...candidate, alarmCount, pagesPerWeek: perWeek(alarmCount, startMs, endMs), alarmMs };
}

function tooSparse(spacingMs: number): string {
  return spacingMs === 0
    ? 'a single point tells nothing about thresholds'
    : `its points lie ${describeSeconds(spacingMs / 1_000)} apart, too far for a threshold`;
}
