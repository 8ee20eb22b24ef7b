import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { locate, type ResourceSource } from '../../../lib/core/catalog/locate';
import { propertyAt, readProperties } from '../../../lib/core/catalog/properties';
import { type ResolvedAlarm, resolveAlarms } from '../../../lib/core/catalog/resolve';

/** The alarms of an entry on a resource with the given properties, by default its sample. */
export function sampleAlarms<Facts>(entry: CatalogEntry<Facts>, properties?: Record<string, unknown>): ResolvedAlarm[] {
  const resource = properties ?? entry.sample.properties;
  const facts = (entry.resource ? entry.resource.facts?.(readProperties(resource)) : entry.sample.facts) as Facts;
  return resolveAlarms(entry, {
    label: 'It',
    namespace: 'Sightline',
    facts,
    dimensions: resource === undefined ? (entry.sample.dimensions ?? {}) : sampleDimensions(entry, 'Ref', resource),
  });
}

/** The dimensions of an entry's sample, where Ref answers `ref` and Fn::GetAtt `GetAtt.<attribute>`. */
export function sampleDimensions<Facts>(entry: CatalogEntry<Facts>, ref = 'Ref', properties = entry.sample.properties) {
  if (!entry.resource) return entry.sample.dimensions ?? {};
  return locate(entry, sourceOf(entry.type, ref, properties))[0]?.dimensions ?? {};
}

function sourceOf(type: string, ref: string, properties: unknown): ResourceSource {
  return {
    type,
    properties,
    account: '123456789012',
    region: 'us-east-1',
    ref: () => ref,
    attribute: (name) => `GetAtt.${name}`,
    text: (path) => {
      const found = propertyAt(properties, path);
      return typeof found === 'string' ? found : undefined;
    },
    part: (text, separator, at) => text.split(separator)[at] ?? '',
    target: () => undefined,
  };
}
