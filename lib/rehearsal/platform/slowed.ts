import type { VirtualClock } from '../virtual-clock';
import { LATENCY } from './latency';

/** A store behind DynamoDB's latency. */
export function slowed<T extends object>(store: T, clock: VirtualClock): T {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]) => {
        await clock.sleep(LATENCY.tableOperation.ms);
        return method.apply(target, given);
      };
    },
  });
}
