import fc from 'fast-check';
import { createDependencyWindow } from '../../../lib/core/health/dependency';

const T0 = 1_800_000_000_000;
const MINUTE = 60_000;

function afterCalls(calls: number, errors: number) {
  const window = createDependencyWindow();
  for (let call = 0; call < calls; call += 1) window.record(T0, call < errors, 10);
  return window.state(T0);
}

describe('the status of a dependency', () => {
  test.each([
    [10, 0, 'healthy'],
    [10, 1, 'healthy'],
    [30, 3, 'healthy'],
    [1_000, 101, 'degraded'],
    [10, 5, 'degraded'],
    [100, 51, 'unhealthy'],
    [5, 5, 'unhealthy'],
    [4, 4, 'unknown'],
    [0, 0, 'unknown'],
  ])('after %d calls with %d errors is as the limits say', (calls, errors, status) => {
    expect(afterCalls(calls, errors)).toMatchObject({ status, calls, errors, errorRatio: calls ? errors / calls : 0 });
  });

  test('follows limits and a minimum of its own', () => {
    const window = createDependencyWindow({ minimumCalls: 1, healthyUpTo: 0, degradedUpTo: 0 });
    window.record(T0, false, 1);
    expect(window.state(T0).status).toBe('healthy');
    window.record(T0, true, 1);
    expect(window.state(T0).status).toBe('unhealthy');
  });

  test.each([
    { windowMs: 0 },
    { windowMs: Number.NaN },
    { minimumCalls: 0 },
    { healthyUpTo: -0.1 },
    { healthyUpTo: 0.6 },
    { degradedUpTo: 0.05 },
  ])('is not judged by %p, which the error shows', (options) => {
    expect(() => createDependencyWindow(options)).toThrow(`${Object.values(options)[0]}`);
  });
});

describe('the window', () => {
  test('forgets calls once they are five minutes old, and not before its last part begins', () => {
    const window = createDependencyWindow({ minimumCalls: 1 });
    window.record(T0, true, 1);
    expect(window.state(T0 + 5 * MINUTE - 10_001).calls).toBe(1);
    expect(window.state(T0 + 5 * MINUTE)).toMatchObject({ status: 'unknown', calls: 0, errorRatio: 0 });
  });

  test('counts what happened in it and nothing else, whatever the order of calls', () => {
    const call = fc.record({
      atMs: fc.integer({ min: 0, max: 20 * MINUTE }),
      failed: fc.boolean(),
      durationMs: fc.integer({ min: 1, max: 9_000 }),
    });
    const part = 10_000;
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), (calls) => {
        const window = createDependencyWindow({ minimumCalls: 1 });
        const inOrder = [...calls].sort((a, b) => a.atMs - b.atMs);
        for (const { atMs, failed, durationMs } of inOrder) window.record(T0 + atMs, failed, durationMs);
        const nowMs = inOrder.at(-1)?.atMs ?? 0;
        const firstMs = (Math.floor(nowMs / part) - 29) * part;
        const counted = inOrder.filter(({ atMs }) => atMs >= firstMs);
        const durations = counted.map(({ durationMs }) => durationMs);
        const state = window.state(T0 + nowMs);
        expect(state.calls).toBe(counted.length);
        expect(state.errors).toBe(counted.filter(({ failed }) => failed).length);
        expect(state.maxMs).toBe(Math.max(0, ...durations));
        expect(state.averageMs).toBeCloseTo(durations.reduce((a, b) => a + b, 0) / (counted.length || 1), 6);
      }),
    );
  });

  test('knows again after a silence longer than itself', () => {
    const window = createDependencyWindow();
    for (let call = 0; call < 9; call += 1) window.record(T0, true, 1);
    for (let call = 0; call < 9; call += 1) window.record(T0 + 60 * MINUTE, false, 1);
    expect(window.state(T0 + 60 * MINUTE)).toMatchObject({ status: 'healthy', calls: 9, errors: 0 });
  });

  test('leaves out calls of a time yet to come, after the clock was set back', () => {
    const window = createDependencyWindow();
    for (let call = 0; call < 9; call += 1) window.record(T0 + 60 * MINUTE, true, 1);
    for (let call = 0; call < 9; call += 1) window.record(T0, false, 1);
    expect(window.state(T0)).toMatchObject({ status: 'healthy', calls: 9 });
  });

  test('takes times and durations that are no numbers', () => {
    const window = createDependencyWindow({ minimumCalls: 1 });
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1]) window.record(time, true, 1);
    for (const duration of [Number.NaN, Number.POSITIVE_INFINITY, -5, 30]) window.record(T0, false, duration);
    expect(window.state(T0)).toEqual({
      status: 'healthy',
      calls: 4,
      errors: 0,
      errorRatio: 0,
      averageMs: 7.5,
      maxMs: 30,
    });
    expect(window.state(Number.NaN).calls).toBe(0);
  });
});
