/** Subscriptions of an error tracking: what they look for, and whose log it is. */
import type { ServiceRef } from '../incident/evidence';

const PREFIX = 'sightline-errors';

/**
 * Coarser than what counts as an error, as patterns cannot ask for text or JSON, and finer than everything, as each line that
 * matches is sent. `timeout` stands in Lambda's reports of timeouts in JSON.
 */
export const TRACKED_PATTERN = '?ERROR ?FATAL ?"Task timed out" ?"Runtime exited" ?timeout';

/**
 * A subscription tells in its name whose log it reads: CloudWatch Logs sends the name along, and nothing else needs to know.
 * Unique in its log group, where one is enough. Names of services and
 * environments have no `/`.
 */
export function filterName({ service, environment }: ServiceRef): string {
  return `${PREFIX}/${service}/${environment}`;
}

/** @param names the filters that an event matched @returns `undefined`: none of them is ours */
export function identityOfFilter(names: readonly unknown[]): ServiceRef | undefined {
  for (const name of names) {
    const [, service, environment] = /^sightline-errors\/([\w.-]{1,64})\/([\w.-]{1,64})$/.exec(String(name)) ?? [];
    if (service !== undefined && environment !== undefined) return { service, environment };
  }
  return undefined;
}
