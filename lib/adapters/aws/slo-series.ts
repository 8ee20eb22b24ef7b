import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { IndicatorQuery } from '../../core/slo/definition';
import type { SloSeries, SloSeriesPort, SloSeriesRequest } from '../../workflow/ports';
import { clientOptions } from './client-options';
import { type BackoffOptions, describeError } from './metric-history/backoff';
import { MAX_DATAPOINTS, MAX_QUERIES } from './metric-history/plan';
import { type MetricDataGroup, readMetricData } from './metric-history/read-metric-data';
import { toQueries } from './slo-series/queries';

export interface MetricDataSloSeriesOptions extends BackoffOptions {
  /** @default - a client that waits 20 s for an answer: pages have up to 100,800 datapoints */
  readonly client?: CloudWatchClient;
}

const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 20_000, throwOnRequestTimeout: true } as const;

/** A request with the queries that it makes, and room for what they answer. */
interface Pending extends MetricDataGroup {
  /** In the list of requests. */
  readonly position: number;
  readonly request: SloSeriesRequest;
  readonly datapoints: number;
  readonly series: SloSeries;
}

/**
 * Series of objectives by GetMetricData: requests about the same span share calls, up to 500 queries and 100,800
 * datapoints each. A request that has more by itself is read page by page and not cut by time, because expressions such
 * as RUNNING_SUM and DIFF look beyond a cut.
 */
export class MetricDataSloSeries implements SloSeriesPort {
  private readonly client: CloudWatchClient;

  constructor(private readonly options: MetricDataSloSeriesOptions = {}) {
    this.client = options.client ?? new CloudWatchClient({ ...clientOptions(), requestHandler: PATIENCE });
  }

  async read(requests: readonly SloSeriesRequest[]): Promise<readonly (SloSeries | Error)[]> {
    const answers: (SloSeries | Error)[] = [];
    const pending = requests.flatMap((request, position): Pending[] => {
      try {
        return [pendingOf(request, position)];
      } catch (error) {
        answers[position] = failure(request, (error as Error).message);
        return [];
      }
    });
    const failures: unknown[] = [];
    const calls = callsOf(pending);
    for (const call of calls) {
      await this.readCall(call, answers).catch((error: unknown) => {
        failures.push(error);
        for (const { request, position } of call) answers[position] = failure(request, describeError(error));
      });
    }
    if (calls.length > 0 && failures.length === calls.length) throw failures[0];
    return answers;
  }

  private async readCall(call: readonly Pending[], answers: (SloSeries | Error)[]): Promise<void> {
    const { span } = (call[0] as Pending).request;
    const problems = await readMetricData(this.client, span, call, this.options);
    for (const [index, { request, position, series }] of call.entries()) {
      const problem = problems[index];
      answers[position] = problem === undefined ? series : failure(request, problem);
    }
  }
}

function pendingOf(request: SloSeriesRequest, position: number): Pending {
  const { span, periodSeconds, wanted } = request;
  const periodMs = periodSeconds * 1_000;
  const periods = (span.endMs - span.startMs) / periodMs;
  if (!(Number.isInteger(periods) && periods > 0 && span.startMs % periodMs === 0)) {
    throw new Error(`its span must be whole periods of ${periodSeconds} s, got ${span.startMs} to ${span.endMs}`);
  }
  const prefix = `r${position}_`;
  const series = Object.fromEntries(wanted.map((id) => [id, new Float64Array(periods).fill(Number.NaN)]));
  return {
    position,
    request,
    series,
    datapoints: periods * wanted.length,
    queries: toQueries(request, prefix),
    take: (id, atMs, value) => {
      // A time between two periods belongs to the one it is in.
      (series[id.slice(prefix.length)] as Float64Array)[Math.floor((atMs - span.startMs) / periodMs)] = value;
    },
  };
}

/** Requests by span, in order, in as few calls as the limits allow. */
function callsOf(pending: readonly Pending[]): Pending[][] {
  const calls: { readonly key: string; readonly members: Pending[]; queries: number; datapoints: number }[] = [];
  const open = new Map<string, (typeof calls)[number]>();
  for (const one of pending) {
    const { span } = one.request;
    const key = `${span.startMs}|${span.endMs}`;
    const queries = one.queries.length;
    let call = open.get(key);
    if (!call || call.queries + queries > MAX_QUERIES || call.datapoints + one.datapoints > MAX_DATAPOINTS) {
      call = { key, members: [], queries: 0, datapoints: 0 };
      calls.push(call);
      open.set(key, call);
    }
    call.members.push(one);
    call.queries += queries;
    call.datapoints += one.datapoints;
  }
  return calls.map(({ members }) => members);
}

function failure({ slo, queries }: SloSeriesRequest, problem: string): Error {
  return new Error(`the metrics of '${slo}' (${queries.map(shown).join(', ')}) cannot be read: ${problem}`);
}

function shown(query: IndicatorQuery): string {
  return 'metric' in query ? `${query.metric.namespace} ${query.metric.name}` : `'${query.expression}'`;
}
