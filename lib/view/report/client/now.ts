import { wholeSecond } from '../moment';

/** The moment the page shows, one for all its parts. Without one it shows the whole rehearsal. */
export class Now {
  private current: number | undefined;
  private readonly listeners: ((atMs: number | undefined) => void)[] = [];

  constructor(
    readonly startMs: number,
    readonly endMs: number,
  ) {}

  get atMs(): number | undefined {
    return this.current;
  }

  /** Moves to a moment, held inside the rehearsal's time; to none with `undefined`. */
  set(atMs: number | undefined): void {
    const next = atMs === undefined ? undefined : Math.min(this.endMs, Math.max(this.startMs, wholeSecond(atMs)));
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }

  /** Moves by some time from where it is, or from the beginning. */
  move(byMs: number): void {
    this.set((this.current ?? this.startMs) + byMs);
  }

  onChange(listener: (atMs: number | undefined) => void): void {
    this.listeners.push(listener);
  }
}
