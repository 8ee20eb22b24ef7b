/** Which requests failed, as their log lines tell. */
import { HANDLER_METRIC } from '../core/conventions';
import type { ReportRequest } from '../view/report/model';
import { type Members, parseLine, type Telemetry, type WrittenLine } from './telemetry';

export interface Failures {
  readonly service: string;
  readonly environment: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the report keeps of an incident's requests. */
const MAX_REQUESTS = 10;
const MAX_LINES = 10;
const MAX_LINE_LENGTH = 2_000;

/** Few lines have it, so few are parsed. */
const FAILED = new RegExp(`"level":"(?:ERROR|FATAL)"|"${HANDLER_METRIC.faults}":1\\b`);
const REQUEST_ID = /"requestId":"([^"]+)"/;

interface FailedLine extends WrittenLine {
  readonly line: Members;
}

/** Answers the first failing requests of a service in a window: those that logged an error or are counted as a fault. */
export function failingRequests(telemetry: Telemetry): (failures: Failures) => readonly ReportRequest[] {
  const lines = telemetry.keptLines();
  const byRequest = groupByRequest(lines);
  const failed = lines.flatMap((written): FailedLine[] => {
    const line = FAILED.test(written.text) ? parseLine(written.text) : undefined;
    return line && typeof line.requestId === 'string' ? [{ ...written, line }] : [];
  });
  return ({ service, environment, fromMs, toMs }) => {
    const first = new Map<string, FailedLine>();
    for (const candidate of failed) {
      const { atMs, line } = candidate;
      const isWithin = atMs >= fromMs && atMs <= toMs;
      if (!isWithin || line.service !== service || line.environment !== environment) continue;
      const requestId = String(line.requestId);
      if (!first.has(requestId)) first.set(requestId, candidate);
      if (first.size === MAX_REQUESTS) break;
    }
    return [...first].map(([requestId, line]) => describe(requestId, line, byRequest.get(requestId) ?? []));
  };
}

function groupByRequest(lines: readonly WrittenLine[]): Map<string, WrittenLine[]> {
  const groups = new Map<string, WrittenLine[]>();
  for (const line of lines) {
    const requestId = REQUEST_ID.exec(line.text)?.[1];
    if (requestId === undefined) continue;
    const group = groups.get(requestId) ?? [];
    group.push(line);
    groups.set(requestId, group);
  }
  return groups;
}

function describe(requestId: string, { atMs, line }: FailedLine, lines: readonly WrittenLine[]): ReportRequest {
  const errors = lines.map(({ text }) => parseLine(text)?.error as Members | undefined);
  const { fingerprint, category } = errors.find((error) => error?.fingerprint !== undefined) ?? {};
  return {
    atMs,
    requestId,
    correlationId: textOf(line.correlationId),
    traceId: textOf(line.traceId),
    operation: textOf(line.operation),
    category: textOf(category),
    fingerprint: textOf(fingerprint),
    lines: lines.slice(-MAX_LINES).map(({ atMs: writtenMs, logGroup, text }) => ({
      atMs: writtenMs,
      logGroup,
      text: text.slice(0, MAX_LINE_LENGTH),
    })),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
