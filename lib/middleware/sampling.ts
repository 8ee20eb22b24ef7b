import { check, checkNames, isWithin } from './export/check';
import type { FinishedTrace, Sampler } from './span';

/** What `adaptive` keeps. */
export interface AdaptiveOptions {
  /** The share that is kept of what is neither an error nor slow, from 0 to 1. */
  readonly share: number;
  /** An invocation that takes this many milliseconds or more is slow. */
  readonly slowMs: number;
  /** The most that one execution environment keeps of that share, a second. @default - no limit */
  readonly perSecond?: number;
}

/** Keeps every trace. */
export const always: Sampler = () => true;

/** Keeps no trace. */
export const never: Sampler = () => false;

/**
 * Keeps a share of the traces, from 0 to 1. The trace id decides, so services with the same share keep the same traces,
 * and a larger share keeps all that a smaller one does: OpenTelemetry's rule for the last 56 bits, see
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export function ratio(share: number): Sampler {
  checkShare('ratio', share);
  // 52 of the 56 bits: as many as a number holds exactly.
  return ({ traceId }) => Number.parseInt(traceId.slice(18, 31), 16) / 2 ** 52 >= 1 - share;
}

/**
 * Keeps at most so many traces a second in one execution environment; 0.1 is one in ten seconds. Unused ones are saved
 * up for one second.
 *
 * @param now a clock in milliseconds that never goes back
 */
export function rateLimited(perSecond: number, now: () => number = () => performance.now()): Sampler {
  checkRate('rateLimited', perSecond);
  const most = Math.max(perSecond, 1);
  let saved = most;
  let lastMs: number | undefined;
  return () => {
    const nowMs = now();
    saved = Math.min(most, saved + (Math.max(nowMs - (lastMs ?? nowMs), 0) / 1000) * perSecond);
    lastMs = nowMs;
    if (saved < 1) return false;
    saved -= 1;
    return true;
  };
}

/** Follows the caller's decision, so that a trace is whole or not there; where there is none, `root` decides. */
export function parentBased(root: Sampler): Sampler {
  check('parentBased', 'root', root, typeof root === 'function', 'a sampler such as ratio(0.1)');
  return (trace, parentSampled) => parentSampled ?? root(trace, parentSampled);
}

/** Keeps all traces with a fault or a refused call in them, all slow invocations, and a share of the rest. */
export function adaptive(options: AdaptiveOptions): Sampler {
  checkNames('adaptive', options, 'share', 'slowMs', 'perSecond');
  const { share, slowMs, perSecond } = options;
  checkShare('adaptive', share);
  check('adaptive', 'slowMs', slowMs, isWithin(slowMs, 0, Infinity), 'a number of milliseconds, 0 or more');
  if (perSecond !== undefined) checkRate('adaptive', perSecond);
  const byShare = ratio(share);
  const byRate = perSecond === undefined ? always : rateLimited(perSecond);
  return (trace, parentSampled) =>
    isTelling(trace, slowMs) || (byShare(trace, parentSampled) && byRate(trace, parentSampled));
}

function isTelling({ spans }: FinishedTrace, slowMs: number): boolean {
  return spans[0].durationMs >= slowMs || spans.some(({ fault, throttled }) => fault || throttled);
}

function checkShare(caller: string, share: unknown): void {
  check(caller, 'share', share, isWithin(share, 0, 1), 'a number from 0 (none) to 1 (all)');
}

function checkRate(caller: string, perSecond: unknown): void {
  const fits = isWithin(perSecond, Number.MIN_VALUE, Number.MAX_VALUE);
  check(caller, 'perSecond', perSecond, fits, 'a number above 0; use never to keep none');
}
