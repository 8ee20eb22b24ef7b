/** Tracked errors as items of a table. Counts are attributes of their own, so that an update can add to them. */
import { SCHEMA_VERSION } from '../conventions';
import type { JudgeSignal } from '../signal/signal-event';
import { ERROR_CATEGORIES } from './category';
import { type ErrorCounts, STEPS, type Step } from './counts';
import type { ErrorSample } from './log-event';
import type { ErrorResolution } from './release';
import { BATCH_LISTS, ERROR_TABLE, errorKey, RAISED_PARTITION } from './table';
import { ERROR_SIGNALS, ERROR_STATUSES, type TrackedError, type TrackedService } from './tracked-error';

export type Item = Readonly<Record<string, unknown>>;

const PREFIX: Readonly<Record<Step, string>> = { minutes: 'm', hours: 'h', days: 'd' };
/** Steps stand in base 36: names are what most of an item's size is. */
const COUNT = /^([mhd])([\da-z]{1,10})$/;

/** The attribute that counts a step: `mhhw2e`. */
export function countAttribute(step: Step, key: number): string {
  return PREFIX[step] + key.toString(36);
}

export function countAttributes(counts: ErrorCounts): Record<string, number> {
  const all = STEPS.flatMap((step) =>
    Object.entries(counts[step]).map(([key, count]) => [countAttribute(step, Number(key)), count] as const),
  );
  return Object.fromEntries(all);
}

/** What a judgement decides: all but counts, and what is counted. */
export function judgedAttributes(error: TrackedError): Item {
  const { version, operations, status, resolution, regressedMs, sampleMs, raised, pending, lastRelease } = error;
  const isRaised = Object.keys(raised).length + (pending?.length ?? 0) > 0;
  const { pk, sk } = errorKey(error);
  return {
    version,
    operations,
    status,
    sampleMs,
    resolution,
    regressedMs,
    lastRelease,
    ...(Object.keys(raised).length > 0 ? { raised } : { raised: undefined }),
    pending: pending && pending.length > 0 ? pending : undefined,
    [ERROR_TABLE.raisedIndex.partitionKey]: isRaised ? RAISED_PARTITION : undefined,
    [ERROR_TABLE.raisedIndex.sortKey]: isRaised ? `${pk}#${sk}` : undefined,
  };
}

/** As it is stored for the first time. */
export function errorItem(error: TrackedError, batch: number): Item {
  const { service, environment, fingerprint, title, category, firstMs, lastMs, count, counts, firstRelease } = error;
  const item = {
    ...errorKey(error),
    schemaVersion: SCHEMA_VERSION,
    ...{ service, environment, fingerprint, title, category, firstMs, lastMs, count, firstRelease },
    ...countAttributes(counts),
    ...judgedAttributes(error),
    [BATCH_LISTS[0]]: batch % 2 === 0 ? [batch] : [],
    [BATCH_LISTS[1]]: batch % 2 === 0 ? [] : [batch],
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

/** @throws naming the field that is missing or of another kind, or a newer schema version */
export function errorFromItem(item: Item): TrackedError {
  const read = readerOf(item);
  const raised = Object(read('raised', isOptional(isObject)) ?? {}) as TrackedError['raised'];
  return {
    schemaVersion: read('schemaVersion', isKnownVersion),
    version: read('version', isCount),
    service: read('service', isText),
    environment: read('environment', isText),
    fingerprint: read('fingerprint', isText),
    title: read('title', isText),
    category: ERROR_CATEGORIES.find((each) => each === item.category) ?? 'unknown',
    firstMs: read('firstMs', isCount),
    lastMs: read('lastMs', isCount),
    count: read('count', isCount),
    counts: countsOf(item),
    ...optional('firstRelease', read('firstRelease', isOptional(isText))),
    ...optional('lastRelease', read('lastRelease', isOptional(isText))),
    operations: read('operations', isTexts),
    status: read('status', (value) => ERROR_STATUSES.find((each) => each === value)),
    ...optional('resolution', read('resolution', isOptional(isObject)) as ErrorResolution | undefined),
    ...optional('regressedMs', read('regressedMs', isOptional(isCount))),
    sampleMs: read('sampleMs', isCount),
    raised: Object.fromEntries(
      ERROR_SIGNALS.flatMap((kind) => (raised[kind] === undefined ? [] : [[kind, raised[kind]]])),
    ),
    ...optional('pending', read('pending', isOptional(isList)) as readonly JudgeSignal[] | undefined),
  };
}

/** @throws as above */
export function serviceFromItem(item: Item): TrackedService {
  const read = readerOf(item);
  return {
    schemaVersion: read('schemaVersion', isKnownVersion),
    version: read('version', isCount),
    service: read('service', isText),
    environment: read('environment', isText),
    sinceMs: read('sinceMs', isCount),
    releases: read('releases', isObject) as TrackedService['releases'],
  };
}

/** @throws as above */
export function sampleFromItem(item: Item): ErrorSample {
  const read = readerOf(item);
  read('schemaVersion', isKnownVersion);
  return read('sample', isObject) as unknown as ErrorSample;
}

function countsOf(item: Item): ErrorCounts {
  const counts = { minutes: {}, hours: {}, days: {} };
  for (const [name, value] of Object.entries(item)) {
    const [, prefix, key] = COUNT.exec(name) ?? [];
    const step = STEPS.find((each) => PREFIX[each] === prefix);
    if (step && key !== undefined && typeof value === 'number') {
      (counts[step] as Record<number, number>)[Number.parseInt(key, 36)] = value;
    }
  }
  return counts;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}

/** Answers the value where it fits, else `undefined`. */
type Read<T> = (value: unknown) => T | undefined;

const isText: Read<string> = (value) => (typeof value === 'string' ? value : undefined);
const isCount: Read<number> = (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);
const isList: Read<readonly unknown[]> = (value) => (Array.isArray(value) ? value : undefined);
const isTexts: Read<readonly string[]> = (value) =>
  isList(value)?.every((each) => isText(each) !== undefined) ? (value as string[]) : undefined;
const isObject: Read<Item> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : undefined;
const isKnownVersion: Read<number> = (value) =>
  Number(value) >= 1 && Number(value) <= SCHEMA_VERSION ? Number(value) : undefined;

/** What is missing is `null` here, which is told apart from what does not fit. */
function isOptional<T>(read: Read<T>): Read<T | null> {
  return (value) => (value === undefined ? null : read(value));
}

function readerOf(item: Item) {
  return <T>(name: string, read: Read<T>): Exclude<T, null> | (null extends T ? undefined : never) => {
    const found = read(Object.hasOwn(item, name) ? item[name] : undefined);
    if (found !== undefined) return (found ?? undefined) as Exclude<T, null>;
    throw new Error(
      `The stored error ${String(item.pk)} ${String(item.sk)}: '${name}' is missing or not as expected, got ${JSON.stringify(item[name])?.slice(0, 80)}`,
    );
  };
}
