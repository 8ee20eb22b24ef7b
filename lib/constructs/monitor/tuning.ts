import type { CatalogEntry } from '../../core/catalog/entry';
import { type AlarmTunings, isAddedAlarm } from '../../core/catalog/resolve';
import type { Subject } from './resource';

/**
 * The part of a tuning that is about one entry, where a resource has several: a table and its indexes. What none of them
 * knows stays with the first, which says so.
 */
export function tuningOf(entry: CatalogEntry, subjects: readonly Subject[], tunings: AlarmTunings): AlarmTunings {
  const entries = [...new Set(subjects.map((subject) => subject.entry))];
  const owner = (id: string) => {
    const tuning = tunings[id];
    const metric = tuning && isAddedAlarm(tuning) ? tuning.metric : undefined;
    const known = entries.find((one) =>
      metric === undefined ? one.alarms.some((alarm) => alarm.id === id) : Object.hasOwn(one.metrics, metric),
    );
    return known ?? entries[0];
  };
  return Object.fromEntries(Object.entries(tunings).filter(([id]) => owner(id) === entry));
}
