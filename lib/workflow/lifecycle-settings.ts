import type { SightlineConfig } from '../core/config';
import type { LifecycleSettings } from '../core/incident/group';
import { responsesOf } from '../core/incident/responses';

/** What decisions need of the hub's configuration. */
export function lifecycleSettings(config: SightlineConfig): LifecycleSettings {
  return { responses: responsesOf(config), reopenWindowMs: config.hub.reopenWindowSeconds * 1000 };
}
