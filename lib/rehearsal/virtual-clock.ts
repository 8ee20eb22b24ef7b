/**
 * Time as the rehearsal's own: `Date`, `performance` and the timers of the process stand still until the next thing is
 * due, then jump there. Faking the globals is the work of @sinonjs/fake-timers (the library behind jest's own).
 */
import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers';
import { withGlobal } from '@sinonjs/fake-timers';
import type { Clock } from '../workflow/ports';

type FakeClock = ReturnType<ReturnType<typeof withGlobal>['install']>;

export class VirtualClock implements Clock {
  private constructor(
    private readonly fake: FakeClock,
    private readonly restore: () => void,
  ) {}

  /** Takes over the process's clock; `uninstall` gives it back. Only one can be installed at a time. */
  static install(startMs: number): VirtualClock {
    const fake = withGlobal(globalThis).install({
      now: startMs,
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'hrtime'],
    });
    const { setTimeout: plain } = globalThis;
    // Real timers keep the async context in which they were set; the faked ones must too, for log lines to find their function.
    globalThis.setTimeout = ((callback: (...given: unknown[]) => void, ...rest: unknown[]) =>
      plain(AsyncResource.bind(callback), ...(rest as [number]))) as unknown as typeof setTimeout;
    return new VirtualClock(fake, () => {
      globalThis.setTimeout = plain;
    });
  }

  now(): number {
    return this.fake.now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.fake.setTimeout(() => wake(), Math.max(0, ms)));
  }

  /** Runs something at a virtual time (now, if that is past). Things due at the same time run in the order given. */
  at(ms: number, run: () => void): void {
    this.fake.setTimeout(run, Math.max(0, ms - this.fake.now));
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

/** Lets all promise callbacks run: a real turn of the event loop, which only ends when none is left. */
function settle(): Promise<void> {
  return new Promise((resume) => nextTurn(resume));
}
