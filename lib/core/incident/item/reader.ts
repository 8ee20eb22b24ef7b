/** Items of the incident table are read leniently towards attributes they do not know; a newer `schemaVersion` is refused. */
import { ACTOR_TYPES, type Actor } from '../incident';
import { INCIDENT_SCHEMA_VERSION } from '../schema-version';
import type { ItemKey, TableItem } from '../table';

export interface Reader {
  wrong(attribute: string, allowed: string): Error;
  text(attribute: string): string;
  number(attribute: string, fallback?: number): number;
  optionalText(attribute: string): string | undefined;
  optionalTexts<T extends string>(...attributes: readonly T[]): { readonly [name in T]?: string };
  oneOf<T extends string>(attribute: string, allowed: readonly T[]): T;
  texts(attribute: string): string[];
  map(attribute: string): Readonly<Record<string, unknown>>;
  maps(attribute: string): Reader[];
  schemaVersion(): number;
}

/** Typed access to an item's attributes, with errors that name the item and the attribute. */
export function reader(item: TableItem): Reader {
  const wrong = (attribute: string, allowed: string) =>
    new Error(
      `Item '${item.pk}' / '${item.sk}' of the incident table: '${attribute}' must be ${allowed}, ` +
        `got ${JSON.stringify(item[attribute])}`,
    );
  const text = (attribute: string): string => {
    const value = item[attribute];
    if (typeof value !== 'string') throw wrong(attribute, 'a text');
    return value;
  };
  const number = (attribute: string, fallback?: number): number => {
    const value = item[attribute] ?? fallback;
    if (typeof value !== 'number') throw wrong(attribute, 'a number');
    return value;
  };
  return {
    wrong,
    text,
    number,
    optionalText: (attribute: string) => (item[attribute] === undefined ? undefined : text(attribute)),
    oneOf: <T extends string>(attribute: string, allowed: readonly T[]): T => {
      const found = allowed.find((value) => value === item[attribute]);
      if (found === undefined) throw wrong(attribute, `one of ${allowed.join(', ')}`);
      return found;
    },
    map: (attribute: string): Readonly<Record<string, unknown>> => {
      const value = item[attribute] ?? {};
      if (typeof value !== 'object' || Array.isArray(value)) throw wrong(attribute, 'a map');
      return value as Readonly<Record<string, unknown>>;
    },
    /** Those that are there. */
    optionalTexts: <T extends string>(...attributes: readonly T[]): { readonly [name in T]?: string } =>
      Object.fromEntries(attributes.filter((name) => item[name] !== undefined).map((name) => [name, text(name)])) as {
        readonly [name in T]?: string;
      },
    texts: (attribute: string): string[] => {
      const value = item[attribute];
      return Array.isArray(value) ? value.map(String) : [];
    },
    maps: (attribute: string) => {
      const value = item[attribute];
      const maps = Array.isArray(value) ? value : [];
      return maps.map((each) => reader({ ...(each as Record<string, unknown>), pk: item.pk, sk: item.sk }));
    },
    schemaVersion: (): number => {
      const version = number('schemaVersion', 1);
      if (version <= INCIDENT_SCHEMA_VERSION) return version;
      throw new Error(
        `Item '${item.pk}' / '${item.sk}' of the incident table has schemaVersion ${version}, this code reads up to ` +
          `${INCIDENT_SCHEMA_VERSION}; deploy the IncidentResponse stack with the newer Sightline`,
      );
    },
  };
}

/**
 * Those of a list that can be read. One that a newer version wrote, or that is broken, keeps none of the others waiting.
 * @param onUnreadable hears of each that is left out
 */
export function readableOf<T>(
  items: readonly TableItem[],
  read: (item: TableItem) => T,
  onUnreadable: (error: Error) => void,
): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      onUnreadable(error as Error);
      return [];
    }
  });
}

export function compact(attributes: ItemKey & Record<string, unknown>): TableItem {
  return compactMap(attributes) as TableItem;
}

export function compactMap(attributes: Record<string, unknown>): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const name in attributes) if (attributes[name] !== undefined) present[name] = attributes[name];
  return present;
}

export function actorFrom(item: TableItem, attribute: string): Actor {
  const read = reader({ ...item, ...reader(item).map(attribute) });
  return { type: read.oneOf('type', ACTOR_TYPES), id: read.text('id') };
}
