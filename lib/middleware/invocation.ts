import { parseTraceparent } from '../core/trace/trace-context';
import { describeError } from './error/describe';
import type { End } from './follow';
import { dimensionValue } from './identity';
import { takeHeldLines } from './log/held';
import { summary } from './log/summary';
import { takeLines } from './log/write-soon';
import { metricDirectives, metricValues } from './metric/handler-metrics';
import { drainSeries } from './metric/series-buffer';
import { type Outcome, outcomeOfResult, timeoutOf } from './outcome';
import { createRuntime, OVERFLOW, type Runtime, write } from './runtime';
import { newId, type Place, runAt, type Scope } from './scope';
import type { Settings } from './settings';
import { type OperationTemplate, operationTemplate } from './template';
import { at, attempt } from './text';
import { currentTraceHeader, readTraceHeader } from './trace/context';
import { sendTrace } from './trace/x-ray';
import type { Trigger } from './trigger';
import type { Observation, TimedOut } from './wrap';

/** So many operations get metrics of their own in one execution environment: each costs six metrics a month. */
const MAX_OPERATIONS = 100;

/** Answers what begins the observation of an invocation. Nothing in it throws. */
export function invocations(settings: Settings): (event: unknown, context: unknown) => Observation {
  const runtime = createRuntime(settings, describeError);
  let coldStart = settings.startsCold;
  return (event, context) => {
    const startedAt = performance.now();
    const scope = openScope(runtime, settings, event, context, coldStart);
    const place: Place = { scope, spanId: newId(), annotations: undefined };
    coldStart = false;
    for (const plugin of settings.plugins) attempt(() => runAt(place, () => plugin.begin?.(scope)));
    return { place, finish: (end) => close(settings, place, event, end, startedAt) };
  };
}

function openScope(runtime: Runtime, settings: Settings, event: unknown, context: unknown, coldStart: boolean): Scope {
  const trigger = triggerOf(settings, event);
  const trace = readTraceHeader(currentTraceHeader() ?? (trigger?.kind === 'http' ? trigger.xrayHeader : undefined));
  const requestId = plainWord(at(context, 'awsRequestId'));
  const traceId = trace?.traceId ?? parseTraceparent(trigger?.traceparent)?.traceId;
  const correlationId = plainWord(trigger?.correlationId) ?? traceId ?? requestId;
  const { operation } = settings;
  const chosen = typeof operation === 'function' ? attempt(() => operation(event as never)) : operation;
  // Every member is there from the start: objects that grow are slow to read.
  return {
    runtime,
    // Plain words need no escaping.
    ids: member('requestId', requestId) + member('correlationId', correlationId) + member('traceId', traceId),
    ended: false,
    lines: undefined,
    series: undefined,
    template: templateOf(runtime, chosen) ?? templateOf(runtime, trigger?.operation) ?? templateOf(runtime, 'invoke'),
    trigger,
    trace,
    origin: undefined,
    correlationId,
    coldStart,
    startMs: Date.now(),
    keepsSpans: settings.traceDaemon
      ? trace?.header.sampled === true
      : settings.plugins.some((plugin) => plugin.traces),
    spans: undefined,
    open: undefined,
    fields: undefined,
    fieldMembers: undefined,
    verbose: undefined,
    heldLines: undefined,
    breadcrumbs: undefined,
  };
}

function triggerOf({ trigger }: Settings, event: unknown): Trigger | undefined {
  try {
    return trigger(event);
  } catch {
    return undefined;
  }
}

/** What telemetry of an operation shares; `undefined` for what is no name of one. */
export function templateOf({ templates, settings }: Runtime, operation: unknown): OperationTemplate | undefined {
  const known = templates.get(operation as string);
  const name = known ? undefined : dimensionValue(operation);
  if (!name) return known;
  const admitted = templates.has(name) || templates.size < MAX_OPERATIONS ? name : OVERFLOW;
  const template = templates.get(admitted) ?? operationTemplate(settings, admitted);
  templates.set(admitted, template);
  return template;
}

/** Writes all that is left to write in one call of `process.stdout.write`, and sends the trace. */
function close(
  settings: Settings,
  place: Place,
  event: unknown,
  end: End | TimedOut,
  startedAt: number,
): Promise<unknown> | undefined {
  const { scope } = place;
  // Milliseconds with three decimals.
  const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const outcome = attempt(() => outcomeOf(scope, event, end)) ?? { fault: !('value' in end) };
  // What has not answered yet is what the timeout is about.
  if (outcome.timedOut) runAt(place, () => scope.open?.forEach(attempt));
  const sent = settings.plugins.map((plugin) =>
    attempt(() => runAt(place, () => plugin.end?.(place, outcome, durationMs))),
  );
  const lines = takeLines(scope) + (outcome.fault ? takeHeldLines(scope) : '');
  scope.ended = true;
  const nowMs = Date.now();
  const last = attempt(() => lastLine(settings, scope, outcome, nowMs, durationMs)) ?? '';
  write(lines + drainSeries(scope, nowMs) + last);
  if (scope.keepsSpans) attempt(() => sendTrace(settings.traceDaemon, place, outcome, durationMs));
  return sent.some(Boolean) ? Promise.allSettled(sent) : undefined;
}

/** One line tells how the invocation ended, to people as a log line and to CloudWatch as its metrics. */
function lastLine(settings: Settings, scope: Scope, outcome: Outcome, nowMs: number, durationMs: number): string {
  const { metrics, logs } = settings;
  if (!metrics && !logs) return '';
  const told = logs ? summary(scope, outcome, nowMs, durationMs) : scope.template?.dimensions + scope.ids;
  if (!metrics) return `{${told}}\n`;
  return `{${metricDirectives(scope, outcome, nowMs)}${told}${metricValues(scope, outcome, durationMs)}}\n`;
}

function outcomeOf({ runtime, template, trigger }: Scope, event: unknown, end: End | TimedOut): Outcome {
  // An answer that a framework made of an error has both.
  if ('value' in end && 'thrown' in end)
    return { ...outcomeOfResult(end.value), error: describeError(runtime, end.thrown) };
  if ('value' in end) return outcomeOfResult(end.value, trigger, event);
  if ('thrown' in end) return { fault: true, error: describeError(runtime, end.thrown) };
  return { fault: true, timedOut: true, error: describeError(runtime, timeoutOf(template?.operation)) };
}

function member(name: string, word: string | undefined): string {
  return word === undefined ? '' : `,"${name}":"${word}"`;
}

/** An id as it may stand in logs: one word of at most 128 characters. */
function plainWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:/=+@-]{1,128}$/.test(value) ? value : undefined;
}
