/** Queries for CloudWatch Logs Insights on the lines of the middleware. */

export interface SavedQuery {
  /** Unique in the set; kebab-case. */
  readonly id: string;
  /** As the console shows it. */
  readonly title: string;
  /** With parameters in double braces. */
  readonly text: string;
  /** Asked for when the query is run. @default - none */
  readonly parameter?: { readonly name: string; readonly description: string };
}

/**
 * What an on-call asks of a log, by the members that every line has: docs/how-to/follow-a-request.md. The time range is
 * chosen where the query is run: the last hour unless another is.
 *
 * Members of a metric document are numbers (`ColdStarts`), which every query can sum; `coldStart` is a boolean.
 */
export function savedQueries(service: string, environment: string): readonly SavedQuery[] {
  const ours = `filter service = "${service}" and environment = "${environment}"`;
  return [
    {
      id: 'errors',
      title: 'errors, newest first',
      text: lines(
        `${ours} and level in ["ERROR", "FATAL"]`,
        'fields @timestamp, operation, message, error.category, error.fingerprint, requestId, traceId',
        'sort @timestamp desc',
        'limit 100',
      ),
    },
    {
      id: 'errors-by-fingerprint',
      title: 'errors by fingerprint',
      text: lines(
        `${ours} and ispresent(error.fingerprint)`,
        'stats count(*) as times, latest(message) as example, latest(traceId) as trace by error.fingerprint, error.category',
        'sort times desc',
      ),
    },
    {
      id: 'slowest-requests',
      title: 'slowest requests',
      text: lines(
        `${ours} and ispresent(durationMs)`,
        'fields @timestamp, operation, durationMs, statusCode, coldStart, requestId, traceId',
        'sort durationMs desc',
        'limit 50',
      ),
    },
    {
      id: 'requests-by-minute',
      title: 'requests, faults and latency by minute',
      text: lines(
        `${ours} and ispresent(Requests)`,
        'stats sum(Requests) as requests, sum(Faults) as faults, sum(ClientErrors) as refused, pct(durationMs, 99) as p99 by bin(1m)',
      ),
    },
    {
      id: 'faults-by-release',
      title: 'faults by release',
      text: lines(
        `${ours} and ispresent(Requests)`,
        'stats sum(Requests) as requests, sum(Faults) as faults, avg(Faults) as ratio, earliest(@timestamp) as first by release, operation',
        'sort faults desc',
      ),
    },
    {
      id: 'latency-by-operation',
      title: 'latency by operation',
      text: lines(
        `${ours} and ispresent(durationMs)`,
        'stats count(*) as requests, pct(durationMs, 50) as p50, pct(durationMs, 99) as p99, max(durationMs) as slowest by operation',
        'sort p99 desc',
      ),
    },
    {
      id: 'timeouts',
      title: 'timeouts by operation',
      text: lines(
        `${ours} and ispresent(Timeouts)`,
        'stats sum(Timeouts) as timeouts, max(durationMs) as slowest, latest(requestId) as request, latest(traceId) as trace by operation',
        'sort timeouts desc',
      ),
    },
    {
      id: 'throttles',
      title: 'throttles by operation',
      text: lines(
        `${ours} and (error.category = "rate_limit" or statusCode = 429)`,
        'stats count(*) as times, latest(message) as example, latest(traceId) as trace by operation, statusCode, error.fingerprint',
        'sort times desc',
      ),
    },
    {
      id: 'refused-requests',
      title: 'refused requests by status',
      text: lines(
        `${ours} and ClientErrors = 1`,
        'stats count(*) as times, latest(message) as example, latest(requestId) as request by operation, statusCode',
        'sort times desc',
      ),
    },
    {
      id: 'batches',
      title: 'batches by operation',
      text: lines(
        `${ours} and ispresent(batchSize)`,
        'stats sum(batchSize) as records, sum(failedRecords) as failed, max(recordAgeMs) as oldest, pct(durationMs, 99) as p99 by operation',
        'sort failed desc',
      ),
    },
    {
      id: 'failed-requests',
      title: 'failed requests, oldest first',
      text: lines(
        `${ours} and Faults = 1`,
        'fields @timestamp, operation, requestId, correlationId, traceId, release, error.category, error.fingerprint',
        'sort @timestamp asc',
        'limit 10000',
      ),
    },
    {
      id: 'cold-starts',
      title: 'cold starts by operation',
      text: lines(
        `${ours} and ispresent(ColdStarts)`,
        'stats sum(ColdStarts) as coldStarts, count(*) as requests, pct(durationMs, 99) as p99 by operation',
        'sort coldStarts desc',
      ),
    },
    {
      id: 'one-request',
      title: 'one request by its id',
      text: lines(
        'filter requestId = "{{id}}" or correlationId = "{{id}}" or traceId = "{{id}}"',
        'fields @timestamp, @log, level, message, operation, error.fingerprint',
        'sort @timestamp asc',
      ),
      parameter: { name: 'id', description: 'requestId, correlationId or traceId of the request' },
    },
  ];
}

function lines(...commands: readonly string[]): string {
  return commands.join('\n| ');
}
