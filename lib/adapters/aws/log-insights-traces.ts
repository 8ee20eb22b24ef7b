import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  type ResultField,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Span } from '../../core/slo/window';
import type { TraceLogPort } from '../../workflow/ports/traces';
import { clientOptions } from './client-options';
import { type BackoffOptions, withBackoff } from './metric-history/backoff';

export interface LogInsightsTracesOptions extends BackoffOptions {
  /** Names. At most 50 are searched. */
  readonly logGroups: readonly string[];
  /** @default - a client with `clientOptions()` */
  readonly client?: CloudWatchLogsClient;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_LOG_GROUPS = 50;
const MAX_QUERY_LENGTH = 10_000;
const POLL_MS = 1_000;
/** A run of the analysis has four minutes; the logs of five minutes are searched in seconds. */
const MAX_POLLS = 30;

/** Finds traces in log lines by Logs Insights, which charges by the logs that it reads: those of the span. */
export class LogInsightsTraces implements TraceLogPort {
  private readonly client: CloudWatchLogsClient;

  constructor(private readonly options: LogInsightsTracesOptions) {
    this.client = options.client ?? new CloudWatchLogsClient(clientOptions());
  }

  async withLines(ids: readonly string[], { startMs, endMs }: Span): Promise<ReadonlySet<string>> {
    const logGroupNames = this.options.logGroups.slice(0, MAX_LOG_GROUPS);
    const queryString = traceQuery(ids);
    if (logGroupNames.length === 0 || queryString === undefined) return new Set();
    const [startTime, endTime] = [Math.floor(startMs / 1_000), Math.ceil(endMs / 1_000)];
    const start = new StartQueryCommand({ logGroupNames, queryString, startTime, endTime, limit: ids.length });
    const { queryId } = await withBackoff(() => this.client.send(start), this.options);
    const rows = await this.results(String(queryId));
    return new Set(rows.flatMap((row) => row.find(({ field }) => field === 'id')?.value ?? []));
  }

  private async results(queryId: string): Promise<ResultField[][]> {
    const { sleep = pause } = this.options;
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      await sleep(POLL_MS);
      const ask = () => this.client.send(new GetQueryResultsCommand({ queryId }));
      const { status, results = [] } = await withBackoff(ask, this.options);
      if (status === 'Complete') return results;
      if (status !== 'Scheduled' && status !== 'Running') throw new Error(`the search of the logs ended as ${status}`);
    }
    // It would go on, and be paid for.
    await this.client.send(new StopQueryCommand({ queryId })).catch(() => undefined);
    throw new Error(`the search of the logs took more than ${(MAX_POLLS * POLL_MS) / 1_000} s; name fewer log groups`);
  }
}

/**
 * One row a trace that has lines: the middleware writes `traceId`, Powertools `xray_trace_id`.
 * @returns `undefined` where no id is one of X-Ray's: nothing else gets into a query
 */
export function traceQuery(ids: readonly string[]): string | undefined {
  const known = [...new Set(ids)].filter((id) => /^1-[\da-f]{8}-[\da-f]{24}$/.test(id));
  const write = (few: readonly string[]) =>
    `fields coalesce(traceId, xray_trace_id) as id | filter id in ${JSON.stringify(few)} | stats count(*) as lines by id`;
  while (known.length > 0 && write(known).length > MAX_QUERY_LENGTH) known.pop();
  return known.length > 0 ? write(known) : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
