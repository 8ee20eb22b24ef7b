import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { timeToDetectSeconds } from '../../../lib/core/catalog/entry';
import { locate, type ResourceSource } from '../../../lib/core/catalog/locate';
import { propertyAt, readProperties } from '../../../lib/core/catalog/properties';
import { type ResolvedAlarm, resolveAlarms } from '../../../lib/core/catalog/resolve';
import { pages } from '../../../lib/core/incident/severity';

/** A resource of a template whose Ref is `ref` and whose attributes are called after themselves. */
export function resourceOf(properties: unknown): ResourceSource {
  return {
    type: 'AWS::Sample::Resource',
    properties,
    account: '123456789012',
    region: 'us-east-1',
    ref: () => 'ref',
    attribute: (name) => `attribute-${name}`,
    text: (path) => {
      const value = propertyAt(properties, path);
      return typeof value === 'string' ? value : undefined;
    },
    part: (text, separator, at) => text.split(separator)[at] ?? '',
    target: () => undefined,
  };
}

/** The default alarms of an entry for the properties of a resource; of all its items, where it is about items. */
export function alarmsOf<Facts>(entry: CatalogEntry<Facts>, properties: unknown): ResolvedAlarm[] {
  return locate(entry, resourceOf(properties)).flatMap(({ facts, dimensions }) =>
    resolveAlarms(entry, { label: 'Sample', namespace: 'Sightline', facts, dimensions }),
  );
}

export function thresholdsOf<Facts>(entry: CatalogEntry<Facts>, properties: unknown): Record<string, number> {
  return Object.fromEntries(alarmsOf(entry, properties).map(({ id, threshold }) => [id, threshold]));
}

export function idsOf<Facts>(entry: CatalogEntry<Facts>, properties: unknown): string[] {
  return alarmsOf(entry, properties).map(({ id }) => id);
}

/** What holds of every entry. */
export function describeEntry<Facts>(entry: CatalogEntry<Facts>): void {
  describe(entry.title, () => {
    const drawn = entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right]);

    test('draws each of its metrics and nothing else', () => {
      expect([...new Set(drawn.map(({ metric }) => metric))].sort()).toEqual(Object.keys(entry.metrics).sort());
    });

    test('draws what it alarms on', () => {
      for (const { metric, statistic } of entry.alarms) {
        expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
      }
    });

    test('has each alarm once, and all of them in its sample', () => {
      const ids = entry.alarms.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      if (entry.resource) expect(idsOf(entry, entry.sample.properties)).toEqual(ids);
      expect(entry.resource?.when?.(readProperties(entry.sample.properties)) ?? true).toBe(true);
    });

    test('detects in time and says what, why and what to do', () => {
      for (const alarm of entry.alarms) {
        expect(timeToDetectSeconds(alarm)).toBeLessThanOrEqual(300);
        expect(alarm.summary).toMatch(/^\S.*\.$/);
        expect(alarm.summary).toContain('{resource}');
        expect(alarm.reason.length).toBeGreaterThan(40);
        expect(alarm.runbook.length).toBeGreaterThan(0);
        expect(alarm.role).toBe(pages(alarm.severity) ? 'page' : 'ticket');
      }
    });
  });
}
