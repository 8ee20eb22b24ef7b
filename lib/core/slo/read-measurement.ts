import { readStoredSignal, readStoredVersion } from '../signal/stored-signal';
import type { EventCount } from './counts';
import {
  BURN_RATE_WINDOWS,
  type OverallCompliance,
  type PublishedSlices,
  SLO_SIGNALS,
  SLO_STATUSES,
  type SloMeasurement,
  type SloProjection,
  type SloState,
} from './measurement';
import { Fields } from './read-definition/fields';

/** Readers of what was stored about objectives: unknown fields are left out, a newer schema version is refused. */

/** @param where for messages: what is read @throws {SloError} */
export function readMeasurement(where: string, value: unknown): SloMeasurement {
  const fields = Fields.of(where, value);
  return {
    schemaVersion: readStoredVersion(where, fields),
    slo: fields.text('slo'),
    atMs: time(fields, 'atMs'),
    status: fields.oneOf('status', SLO_STATUSES),
    total: number(fields, 'total'),
    bad: number(fields, 'bad'),
    ...optionalNumbers(fields, 'sli'),
    budgetEvents: number(fields, 'budgetEvents'),
    budgetRemaining: number(fields, 'budgetRemaining'),
    budgetRemainingEvents: number(fields, 'budgetRemainingEvents'),
    budgetRemainingMinutes: number(fields, 'budgetRemainingMinutes'),
    burnRates: optionalNumbers(fields.object('burnRates'), ...BURN_RATE_WINDOWS),
    ...(fields.has('lastHour') && { lastHour: readCount(fields.object('lastHour')) }),
    firing: readTexts(fields, 'firing', value),
    violations24h: number(fields, 'violations24h'),
    ...(fields.has('projection') && { projection: readProjection(fields.object('projection')) }),
    ...optionalNumbers(fields, 'usedOfProjected', 'hoursToExhaustion'),
  };
}

/** @throws {SloError} */
export function readSloState(where: string, value: unknown): SloState {
  const fields = Fields.of(where, value);
  return {
    schemaVersion: readStoredVersion(where, fields),
    slo: fields.text('slo'),
    version: fields.number('version', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0),
    lastAtMs: time(fields, 'lastAtMs'),
    raised: optionalNumbers(fields.object('raised'), ...SLO_SIGNALS),
    ...optionalNumbers(fields, 'slicesUntilMs', 'silenceSinceMs', 'dataSinceMs', 'toldAtMs'),
    ...(fields.has('slices') && { slices: readSlices(fields.object('slices')) }),
    ...(fields.has('pending') && {
      pending: fields.list('pending').map((one) => readStoredSignal(one, 'evaluate-slos')),
    }),
    ...(fields.has('members') && { members: readTexts(fields, 'members', value) }),
  };
}

/** @throws {SloError} */
export function readOverallCompliance(where: string, value: unknown): OverallCompliance {
  const fields = Fields.of(where, value);
  return {
    schemaVersion: readStoredVersion(where, fields),
    atMs: time(fields, 'atMs'),
    compliant: number(fields, 'compliant'),
    withData: number(fields, 'withData'),
    noData: number(fields, 'noData'),
    ...optionalNumbers(fields, 'lost', 'share', 'weightedShare'),
  };
}

function readCount(fields: Fields): EventCount {
  return { total: number(fields, 'total'), bad: number(fields, 'bad') };
}

function readSlices(fields: Fields): PublishedSlices {
  return { sliceSeconds: number(fields, 'sliceSeconds'), verdicts: fields.text('verdicts') };
}

function readProjection(fields: Fields): SloProjection {
  return {
    minutesLeft: number(fields, 'minutesLeft'),
    total: number(fields, 'total'),
    bad: number(fields, 'bad'),
    sli: number(fields, 'sli'),
    budgetRemaining: number(fields, 'budgetRemaining'),
    usedOfProjected: number(fields, 'usedOfProjected'),
  };
}

function readTexts(fields: Fields, key: string, value: unknown): readonly string[] {
  const list = (value as Readonly<Record<string, unknown>>)[key];
  if (Array.isArray(list) && list.every((text) => typeof text === 'string')) return [...list];
  throw fields.wrong(key, 'a list of texts');
}

function number(fields: Fields, key: string): number {
  return fields.number(key, 'a finite number', () => true);
}

function time(fields: Fields, key: string): number {
  return fields.number(key, 'epoch milliseconds', (v) => Number.isInteger(v) && v >= 0);
}

/** Those that are there. */
function optionalNumbers<Key extends string>(
  fields: Fields,
  ...keys: readonly Key[]
): { readonly [K in Key]?: number } {
  const there = keys.filter((key) => fields.has(key));
  return Object.fromEntries(there.map((key) => [key, number(fields, key)])) as { readonly [K in Key]?: number };
}
