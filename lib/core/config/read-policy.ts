import { SEVERITIES, type Severity } from '../incident/severity';
import type { Fields } from './fields';
import type { PolicyConfig } from './types';

type Level = PolicyConfig['levels'][number];
type ResponseTime = PolicyConfig['respondWithin'][Severity];

export function readPolicy(fields: Fields, schemaVersion: number): PolicyConfig {
  return {
    schemaVersion,
    kind: 'policy',
    name: fields.text('name'),
    levels: readLevels(fields),
    reach: bySeverity(fields.object('reach'), (reach, severity) => reach.integer(severity, 1)),
    respondWithin: bySeverity(fields.object('respondWithin'), (times, severity) => readTime(times.object(severity))),
    acksNeeded: fields.integer('acksNeeded', 1),
    ...fields.optional('remindMinutes', (key) => fields.integer(key, 1)),
    ...fields.optional('updateMinutes', (key) => readUpdateMinutes(fields.object(key))),
  };
}

function readLevels(fields: Fields): readonly Level[] {
  const levels = fields.list('levels', 1).map((level) => ({
    name: level.text('name'),
    afterMinutes: level.integer('afterMinutes', 0),
    targets: level.texts('targets'),
  }));
  const after = levels.map(({ afterMinutes }) => afterMinutes);
  if (after[0] === 0 && after.every((minutes, index) => index === 0 || minutes >= (after[index - 1] as number))) {
    return levels;
  }
  throw fields.refused(
    `'levels' must begin with afterMinutes 0 and then not go back, got ${after.join(', ')}; they count from the begin ` +
      'of the incident',
  );
}

function readUpdateMinutes(fields: Fields): PolicyConfig['updateMinutes'] {
  const given = SEVERITIES.filter((severity) => fields.has(severity));
  return Object.fromEntries(given.map((severity) => [severity, fields.integer(severity, 1)]));
}

function readTime(fields: Fields): ResponseTime {
  if (fields.has('minutes') === fields.has('businessDays')) {
    throw fields.refused("give either 'minutes' or 'businessDays'");
  }
  return fields.has('minutes')
    ? { minutes: fields.integer('minutes', 1) }
    : { businessDays: fields.integer('businessDays', 1, 100) };
}

function bySeverity<T>(fields: Fields, read: (fields: Fields, severity: Severity) => T): Record<Severity, T> {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, read(fields, severity)])) as Record<Severity, T>;
}
