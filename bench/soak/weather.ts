/** What goes wrong around the hub, and when: the same every twelve hours, so that a short soak meets all of it. */
const MINUTE_MS = 60_000;
const CYCLE_MS = 12 * 60 * MINUTE_MS;

/** From and to, minutes of the cycle, and for what share of the calls. */
const FAULTS = {
  pagerDead: { from: 60, to: 180, share: 1 },
  /** 429 with `Retry-After`. */
  pagerBusy: { from: 240, to: 300, share: 0.5 },
  tableThrottled: { from: 360, to: 380, share: 0.2 },
  topicsDead: { from: 480, to: 495, share: 1 },
  fallbackDead: { from: 485, to: 490, share: 1 },
} as const;
export type Fault = keyof typeof FAULTS;

/** Always, of all calls of a port: before it, and again after it. */
export const CRASHES = 0.001;
/** Of commits, beside those that really meet. */
export const CONFLICTS = 0.005;
/** Of what the stream and wake-ups tell. */
export const LOST = 0.01;
/** Of what EventBridge and SQS deliver. */
export const TWICE = 0.05;
/** Of what EventBridge delivers, by up to `LATE_MS`. */
export const LATE = 0.02;
export const LATE_MS = 50 * MINUTE_MS;

/** @returns whether a call of this kind fails now */
export function weather(startMs: number, random: () => number): (fault: Fault, nowMs: number) => boolean {
  return (fault, nowMs) => {
    const { from, to, share } = FAULTS[fault];
    const minute = ((nowMs - startMs) % CYCLE_MS) / MINUTE_MS;
    return minute >= from && minute < to && random() < share;
  };
}
