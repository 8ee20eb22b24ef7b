import { readStoredSignal, readStoredVersion } from '../../signal/stored-signal';
import { Fields } from '../../slo/read-definition/fields';
import type { Episode, PageState, SeriesState } from './state';
import type { ToldAnomaly } from './told';

/** Readers of what was stored: unknown fields are left out, a newer schema version is refused. */

const JUDGE = 'detect-anomalies';
/** Most words that an episode keeps. */
const MAX_REASONS = 10;

/** @throws where it cannot be used; its series then begin anew */
export function readPageState(where: string, value: unknown): PageState {
  const fields = Fields.of(where, value);
  readStoredVersion(where, fields);
  const { series } = value as { readonly series?: unknown };
  fields.object('series');
  const entries = Object.entries(series as Record<string, unknown>).map(
    ([key, state]) => [key, readSeriesState(`${where}, '${key}'`, state)] as const,
  );
  const page = fields.number('page', 'an integer of at least 0', (v) => Number.isInteger(v) && v >= 0);
  return { page, atMs: time(fields, 'atMs'), series: Object.fromEntries(entries) };
}

/** @throws where it is none */
export function readTold(where: string, value: unknown): ToldAnomaly {
  const fields = Fields.of(where, value);
  readStoredVersion(where, fields);
  return {
    series: fields.text('series'),
    version: fields.number('version', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0),
    sinceMs: time(fields, 'sinceMs'),
    raised: readStoredSignal(fields.object('raised'), JUDGE),
    ...(fields.has('pending') && { pending: readStoredSignal(fields.object('pending'), JUDGE) }),
  };
}

function readSeriesState(where: string, value: unknown): SeriesState {
  const fields = Fields.of(where, value);
  const { detector } = value as { readonly detector?: unknown };
  if (!(detector instanceof Uint8Array)) throw fields.wrong('detector', 'bytes');
  return {
    untilMs: time(fields, 'untilMs'),
    lastPointMs: time(fields, 'lastPointMs'),
    deployMs: time(fields, 'deployMs'),
    detector,
    ...(fields.has('source') && { source: fields.number('source', 'a number', () => true) }),
    ...(fields.has('episode') && { episode: readEpisode(fields.object('episode'), value) }),
    ...(fields.has('endedMs') && { endedMs: time(fields, 'endedMs') }),
  };
}

function readEpisode(fields: Fields, value: unknown): Episode {
  const { why } = (value as { readonly episode: { readonly why?: unknown } }).episode;
  if (!Array.isArray(why) || !why.every((text) => typeof text === 'string'))
    throw fields.wrong('why', 'a list of texts');
  const number = (key: string) => fields.number(key, 'a number', () => true);
  return {
    sinceMs: time(fields, 'sinceMs'),
    score: number('score'),
    value: number('value'),
    ...(fields.has('expected') && { expected: number('expected') }),
    why: why.slice(0, MAX_REASONS),
  };
}

function time(fields: Fields, key: string): number {
  return fields.number(key, 'epoch milliseconds', (v) => v >= 0);
}
