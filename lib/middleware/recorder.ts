import { emfDocument } from './emf';
import { logLine } from './log-line';
import type { Outcome } from './outcome';
import { dimensionValue, type Settings } from './settings';
import { type OperationTemplate, operationTemplate } from './template';
import { at, attempt } from './text';
import { readTraceHeader, subsegment, type TraceContext, traceSender } from './trace';
import { readTrigger } from './trigger';

/** What is known of an invocation when it begins. */
export interface Subject {
  readonly template: OperationTemplate;
  readonly trace: TraceContext | undefined;
  readonly coldStart: boolean;
  /** Members of the log line, as JSON text: release, request, correlation and trace id, cold start. */
  readonly ids: string;
}

/** The output of one wrapped handler. */
export interface Recorder {
  describe(event: unknown, context: unknown, coldStart: boolean): Subject;
  /** Writes metrics and log line in one call of `process.stdout.write`, and sends the trace. */
  record(subject: Subject, outcome: Outcome, startMs: number, durationMs: number): void;
}

/** So many operations get metrics of their own in one execution environment: each costs six metrics a month. */
const MAX_OPERATIONS = 100;
const OTHER_OPERATIONS = 'other';

export function createRecorder(settings: Settings): Recorder {
  const { operation, release, metrics, logs, traceDaemon } = settings;
  const templates = new Map<string, OperationTemplate>();
  const sendTrace = traceSender(traceDaemon);

  function templateOf(name: string): OperationTemplate {
    const admitted = templates.has(name) || templates.size < MAX_OPERATIONS ? name : OTHER_OPERATIONS;
    const template = templates.get(admitted) ?? operationTemplate(settings, admitted);
    templates.set(admitted, template);
    return template;
  }

  function describe(event: unknown, context: unknown, coldStart: boolean): Subject {
    const trigger = attempt(() => readTrigger(event));
    const chosen = typeof operation === 'function' ? attempt(() => operation(event as never)) : operation;
    const trace = readTraceHeader(process.env._X_AMZN_TRACE_ID);
    const traceId = trace?.traceId;
    const requestId = plainWord(at(context, 'awsRequestId'));
    const correlationId = plainWord(trigger?.correlationId) ?? traceId ?? requestId;
    return {
      template: templateOf(dimensionValue(chosen) ?? dimensionValue(trigger?.operation) ?? 'invoke'),
      trace,
      coldStart,
      ids: JSON.stringify({ release, requestId, correlationId, traceId, coldStart }).slice(1, -1),
    };
  }

  function record(subject: Subject, outcome: Outcome, startMs: number, durationMs: number): void {
    const nowMs = Date.now();
    const { trace } = subject;
    const emf = metrics ? `${emfDocument(subject, nowMs, outcome, durationMs)}\n` : '';
    const log = logs ? `${logLine(subject, nowMs, outcome, durationMs)}\n` : '';
    if (emf || log) attempt(() => process.stdout.write(emf + log));
    if (sendTrace && trace?.parentId) sendTrace(subsegment(subject, trace, outcome, startMs, durationMs));
  }

  return { describe, record };
}

/** An id as it may stand in logs: one word of at most 128 characters. */
function plainWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:/=+@-]{1,128}$/.test(value) ? value : undefined;
}
