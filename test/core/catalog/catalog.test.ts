import { CATALOG } from '../../../lib/core/catalog/catalog';
import { type CatalogEntry, timeToDetectSeconds } from '../../../lib/core/catalog/entry';
import { INCIDENT_RESPONSE } from '../../../lib/core/catalog/incident-response';
import { pages } from '../../../lib/core/incident/severity';

const DRAWN = CATALOG.filter((entry) => entry !== INCIDENT_RESPONSE);

describe.each(CATALOG.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
  test('has a title and alarm ids that no other entry of its type has', () => {
    const others = CATALOG.filter((one) => one !== entry);
    expect(others.map(({ title }) => title)).not.toContain(entry.title);
    const ids = others.filter(sharesType(entry)).flatMap(({ alarms }) => alarms.map(({ id }) => id));
    for (const { id } of entry.alarms) expect(ids).not.toContain(id);
  });

  test('names only metrics that it has', () => {
    const used = [
      ...entry.alarms.map((alarm) => alarm.metric),
      ...entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right].map((series) => series.metric)),
    ];
    expect(Object.keys(entry.metrics)).toEqual(expect.arrayContaining(used));
  });

  test('has alarms with ids of their own', () => {
    const ids = entry.alarms.map((alarm) => alarm.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  test('has alarms whose windows and percentiles CloudWatch takes', () => {
    for (const alarm of entry.alarms) {
      expect(alarm.datapointsToAlarm).toBeLessThanOrEqual(alarm.evaluationPeriods);
      expect(alarm.periodSeconds % 60).toBe(0);
      expect(alarm.statistic).toMatch(/^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2})$/);
    }
  });

  test('pages only where a severity wakes people', () => {
    for (const alarm of entry.alarms) {
      if (alarm.role !== 'signal') expect(alarm.role).toBe(pages(alarm.severity) ? 'page' : 'ticket');
    }
  });

  test('detects within five minutes, or three periods of a slower metric, and says why it is as it is', () => {
    for (const alarm of entry.alarms) {
      expect(timeToDetectSeconds(alarm)).toBeLessThanOrEqual(
        Math.max(300, alarm.periodSeconds < 300 ? 0 : 3 * alarm.periodSeconds),
      );
      expect(alarm.summary).toMatch(/^\S.*\.$/);
      expect(alarm.reason.length).toBeGreaterThan(40);
      expect(alarm.runbook).not.toHaveLength(0);
      for (const step of alarm.runbook) expect(step).toMatch(/^[A-Z`].*[.?]$/);
    }
  });
});

test.each(DRAWN.map((entry) => [entry.title, entry] as const))('%s draws every metric it alarms on', (_, entry) => {
  const drawn = entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right]);
  for (const { metric, statistic } of entry.alarms) {
    expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
  }
});

/** Entries that one resource can have both of: its alarms are told apart by their ids. */
function sharesType(entry: CatalogEntry): (other: CatalogEntry) => boolean {
  const types = ({ type, resource }: CatalogEntry) =>
    resource && !resource.when && !resource.each ? [type, ...(resource.alsoTypes ?? [])] : [];
  return (other) => types(other).some((type) => types(entry).includes(type));
}
