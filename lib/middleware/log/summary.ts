import type { Outcome } from '../outcome';
import type { Scope } from '../scope';
import { cut } from '../text';
import { breadcrumbsMember } from './held';
import { lineHead } from './line';

/** How the invocation ended, as the members of a structured log line. At most about 100 KB, usually below half a one. */
export function summary(scope: Scope, outcome: Outcome, nowMs: number, durationMs: number): string {
  const { template, trigger, startMs = nowMs } = scope;
  const { fault, clientError, statusCode, failedRecords, error } = outcome;
  const level = fault ? 'ERROR' : clientError ? 'WARN' : 'INFO';
  const head = lineHead(scope, level, cut(`${template?.operation} ${ending(outcome)}`, 500), nowMs);
  const { oldestRecordMs, batchSize, traceparent } = trigger ?? {};
  const recordAgeMs = oldestRecordMs === undefined ? undefined : Math.max(0, startMs - oldestRecordMs);
  const batch =
    member('batchSize', batchSize) + member('failedRecords', failedRecords) + member('recordAgeMs', recordAgeMs);
  const caller = traceparent === undefined ? '' : `,"traceparent":${JSON.stringify(traceparent)}`;
  const trouble = (fault ? breadcrumbsMember(scope) : '') + (error ? `,"error":${JSON.stringify(error)}` : '');
  const fields = scope.fieldMembers?.() ?? '';
  return `${head}${fields},"durationMs":${durationMs}${member('statusCode', statusCode)}${batch}${caller}${trouble}`;
}

function member(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,"${name}":${value}`;
}

function ending({ fault, clientError, timedOut, statusCode, failedRecords, error }: Outcome): string {
  if (timedOut) return 'is about to time out';
  if (error) return `failed: ${error.name}: ${error.message}`;
  if (failedRecords) return `failed for ${failedRecords} of its records`;
  if (fault || clientError) return `${fault ? 'failed' : 'was refused'} with status ${statusCode}`;
  return 'succeeded';
}
