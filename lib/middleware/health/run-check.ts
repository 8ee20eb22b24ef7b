import { categorize, type ErrorCategory, type ErrorEvidence } from '../../core/error/category';
import { type HealthStatus, isHealthStatus } from '../../core/health/status';
import { at, attempt, cut, textAt } from '../text';
import type { CheckKind, HealthCheck } from './check';

type Details = Readonly<Record<string, string | number | boolean>>;

/** Why a check is unhealthy. The message may hold what is nobody's business. */
export interface CheckError {
  readonly name: string;
  readonly category: ErrorCategory;
  readonly message: string;
}

/** What one check found. */
export interface CheckResult {
  readonly name: string;
  readonly kind: CheckKind;
  readonly status: HealthStatus;
  /** Part of the check in the score. */
  readonly weight: number;
  readonly critical: boolean;
  /** How long the probe took, milliseconds. */
  readonly durationMs: number;
  /** When the probe ended, in epoch milliseconds. */
  readonly atMs: number;
  readonly error?: CheckError;
  /** What the probe told beside its status, at most 20 values. */
  readonly details?: Details;
}

type Verdict = Pick<CheckResult, 'status' | 'error' | 'details'>;

/** Runs the check, or answers its last result while that is fresh; calls meanwhile share one run. Never rejects. */
export function createRunner(check: HealthCheck, now: () => number): () => Promise<CheckResult> {
  let last: CheckResult | undefined;
  let running: Promise<CheckResult> | undefined;
  return () => {
    const ageMs = last ? now() - last.atMs : -1;
    if (last && ageMs >= 0 && ageMs < check.cacheMs) return Promise.resolve(last);
    running ??= run(check, now).then((result) => {
      running = undefined;
      last = result;
      return result;
    });
    return running;
  };
}

async function run({ name, kind, weight, critical, probe, timeoutMs }: HealthCheck, now: () => number) {
  const startMs = now();
  const verdict = await inTime(probe, timeoutMs).then(judge, failed);
  const atMs = now();
  return { name, kind, weight, critical, ...verdict, durationMs: Math.max(0, atMs - startMs), atMs };
}

/** A probe that comes too late has nobody listening: its answer and its error are both lost on purpose. */
async function inTime(probe: HealthCheck['probe'], timeoutMs: number): Promise<unknown> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' }));
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([probe(abort.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function judge(answer: unknown): Verdict {
  if (isHealthStatus(answer)) return { status: answer };
  const status = at(answer, 'status');
  if (isHealthStatus(status)) return { status, details: attempt(() => detailsOf(at(answer, 'details'))) };
  if (answer !== false && at(answer, 'ok') !== false) return { status: 'healthy' };
  const shown = typeof status === 'number' ? `with status ${status}` : 'false';
  return failed({ name: 'ProbeFailed', statusCode: status, message: `the probe answered ${shown}` });
}

function failed(thrown: unknown): Verdict {
  const evidence = evidenceOf(thrown, 2);
  const { name = typeof thrown, message = attempt(() => String(thrown)) ?? '' } = evidence;
  return {
    status: 'unhealthy',
    error: { name: cut(name, 100), category: categorize(evidence), message: cut(message, 500) },
  };
}

function evidenceOf(thrown: unknown, causes: number): ErrorEvidence {
  // An `AggregateError`, as of a connection tried on several addresses, has many; the first speaks for them.
  const cause = causes > 0 && (at(thrown, 'cause') ?? at(thrown, 'errors', '0'));
  const statusCode = at(thrown, 'statusCode') ?? at(thrown, '$metadata', 'httpStatusCode');
  return {
    name: textAt(thrown, 'name') || undefined,
    code: textAt(thrown, 'code') || undefined,
    message: textAt(thrown, 'message') || undefined,
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    cause: cause ? evidenceOf(cause, causes - 1) : undefined,
  };
}

function detailsOf(value: unknown): Details | undefined {
  if (typeof value !== 'object' || !value) return undefined;
  const entries = Object.entries(value).slice(0, 20);
  const plain = entries.filter(([, entry]) => ['string', 'number', 'boolean'].includes(typeof entry));
  return Object.fromEntries(
    plain.map(([key, entry]) => [cut(key, 100), typeof entry === 'string' ? cut(entry, 200) : entry]),
  );
}
