/**
 * Items as a table's stream has them: each value in a map of one attribute, named after its type.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
import type { TableItem } from './table';

/** One of them is there. Numbers are texts, so that none loses digits. */
export interface StreamAttribute {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly StreamAttribute[];
  readonly M?: Readonly<Record<string, StreamAttribute>>;
}

export type StreamImage = Readonly<Record<string, StreamAttribute>>;

/**
 * The item of a record's image.
 * @throws where it has no keys, or a value of a type that the incident table never holds, with its place
 */
export function itemFromImage(image: StreamImage | undefined): TableItem {
  const item = plainMap(image ?? {}, '');
  if (typeof item.pk === 'string' && typeof item.sk === 'string') return item as TableItem;
  throw new Error("A stream image must have the texts 'pk' and 'sk'; the stream's view must be NEW_AND_OLD_IMAGES");
}

/** The image of an item of plain values. */
export function imageOf(item: object): StreamImage {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => (value === undefined ? [] : [[name, attributeOf(value)]])),
  );
}

/** `Object.fromEntries` defines, so a name such as `__proto__` is a name like any other. */
function plainMap(map: Readonly<Record<string, unknown>>, place: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, plainValue(value, place === '' ? name : `${place}.${name}`)]),
  );
}

function plainValue(attribute: unknown, place: string): unknown {
  const [[type, value] = [], ...more] = Object.entries(Object(attribute) as object);
  if (more.length === 0) {
    if (type === 'NULL') return null;
    if (type === 'S' && typeof value === 'string') return value;
    if (type === 'BOOL' && typeof value === 'boolean') return value;
    if (type === 'N' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
      return Number(value);
    }
    if (type === 'L' && Array.isArray(value)) return value.map((each, index) => plainValue(each, `${place}.${index}`));
    if (type === 'M' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return plainMap(value, place);
    }
  }
  throw new Error(
    `'${place.slice(0, 120)}' of a stream image must be one of S, N, BOOL, NULL, L, M with a value of that type, got ` +
      `${JSON.stringify(attribute)?.slice(0, 80)}`,
  );
}

function attributeOf(value: unknown): StreamAttribute {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (typeof value === 'object') return { M: imageOf(value) };
  throw new Error(`The incident table holds texts, numbers, booleans, null, lists and maps, got ${String(value)}`);
}
