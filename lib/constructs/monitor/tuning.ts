import { isAddedAlarm } from '../../core/catalog/check-tuning';
import type { CatalogEntry } from '../../core/catalog/entry';
import type { AlarmTunings } from '../../core/catalog/resolve';
import { checkPlain, demand, shown } from '../check';
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

/** Refuses numbers that are known at deploy time only: names, descriptions and checks need them at synth. */
export function checkTunings(where: string, tunings: AlarmTunings): void {
  demand(where, isRecord(tunings), `pass an object such as { Throttles: { threshold: 5 } }, got ${shown(tunings)}`);
  for (const [id, tuning] of Object.entries(tunings)) {
    demand(`${where}: '${id}'`, isRecord(tuning), `pass an object such as { threshold: 5 }, got ${shown(tuning)}`);
    for (const [name, value] of Object.entries(tuning)) checkPlain(`${where}: '${id}'`, name, value);
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
