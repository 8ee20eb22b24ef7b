import { systemClock } from '../../../lib/adapters/aws/system-clock';

const never = new Promise<never>(() => undefined);

test('what comes in time is given back, and keeps no timer', async () => {
  jest.useFakeTimers();
  try {
    expect(await systemClock.within?.(1_500, Promise.resolve('done'))).toBe('done');
    await expect(systemClock.within?.(1_500, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('what takes longer is not waited for', async () => {
  jest.useFakeTimers();
  try {
    const late = systemClock.within?.(1_500, never);
    await jest.advanceTimersByTimeAsync(1_499);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await late).toBeUndefined();
  } finally {
    jest.useRealTimers();
  }
});
