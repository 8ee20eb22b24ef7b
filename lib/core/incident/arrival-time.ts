import type { Signal } from './incident';

/** AWS refuses requests that are signed by a clock which is further off. */
export const MAX_AHEAD_MS = 15 * 60_000;

/**
 * The signal with a time that later ones can follow. A state dated years ahead would be its member's newest until then, and
 * whatever comes in the meantime would be late: it counts from its arrival instead.
 * @param arrivedMs epoch milliseconds; the same when the signal is delivered again, so that it is the same signal
 */
export function datedByArrival(signal: Signal, arrivedMs: number): Signal {
  return signal.timestampMs - arrivedMs > MAX_AHEAD_MS ? { ...signal, timestampMs: arrivedMs } : signal;
}
