import type { Outcome } from './outcome';
import type { Subject } from './recorder';
import { cut } from './text';

/** One structured log line, without the line break at its end. At most about 100 KB, usually below one. */
export function logLine({ template, ids }: Subject, nowMs: number, outcome: Outcome, durationMs: number): string {
  const { fault, clientError, statusCode, failedRecords, error } = outcome;
  const head = JSON.stringify({
    level: fault ? 'ERROR' : clientError ? 'WARN' : 'INFO',
    message: cut(`${template.operation} ${ending(outcome)}`, 500),
    timestamp: new Date(nowMs).toISOString(),
  });
  const tail = JSON.stringify({ durationMs, statusCode, failedRecords, error });
  return `${head.slice(0, -1)},${template.dimensions},${ids},${tail.slice(1)}`;
}

function ending({ fault, clientError, timedOut, statusCode, failedRecords, error }: Outcome): string {
  if (timedOut) return 'is about to time out';
  if (error) return `failed: ${error.name}: ${error.message}`;
  if (failedRecords) return `failed for ${failedRecords} of its records`;
  if (fault || clientError) return `${fault ? 'failed' : 'was refused'} with status ${statusCode}`;
  return 'succeeded';
}
