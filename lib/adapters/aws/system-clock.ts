import type { Clock } from '../../workflow/ports';

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  within: async (ms, work) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, ms, undefined);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  },
};
