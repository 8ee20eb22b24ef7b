import { SYSTEM_METRIC as METRIC, type SetMetric } from '../../core/conventions';
import { check, checkNames } from '../export/check';
import type { Plugin } from '../plugin';
import type { Scope } from '../scope';
import { attempt } from '../text';
import { record } from './recording';

/** Which metrics of the process `systemMetrics` publishes with each invocation. All by default. */
export interface SystemMetricsOptions {
  /**
   * `MemoryUsed`, the resident set, and `MemoryUtilization`, its share of the function's memory or the container's limit
   * where there is one. @default true
   */
  readonly memory?: boolean;
  /** `CpuTime`, in user and system mode. @default true */
  readonly cpu?: boolean;
  /** `GcPause`, the sum of all pauses for garbage collection, and `GcCount`. @default true */
  readonly gc?: boolean;
  /** `EventLoopLag`, the longest delay of a timer, and `EventLoopLagP99`. @default true */
  readonly eventLoop?: boolean;
}

/** Begins to measure; what it answers ends that and records. */
type Meter = () => () => void;

/**
 * What the process does during an invocation, on service and environment:
 * `observe(handler, { plugins: [systemMetrics()] })`.
 *
 * All of it is the process's: of invocations that run at the same time, each is told the time and the pauses of all.
 *
 * @throws where an option is not allowed
 */
export function systemMetrics(options: SystemMetricsOptions = {}): Plugin {
  checkNames('systemMetrics', options, 'memory', 'cpu', 'gc', 'eventLoop');
  for (const [name, value] of Object.entries(options)) {
    check('systemMetrics', name, value, value === undefined || typeof value === 'boolean', 'true or false');
  }
  const { memory = true, cpu = true, gc = true, eventLoop = true } = options;
  const meters = [memory && memoryMeter(), cpu && cpuMeter, gc && gcMeter(), eventLoop && eventLoopMeter];
  const begun = new WeakMap<Scope, readonly (ReturnType<Meter> | undefined)[]>();
  return {
    begin(scope) {
      if (!scope.runtime.settings.metrics) return;
      const ends = meters.map((begin) => (begin ? attempt(begin) : undefined));
      begun.set(scope, ends);
    },
    end(place) {
      const ends = begun.get(place.scope) ?? [];
      begun.delete(place.scope);
      for (const end of ends) attempt(() => end?.());
    },
  };
}

const BYTES_PER_MEGABYTE = 1_048_576;

/** The limit is read once: asking for a container's takes longer than all the rest. */
function memoryMeter(): Meter {
  const limitBytes = attempt(memoryLimit);
  return () => () => {
    const usedBytes = process.memoryUsage.rss();
    put(METRIC.memoryUsed, usedBytes / BYTES_PER_MEGABYTE);
    if (limitBytes) put(METRIC.memoryUtilization, (100 * usedBytes) / limitBytes);
  };
}

/** A container without a limit answers 0 or nothing, or a number larger than any machine. */
function memoryLimit(): number | undefined {
  const lambdaBytes = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * BYTES_PER_MEGABYTE;
  if (lambdaBytes > 0) return lambdaBytes;
  const container = process.constrainedMemory?.() ?? 0;
  return container < 2 ** 50 ? container : undefined;
}

function cpuMeter(): () => void {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    put(METRIC.cpuTime, (user + system) / 1000);
  };
}

/**
 * One observer for all invocations. Node tells of a pause when the event loop comes round, which may be after the
 * invocation's end, or after the freeze behind it: such a pause counts in the next invocation instead of nowhere.
 */
function gcMeter(): Meter {
  const seen = { ms: 0, count: 0 };
  let told = { ...seen };
  let open = 0;
  let observer: { takeRecords(): readonly { readonly duration: number }[] } | undefined;
  const add = (entries: readonly { readonly duration: number }[]) => {
    for (const { duration } of entries) seen.ms += duration;
    seen.count += entries.length;
  };
  return () => {
    observer ??= observeGc(add);
    add(observer?.takeRecords() ?? []);
    const before = open > 0 ? { ...seen } : told;
    open += 1;
    return () => {
      open -= 1;
      add(observer?.takeRecords() ?? []);
      told = { ...seen };
      put(METRIC.gcPause, seen.ms - before.ms);
      put(METRIC.gcCount, seen.count - before.count);
    };
  };
}

/** An observer does not keep the process from its end. */
function observeGc(add: (entries: readonly { readonly duration: number }[]) => void) {
  const hooks = process.getBuiltinModule?.('node:perf_hooks');
  const observer = hooks && new hooks.PerformanceObserver((list) => add(list.getEntries()));
  observer?.observe({ entryTypes: ['gc'] });
  return observer;
}

const TICK_MS = 10;
/** Of the longest invocation of Lambda, 15 minutes: one that never ends must not tick for ever. */
const MAX_TICKS = 90_000;

/**
 * How late a timer of 10 ms is. Of a blocked event loop it sees all but up to 10 ms, also of a block that begins with the
 * invocation or ends with it. Those are lost on `monitorEventLoopDelay`, which records from its second tick on
 * (https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions): most invocations are shorter.
 */
function eventLoopMeter(): () => void {
  const lags: number[] = [];
  let dueMs = performance.now() + TICK_MS;
  const tick = () => {
    const nowMs = performance.now();
    lags.push(Math.max(nowMs - dueMs, 0));
    dueMs = nowMs + TICK_MS;
    if (lags.length >= MAX_TICKS) clearInterval(timer);
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref?.();
  return () => {
    clearInterval(timer);
    // Blocked until now, the timer had no chance to tell.
    if (performance.now() >= dueMs && lags.length < MAX_TICKS) tick();
    const sorted = Float64Array.from(lags).sort();
    put(METRIC.eventLoopLag, sorted.at(-1) ?? 0);
    put(METRIC.eventLoopLagP99, sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0);
  };
}

/** Three decimals, as all times of the house have. */
function put({ name, unit }: SetMetric, value: number): void {
  record('histogram', name, Math.round(value * 1000) / 1000, undefined, { unit });
}
