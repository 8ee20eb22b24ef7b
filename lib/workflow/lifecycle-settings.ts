import type { SightlineConfig } from '../core/config';
import type { LifecycleSettings } from '../core/incident/group';
import { responsesOf } from '../core/incident/responses';

/** A day: what joins later is news to whoever took the first page. */
const DEFAULT_GROUPING_SECONDS = 86_400;

/** What decisions need of the hub's configuration. */
export function lifecycleSettings(config: SightlineConfig): LifecycleSettings {
  const { reopenWindowSeconds, groupingWindowSeconds = DEFAULT_GROUPING_SECONDS } = config.hub;
  return {
    responses: responsesOf(config),
    reopenWindowMs: reopenWindowSeconds * 1000,
    groupingWindowMs: groupingWindowSeconds * 1000,
  };
}
