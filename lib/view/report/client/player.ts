import type { Now } from './now';

/** How often the moment moves while playing; seldom where the reader wants little motion. Milliseconds. */
const FRAME_MS = 50;
const CALM_FRAME_MS = 1000;

/** Plays the rehearsal's time. Reads the speed, in virtual minutes a second, at each step. */
export class Player {
  private timer: number | undefined;

  constructor(
    private readonly now: Now,
    private readonly minutesPerSecond: () => number,
    private readonly changed: (playing: boolean) => void,
  ) {}

  get playing(): boolean {
    return this.timer !== undefined;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.start();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.changed(false);
  }

  /** From the current moment on; from the beginning where that is the end, or none. */
  private start(): void {
    if (this.now.atMs === undefined || this.now.atMs >= this.now.endMs) this.now.set(this.now.startMs);
    const frameMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_FRAME_MS : FRAME_MS;
    this.timer = setInterval(() => this.step(frameMs), frameMs);
    this.changed(true);
  }

  private step(frameMs: number): void {
    // No moment any more: the reader asked for the whole story.
    if (this.now.atMs !== undefined) this.now.move(this.minutesPerSecond() * 60 * frameMs);
    if (this.now.atMs === undefined || this.now.atMs >= this.now.endMs) this.stop();
  }
}
