import type { LoggedError } from './thrown';

/** What stands at the other end of a span; the words of OpenTelemetry. */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

export type AttributeValue = string | number | boolean;

/** One finished piece of work: an invocation, or a call of a dependency inside it. */
export interface Span {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** The span it happened in; `undefined` for the root of a trace. */
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Few and short, made for searching; X-Ray's annotations. */
  readonly annotations: Readonly<Record<string, AttributeValue>>;
  /** The service failed. */
  readonly fault: boolean;
  /** The caller was at fault. */
  readonly clientError?: boolean;
  /** The other end refused because of too many calls. */
  readonly throttled?: boolean;
  /** HTTP status of the answer. */
  readonly statusCode?: number;
  /** What was called, such as `POST https://pay.example.com/charges`, without query and secrets. */
  readonly target?: string;
  readonly error?: LoggedError;
}

/** The spans of one invocation, the invocation's own span first. */
export interface FinishedTrace {
  /** 32 lower-case hexadecimal digits; X-Ray writes the same id as `1-<first 8>-<other 24>`. */
  readonly traceId: string;
  readonly spans: readonly [Span, ...Span[]];
  readonly service: string;
  readonly environment: string;
  readonly release: string | undefined;
  readonly coldStart: boolean;
}

/**
 * Takes the spans of an invocation when it ends. A promise is waited for, at most until shortly before the deadline,
 * before the invocation's result goes out: Lambda freezes the process afterwards. Its troubles are told in one warning.
 */
export type SpanExporter = (trace: FinishedTrace) => void | Promise<void>;

/**
 * Whether a trace whose root is ours is kept. Asked once an invocation, when it has ended, so that errors and slow
 * calls can be kept; the caller's own decision (`parentSampled`) is known by then, too.
 */
export type Sampler = (trace: FinishedTrace, parentSampled: boolean | undefined) => boolean;
