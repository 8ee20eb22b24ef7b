/** A time in which actions are muted: from `startMs` up to, not including, `endMs`. */
export interface MuteWindow {
  readonly startMs: number;
  readonly endMs: number;
}
