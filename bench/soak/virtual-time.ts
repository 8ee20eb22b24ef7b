/** Virtual time for many workers at once: it jumps to whatever is next, once nobody has anything left to do now. */
import type { Clock } from '../../lib/workflow/ports';

interface Moment {
  readonly atMs: number;
  /** What was planned first comes first, of two at one time. */
  readonly order: number;
  readonly run: () => unknown;
}

export class VirtualTime implements Clock {
  /** A binary heap: each moment is no later than the two at twice its place. */
  private readonly moments: Moment[] = [];
  private planned = 0;
  private busy = 0;

  /** @param ms epoch milliseconds to begin with */
  constructor(private ms: number) {}

  now(): number {
    return this.ms;
  }

  /** What is planned for the past happens next. */
  at(atMs: number, run: () => unknown): void {
    this.planned += 1;
    this.moments.push({ atMs: Math.round(atMs), order: this.planned, run });
    this.rise(this.moments.length - 1);
  }

  after(ms: number, run: () => unknown): void {
    this.at(this.ms + ms, run);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resume) => this.after(ms, resume));
  }

  /** Time stands still until this is done: it takes real time, as a request to an engine does. */
  async real<T>(work: Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work;
    } finally {
      this.busy -= 1;
    }
  }

  /** Runs what is planned up to this time, inclusive; stops in between where it is told to. */
  async runUntil(untilMs: number, stop: () => boolean = () => false): Promise<void> {
    for (let next = this.moments[0]; next && next.atMs <= untilMs && !stop(); next = this.moments[0]) {
      this.takeFirst();
      this.ms = Math.max(this.ms, next.atMs);
      next.run();
      await this.settled();
    }
    if (!stop()) this.ms = Math.max(this.ms, untilMs);
  }

  /** All promise callbacks have run, and nobody waits for an engine. */
  private async settled(): Promise<void> {
    do await new Promise((turn) => setImmediate(turn));
    while (this.busy > 0);
  }

  private takeFirst(): void {
    const last = this.moments.pop();
    if (!last || this.moments.length === 0) return;
    this.moments[0] = last;
    this.sink(0);
  }

  private rise(place: number): void {
    const above = (place - 1) >> 1;
    if (place === 0 || !this.isBefore(place, above)) return;
    this.swap(place, above);
    this.rise(above);
  }

  private sink(place: number): void {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    const first = this.isBefore(right, left) ? right : left;
    if (!this.isBefore(first, place)) return;
    this.swap(place, first);
    this.sink(first);
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.moments[one], this.moments[other]];
    if (!a || !b) return a !== undefined;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  private swap(one: number, other: number): void {
    const kept = this.moments[one] as Moment;
    this.moments[one] = this.moments[other] as Moment;
    this.moments[other] = kept;
  }
}
