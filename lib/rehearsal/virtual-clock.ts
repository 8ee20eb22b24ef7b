/**
 * Time as the rehearsal's own: `Date`, `performance` and the timers of the process stand still until the next thing is
 * due, then jump there. Faking the globals is the work of @sinonjs/fake-timers (the library behind jest's own).
 */
import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers';
import { promisify } from 'node:util';
import { withGlobal } from '@sinonjs/fake-timers';
import type { Clock } from '../workflow/ports';

/** Timers take a delay of 31 bits; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

type FakeClock = ReturnType<ReturnType<typeof withGlobal>['install']>;

export class VirtualClock implements Clock {
  private constructor(
    private readonly fake: FakeClock,
    private readonly restore: () => void,
  ) {}

  /**
   * Takes over the process's clock; `uninstall` gives it back.
   * @throws where one is installed already: there is one clock in a process
   */
  static install(startMs: number): VirtualClock {
    if ('clock' in globalThis.setTimeout) {
      throw new Error(
        "the process's clock is virtual already: an earlier play(...) is still running (was it awaited?), or the test runner's fake timers are on; play one rehearsal after the other",
      );
    }
    const fake = withGlobal(globalThis).install({
      now: startMs,
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'hrtime'],
    });
    const { setTimeout, setInterval } = globalThis;
    globalThis.setTimeout = inContext(setTimeout);
    globalThis.setInterval = inContext(setInterval);
    return new VirtualClock(fake, () => Object.assign(globalThis, { setTimeout, setInterval }));
  }

  now(): number {
    return this.fake.now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.fake.setTimeout(() => wake(), Math.max(0, ms)));
  }

  /** Runs something at a virtual time (now, if that is past). Things due at the same time run in the order given. */
  at(ms: number, run: () => void): void {
    const delayMs = Math.max(0, ms - this.fake.now);
    if (delayMs <= LONGEST_DELAY_MS) this.fake.setTimeout(run, delayMs);
    else this.fake.setTimeout(() => this.at(ms, run), LONGEST_DELAY_MS);
  }

  after(ms: number, run: () => void): void {
    this.at(this.fake.now + ms, run);
  }

  /** Advances to `endMs`, running everything due on the way, each thing to its end or to its next wait. */
  async runUntil(endMs: number): Promise<void> {
    let reached = false;
    this.at(endMs, () => {
      reached = true;
    });
    await settle();
    while (!reached) {
      this.fake.next();
      await settle();
    }
  }

  uninstall(): void {
    this.restore();
    this.fake.uninstall();
  }
}

/**
 * Real timers keep the async context in which they were set; the faked ones must too, for log lines to find their
 * function. What else the faked timer carries, such as its form for `util.promisify`, stays.
 */
function inContext<T extends typeof setTimeout | typeof setInterval>(timer: T): T {
  const bound = (callback: unknown, ...rest: unknown[]) =>
    Reflect.apply(timer, globalThis, [
      typeof callback === 'function' ? inThisContext(callback as Callback) : callback,
      ...rest,
    ]);
  const custom = (ms: number, value: unknown) => new Promise((wake) => bound(() => wake(value), ms));
  return Object.assign(bound, timer, { [promisify.custom]: custom }) as unknown as T;
}

type Callback = (...given: unknown[]) => void;

/** `AsyncResource.bind`, which on Node 20 also gives each function a deprecated property: dearer than the timer itself. */
function inThisContext(callback: Callback): Callback {
  const context = new AsyncResource('Timeout');
  return (...given) => context.runInAsyncScope(callback, undefined, ...given);
}

/** Lets all promise callbacks run: a real turn of the event loop, which only ends when none is left. */
function settle(): Promise<void> {
  return new Promise((resume) => nextTurn(resume));
}
