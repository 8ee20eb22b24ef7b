import fc from 'fast-check';
import { datedByArrival, MAX_AHEAD_MS } from '../../../lib/core/incident/arrival-time';
import { signal, T0 } from './played';

test('a clock that is a quarter of an hour ahead is believed, a state of next year counts from its arrival', () => {
  const ahead = signal('ALARM', MAX_AHEAD_MS);
  expect(datedByArrival(ahead, T0)).toBe(ahead);
  expect(datedByArrival(ahead, T0 - 1)).toEqual({ ...ahead, timestampMs: T0 - 1 });
});

test('whatever the time of a signal, one that comes later than a quarter of an hour after it is not late', () => {
  const times = fc.integer({ min: -(10 ** 11), max: 10 ** 12 });
  fc.assert(
    fc.property(times, times, (saidMs, arrivedMs) => {
      const { timestampMs } = datedByArrival(signal('ALARM', saidMs), T0 + arrivedMs);
      expect(timestampMs).toBeLessThanOrEqual(T0 + arrivedMs + MAX_AHEAD_MS);
      if (saidMs <= arrivedMs) expect(timestampMs).toBe(T0 + saidMs);
    }),
  );
});
