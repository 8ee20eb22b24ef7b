/** What the functions of a rehearsal wrote, found by the ids that stand in it. */
import { readEmf } from '../core/signal/emf';
import type { MetricId } from '../core/signal/metric';
import { Ring } from './ring';

export interface WrittenLine {
  readonly atMs: number;
  readonly logGroup: string;
  readonly text: string;
  /** How far the clock of its writer is ahead. */
  readonly skewMs: number;
}

interface WrittenDocument {
  readonly atMs: number;
  readonly text: string;
}

/** Members of a log line or of a trace document. */
export type Members = Readonly<Record<string, unknown>>;

/** A log line as an object. */
export interface LogLine {
  readonly atMs: number;
  readonly logGroup: string;
  readonly line: Members;
}

/** Everything that has a request's id, and what is reached from there. */
export interface RequestTelemetry {
  /** More than one where a trace or correlation id was given that several requests share. */
  readonly requestIds: readonly string[];
  readonly correlationIds: readonly string[];
  readonly traceIds: readonly string[];
  readonly logs: readonly LogLine[];
  /** The values that the lines hold as embedded metric format. */
  readonly metrics: readonly { readonly metric: MetricId; readonly values: readonly number[]; readonly atMs: number }[];
  /** Documents as sent to X-Ray: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
  readonly trace: readonly Members[];
  /** Of so many older lines and documents nothing is known any more. */
  readonly dropped: number;
}

/** A log line and a trace document have about 600 characters: some 25 MB at most. */
const CAPACITY = 20_000;

export class Telemetry {
  private readonly lines: Ring<WrittenLine>;
  private readonly documents: Ring<WrittenDocument>;

  constructor(capacity = CAPACITY) {
    this.lines = new Ring(capacity);
    this.documents = new Ring(capacity);
  }

  addLine(line: WrittenLine): void {
    this.lines.add(line);
  }

  addTraceDocument(document: WrittenDocument): void {
    this.documents.add(document);
  }

  get dropped(): number {
    return this.lines.dropped + this.documents.dropped;
  }

  /** The lines that are kept, oldest first. */
  keptLines(): readonly WrittenLine[] {
    return this.lines.values();
  }

  /** Whether no line of that time or later was dropped. */
  knowsSince(atMs: number): boolean {
    return this.lines.dropped === 0 || (this.lines.values()[0] as WrittenLine).atMs < atMs;
  }

  /** By request, correlation or trace id; `undefined` where nothing kept has it. */
  request(id: string): RequestTelemetry | undefined {
    const found = this.lines.values().filter(({ text }) => text.includes(id));
    const lines = found.flatMap((written) => {
      const line = parseLine(written.text);
      return line && idsOf(line).includes(id) ? [{ ...written, line }] : [];
    });
    const traceIds = distinct([...lines.map(({ line }) => line.traceId), id]);
    const trace = this.traces(traceIds);
    if (lines.length + trace.length === 0) return undefined;
    return {
      requestIds: distinct(lines.map(({ line }) => line.requestId)),
      correlationIds: distinct(lines.map(({ line }) => line.correlationId)),
      traceIds: distinct([...lines.map(({ line }) => line.traceId), ...trace.map((document) => document.trace_id)]),
      logs: lines.map(({ atMs, logGroup, line }) => ({ atMs, logGroup, line })),
      metrics: lines.flatMap(({ line, skewMs }) => metricsOf(line, skewMs)),
      trace,
      dropped: this.dropped,
    };
  }

  /** The documents that are kept, as sent to X-Ray, oldest first. */
  traceDocuments(): Members[] {
    const documents = this.documents.values().map(({ text }) => parseDocument(text));
    return documents.filter((document) => document !== undefined);
  }

  private traces(traceIds: readonly string[]): Members[] {
    return this.documents.values().flatMap(({ text }) => {
      if (!traceIds.some((traceId) => text.includes(traceId))) return [];
      const document = parseDocument(text);
      return document && traceIds.includes(String(document.trace_id)) ? [document] : [];
    });
  }
}

/** The first line is a header: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
function parseDocument(text: string): Members | undefined {
  return parseLine(text.slice(text.indexOf('\n') + 1));
}

/** The object that a line is; `undefined` where it is none. */
export function parseLine(text: string): Members | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Members;
  } catch {
    return undefined;
  }
}

function idsOf({ requestId, correlationId, traceId }: Members): readonly unknown[] {
  return [requestId, correlationId, traceId];
}

function metricsOf(line: Members, skewMs: number): RequestTelemetry['metrics'] {
  const emf = readEmf(line);
  if (emf.kind !== 'metrics') return [];
  return emf.observations.map(({ metric, values, timestampMs }) => ({ metric, values, atMs: timestampMs + skewMs }));
}

function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((value): value is string => typeof value === 'string'))];
}
