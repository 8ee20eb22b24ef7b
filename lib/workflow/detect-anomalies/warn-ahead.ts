import {
  aheadKey,
  aheadSignal,
  forecastSpan,
  isForecastDue,
  isWarned,
  outlookOf,
  type WarnedSeries,
} from '../../core/anomaly/watch/ahead';
import type { AnomalyJob } from '../../core/anomaly/watch/job';
import { clearedSignal, type ToldAnomaly } from '../../core/anomaly/watch/told';
import { type DetectAnomaliesPorts, detectionPoint, publishPoints } from './run';
import { startTelling } from './tell';

const QUERY = 'value';
const HOUR_SECONDS = 3_600;

/**
 * Warns of series that will reach a value, and takes the warning back. Nothing is remembered but what was told: each hour
 * the hourly datapoints of four weeks are read, so a tick that is lost is made up for by the next hour.
 */
export async function warnAhead(ports: DetectAnomaliesPorts, { series, atMs }: AnomalyJob): Promise<void> {
  const due = series.filter(isWarned).filter((one) => isForecastDue(one, atMs, ports.cadenceMs));
  if (due.length === 0) return;
  const answers = await readHours(ports, due, atMs);
  const told = new Map((await ports.store.readTold()).map((one) => [one.series, one]));
  let failed = 0;
  for (const [index, one] of due.entries()) {
    const answer = answers[index];
    if (answer instanceof Float64Array) await tellOutlook(ports, one, answer, told.get(aheadKey(one)), atMs);
    else {
      failed += 1;
      ports.log.warn('a series was not forecast', { series: aheadKey(one), reason: answer?.message });
    }
  }
  if (failed > 0) await publishPoints(ports, [detectionPoint(ports, 'failed', failed)]);
}

/** By position. What cannot be read now is read in an hour: it holds up no others, and no anomaly. */
async function readHours({ series }: DetectAnomaliesPorts, due: readonly WarnedSeries[], atMs: number) {
  const requests = due.map((one) => ({
    slo: aheadKey(one),
    queries: [{ id: QUERY, metric: one.metric, statistic: one.statistic }],
    wanted: [QUERY],
    periodSeconds: HOUR_SECONDS,
    span: forecastSpan(atMs),
  }));
  try {
    const answers = await series.read(requests);
    return due.map((_, index) => {
      const answer = answers[index];
      return answer instanceof Error ? answer : (answer?.[QUERY] ?? new Error('it was not answered'));
    });
  } catch (error) {
    return due.map(() => (error instanceof Error ? error : new Error(String(error))));
  }
}

async function tellOutlook(
  ports: DetectAnomaliesPorts,
  one: WarnedSeries,
  values: Float64Array,
  told: ToldAnomaly | undefined,
  atMs: number,
) {
  const key = aheadKey(one);
  // What is still to be told comes first: the planner sees to it.
  if (told?.pending) return;
  const outlook = outlookOf(one, values, atMs, told !== undefined);
  if (outlook.raised === (told !== undefined)) return;
  if (!told) {
    const signal = aheadSignal(one, outlook, atMs);
    await startTelling(ports, { series: key, version: 0, sinceMs: atMs, raised: signal, pending: signal });
    return;
  }
  if (atMs <= told.sinceMs) return;
  const pending = clearedSignal(told.raised, atMs, `it no longer comes to ${one.ahead.threshold} that soon`);
  await startTelling(ports, { ...told, pending });
}
