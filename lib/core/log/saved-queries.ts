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
