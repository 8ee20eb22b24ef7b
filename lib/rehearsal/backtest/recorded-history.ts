/** The histories of alarms, put together from recorded files. */
import { describeSeconds } from '../../core/alarm/threshold';
import { metricKey } from '../../core/signal/metric';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';
import type { RecordedPoint } from '../recorded-rows';
import type { Recording } from '../recording';
import type { AlarmHistory, MetricData } from './alarm-history';
import type { SeriesMatch } from './match-series';
import { metricQueries } from './needs';

export interface RecordedSeries {
  readonly match: SeriesMatch;
  readonly recording: Recording;
}

const MINUTE_MS = 60_000;

/**
 * @param recorded by key of the metric
 * @returns the reason, as text, where the recordings cannot tell
 */
export function recordedHistory(
  alarm: MetricAlarm,
  recorded: ReadonlyMap<string, RecordedSeries>,
): AlarmHistory | string {
  const keys = [...new Set(metricQueries(alarm).map(({ metric }) => metricKey(metric)))];
  const found = keys.flatMap((key) => recorded.get(key) ?? []);
  const periodMs = alarm.settings.periodSeconds * 1_000;
  const stretches = found.map(({ recording }) => stretchOf(recording, periodMs));
  const startMs = Math.max(0, ...stretches.map((stretch) => stretch.startMs));
  const endMs = Math.min(...stretches.map((stretch) => stretch.endMs), Number.MAX_SAFE_INTEGER);
  if (startMs >= endMs) return `the recordings of its metrics do not overlap: ${found.map(nameOf).join(', ')}`;
  return {
    alarm,
    startMs,
    endMs,
    data: new Map(found.map((one) => [metricKey(one.match.metric), dataOf(one)])),
    notes: found.flatMap((one) => notesOn(alarm, one)),
  };
}

/** To the end of the last point's period: there it is evaluated. */
function stretchOf({ points, spacingMs }: Recording, periodMs: number) {
  const firstMs = (points[0] as RecordedPoint).atMs;
  const lastMs = (points.at(-1) as RecordedPoint).atMs;
  return {
    startMs: Math.floor(firstMs / MINUTE_MS) * MINUTE_MS,
    endMs: Math.ceil((lastMs + Math.max(periodMs, spacingMs) + 1) / MINUTE_MS) * MINUTE_MS,
  };
}

function dataOf({ match, recording }: RecordedSeries): MetricData {
  return {
    startMs: (recording.points[0] as RecordedPoint).atMs,
    put: (store) => {
      const writer = store.writer(match.metric);
      for (const { atMs, value } of recording.points) writer.sample(value * match.scale, atMs);
    },
  };
}

function notesOn({ settings }: MetricAlarm, one: RecordedSeries): string[] {
  const { match, recording } = one;
  const times = match.scale === 1 ? '' : `, times ${match.scale}`;
  const guess = match.by === 'name' ? ', taken by its name' : '';
  const { periodSeconds, treatMissingData } = settings;
  const isCoarse = recording.spacingMs > periodSeconds * 1_000;
  return [
    `recorded in ${nameOf(one)}${times}${guess}`,
    ...(isCoarse
      ? [
          `a point every ${describeSeconds(recording.spacingMs / 1_000)} and a period of ` +
            `${describeSeconds(periodSeconds)}: the periods between count as missing (${treatMissingData})`,
        ]
      : []),
  ];
}

function nameOf({ match }: RecordedSeries): string {
  return match.file;
}
