/** Reads the history that a backtest needs from CloudWatch, as far as it is not on disk already. */
import { join } from 'node:path';
import type * as MetricHistoryModule from '../../adapters/aws/metric-history';
import type { HistoryPlan, SeriesHistory } from '../../adapters/aws/metric-history';
import type * as ConnectModule from '../../adapters/aws/metric-history/connect';
import type { SeriesNeed } from '../../rehearsal/backtest/needs';
import { explainAwsError } from './aws-errors';
import { HistoryCache } from './history-cache';

export interface HistoryWanted {
  readonly needs: readonly SeriesNeed[];
  readonly days: number;
  /** Directory of the cache. */
  readonly cache: string;
  readonly region?: string;
  readonly nowMs: number;
}

export interface HistoryRead {
  readonly startMs: number;
  readonly endMs: number;
  readonly series: ReadonlyMap<string, SeriesHistory>;
  readonly region: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The peer dependency that is only needed here. */
const SDK = '@aws-sdk/client-cloudwatch';

/** @throws saying what is missing: the SDK, a region, credentials, the permission */
export async function readHistory(wanted: HistoryWanted, onProgress: (share: number) => void): Promise<HistoryRead> {
  const { connect, history } = loadAdapter();
  const endMs = Math.floor(wanted.nowMs / MINUTE_MS) * MINUTE_MS;
  const startMs = endMs - wanted.days * DAY_MS;
  try {
    const { client, region, account } = await connect.connectCloudWatch(wanted.region);
    const cache = new HistoryCache(join(wanted.cache, `${account}-${region}${endpointSuffix()}`));
    const plans = plansOf(wanted, startMs, endMs, history);
    const total = plans.reduce((count, { chunks }) => count + chunks.length, 0);
    let done = 0;
    const series = new Map<string, SeriesHistory>();
    for (const plan of plans) {
      const results = [];
      for (const chunk of plan.chunks) {
        const found = cache.find(chunk) ?? (await history.readHistoryChunk(client, chunk));
        cache.keep(chunk, found);
        results.push(found);
        done += 1;
        onProgress(done / total);
      }
      for (const [key, one] of history.mergeHistory(plan, results).series) series.set(key, one);
    }
    client.destroy();
    return { startMs, endMs, series, region };
  } catch (error) {
    throw explainAwsError(error, wanted.region);
  }
}

/**
 * Reading begins at midnight, so that the chunks of today's run are those of this morning's. Series that must begin
 * earlier, for long windows and for bands to learn from, are planned apart.
 */
function plansOf(
  { needs, nowMs }: HistoryWanted,
  startMs: number,
  endMs: number,
  { planHistoryChunks }: typeof MetricHistoryModule,
): HistoryPlan[] {
  const firstDay = ({ leadMs }: SeriesNeed) => Math.floor((startMs - leadMs) / DAY_MS) * DAY_MS;
  const days = [...new Set(needs.map(firstDay))];
  return days.map((dayMs) => {
    const queries = needs.filter((need) => firstDay(need) === dayMs);
    return planHistoryChunks({ queries, startMs: dayMs, endMs, nowMs });
  });
}

/** Loaded when it is needed: no other command is to load the SDK, or to need it. */
function loadAdapter(): { connect: typeof ConnectModule; history: typeof MetricHistoryModule } {
  try {
    return {
      connect: require('../../adapters/aws/metric-history/connect'),
      history: require('../../adapters/aws/metric-history'),
    };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!/MODULE_NOT_FOUND$/.test(code) || !message.includes(SDK)) throw error;
    throw new Error(
      `reading CloudWatch needs the package ${SDK}, which is not installed; run 'npm install -D ${SDK}', or test ` +
        'recorded files with --series DIR',
    );
  }
}

/** Another endpoint, such as an emulator's, is another world. */
function endpointSuffix(): string {
  const endpoint = process.env.AWS_ENDPOINT_URL_CLOUDWATCH ?? process.env.AWS_ENDPOINT_URL ?? '';
  const place = endpoint.replace(/^\w+:\/\//, '').replace(/[^\w.]+/g, '-');
  return place === '' ? '' : `-${place}`;
}
