import { type Outcome, outcomeOfResult } from '../middleware/outcome';
import { attempt } from '../middleware/text';
import { describeThrown } from '../middleware/thrown';
import type { PowertoolsTracer } from './guests';
import { scoped } from './invocation-scope';

/** Whom the subsegment of an invocation tells about. */
export interface TracedSubject {
  readonly service: string;
  readonly environment: string;
  readonly operation: string;
}

/** What the door does with a guarded tracer. */
export interface TracerGuard {
  begin(subject: TracedSubject): void;
  /**
   * Finishes what the invocation's subsegment tells. The user's own is told about and left open: its owner closes it. An
   * invocation without one gets one, after the fact.
   */
  end(subject: TracedSubject, outcome: Outcome, startMs: number, thrown: unknown): void;
}

/** A subsegment of the X-Ray SDK. */
interface Subsegment {
  readonly parent?: unknown;
  start_time: number;
  end_time?: number;
  in_progress?: boolean;
  addAnnotation(name: string, value: string | boolean): void;
  addError(error: unknown): void;
  addErrorFlag(): void;
  addFaultFlag(): void;
  addNewSubsegment(name: string): Subsegment;
  close(): void;
  flush(): void;
  isClosed(): boolean;
}

/** One for each instance, also where a bundle holds this module twice. */
const GUARD = Symbol.for('sightline.powertools.tracer');

/**
 * Makes the subsegments of a `Tracer` instance of Powertools tell category and fingerprint of each error they capture,
 * and the handler's subsegment whom it serves; in place and once.
 */
export function guardTracer(tracer: PowertoolsTracer): TracerGuard {
  const guarded = tracer as { [GUARD]?: TracerGuard };
  if (!guarded[GUARD]) Object.defineProperty(tracer, GUARD, { value: install(tracer) });
  return guarded[GUARD] as TracerGuard;
}

function install(tracer: PowertoolsTracer): TracerGuard {
  const current = scoped<{ subject?: TracedSubject; handler?: Subsegment }>(() => ({}));

  /** Decorator, middleware and manual form annotate the cold start as soon as the handler's subsegment is open. */
  function adopt(): void {
    const invocation = current();
    const segment = activeSubsegment(tracer);
    if (invocation.subject && !invocation.handler && segment)
      invocation.handler = describe(segment, invocation.subject);
  }

  after(tracer, 'annotateColdStart', adopt);
  before(tracer, 'addErrorAsMetadata', (error) => {
    const segment = activeSubsegment(tracer);
    if (segment) identify(segment, error);
  });
  before(tracer, 'addResponseAsMetadata', (response) => {
    const segment = activeSubsegment(tracer);
    if (segment && segment === current().handler) flag(segment, outcomeOfResult(response));
  });

  return {
    begin(subject) {
      if (!tracer.isTracingEnabled()) return;
      Object.assign(current(), { subject, handler: undefined });
      adopt();
    },
    end(subject, outcome, startMs, thrown) {
      const { handler } = current();
      Object.assign(current(), { subject: undefined, handler: undefined });
      if (!tracer.isTracingEnabled()) return;
      if (!handler) writeAfterwards(tracer, subject, outcome, startMs, thrown);
      else if (!handler.isClosed()) tell(handler, outcome);
      if (handler && outcome.timedOut) sendUnfinished(handler, outcome, thrown);
    },
  };
}

/** The active subsegment if it is open; the Lambda segment above it belongs to the platform and takes nothing. */
function activeSubsegment(tracer: PowertoolsTracer): Subsegment | undefined {
  if (!tracer.isTracingEnabled()) return undefined;
  const segment = tracer.getSegment() as Subsegment | undefined;
  return segment?.parent && !segment.isClosed() ? segment : undefined;
}

function describe(segment: Subsegment, subject: TracedSubject): Subsegment {
  for (const [name, value] of Object.entries(subject)) segment.addAnnotation(name, value);
  return segment;
}

function identify(segment: Subsegment, thrown: unknown): void {
  const { category, fingerprint } = describeThrown(thrown);
  segment.addAnnotation('category', category);
  segment.addAnnotation('fingerprint', fingerprint);
}

function flag(segment: Subsegment, { fault, clientError }: Outcome): void {
  if (fault) segment.addFaultFlag();
  if (clientError) segment.addErrorFlag();
}

function tell(segment: Subsegment, outcome: Outcome): void {
  flag(segment, outcome);
  const { error, fault } = outcome;
  segment.addAnnotation('fault', fault);
  if (!error) return;
  segment.addAnnotation('category', error.category);
  segment.addAnnotation('fingerprint', error.fingerprint);
}

function writeAfterwards(
  tracer: PowertoolsTracer,
  subject: TracedSubject,
  outcome: Outcome,
  startMs: number,
  thrown: unknown,
): void {
  const parent = tracer.getSegment() as Subsegment | undefined;
  // Names may hold these characters only: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
  const name = subject.operation.slice(0, 200).replace(/[^\w .:/%&#=+\\@-]/g, '_');
  const segment = parent?.addNewSubsegment(name);
  if (!segment) return;
  segment.start_time = startMs / 1000;
  tell(describe(segment, subject), outcome);
  if (outcome.error) addError(segment, outcome.error, thrown);
  segment.close();
}

/**
 * The user's handler is about to be stopped with its subsegment open, which would be lost. What is known goes out as if
 * it ended now; should the handler make it in time after all, the document it sends takes the place of this one.
 */
function sendUnfinished(segment: Subsegment, outcome: Outcome, thrown: unknown): void {
  if (segment.isClosed()) return;
  addError(segment, outcome.error, thrown);
  segment.end_time = Date.now() / 1000;
  delete segment.in_progress;
  try {
    segment.flush();
  } finally {
    segment.in_progress = true;
    delete segment.end_time;
  }
}

/** The X-Ray SDK takes objects, and knows one by its identity that a subsegment further down has captured already. */
function addError(segment: Subsegment, described: unknown, thrown: unknown): void {
  attempt(() => segment.addError(typeof thrown === 'object' && thrown !== null ? thrown : described));
}

type Method = 'addErrorAsMetadata' | 'addResponseAsMetadata' | 'annotateColdStart';

/** What is added never keeps Powertools from its own work. */
function before(tracer: PowertoolsTracer, method: Method, work: (first: unknown) => void): void {
  const original = (tracer[method] as (...values: unknown[]) => void).bind(tracer);
  tracer[method] = (...values: unknown[]) => {
    attempt(() => work(values[0]));
    original(...values);
  };
}

function after(tracer: PowertoolsTracer, method: Method, work: () => void): void {
  const original = (tracer[method] as (...values: unknown[]) => void).bind(tracer);
  tracer[method] = (...values: unknown[]) => {
    original(...values);
    attempt(work);
  };
}
