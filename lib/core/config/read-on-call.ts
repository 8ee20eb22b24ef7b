import { SEVERITIES } from '../incident/severity';
import { timeZone } from '../time-zone';
import type { Fields } from './fields';
import { type PersonConfig, type ScheduleConfig, type ScheduleLayer, type ScheduleOverride, WEEKDAYS } from './types';
import { readLocalTime, readTimeRange } from './wall-clock';

/** Of hours, six weeks: whoever takes longer turns says so in weeks. */
const LONGEST_TURN = 1_000;

export function readPerson(fields: Fields, schemaVersion: number): PersonConfig {
  return {
    schemaVersion,
    kind: 'person',
    name: fields.text('name'),
    topicArn: fields.text('topicArn'),
    timeZone: fields.formed('timeZone', timeZone),
    ...fields.optional('quietHours', (key) => {
      const hours = fields.object(key);
      return { ...readRange(hours), unless: hours.choice('unless', SEVERITIES) };
    }),
  };
}

export function readSchedule(fields: Fields, schemaVersion: number): ScheduleConfig {
  return {
    schemaVersion,
    kind: 'schedule',
    name: fields.text('name'),
    timeZone: fields.formed('timeZone', timeZone),
    layers: fields.list('layers').map(readLayer),
    overrides: fields.list('overrides').map(readOverride),
  };
}

function readLayer(fields: Fields): ScheduleLayer {
  const turn = fields.object('turn');
  return {
    people: fields.texts('people'),
    turn: { every: turn.integer('every', 1, LONGEST_TURN), unit: turn.choice('unit', ['hours', 'days', 'weeks']) },
    startsAt: fields.formed('startsAt', readLocalTime),
    ...fields.optional('only', (key) => {
      const only = fields.object(key);
      return { days: only.choices('days', WEEKDAYS), ...readRange(only) };
    }),
  };
}

function readOverride(fields: Fields): ScheduleOverride {
  const override = {
    person: fields.text('person'),
    from: fields.formed('from', readLocalTime),
    to: fields.formed('to', readLocalTime),
  };
  if (readLocalTime(override.from) < readLocalTime(override.to)) return override;
  throw fields.refused(`'to' must be later than 'from' (${override.from}), got ${override.to}`);
}

function readRange(fields: Fields): { readonly from: string; readonly to: string } {
  const range = { from: fields.text('from'), to: fields.text('to') };
  fields.holds('from', () => readTimeRange(range));
  return range;
}
