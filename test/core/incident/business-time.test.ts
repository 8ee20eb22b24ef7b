import type { BusinessHours } from '../../../lib/core/config';
import { addBusinessTime, DEFAULT_BUSINESS_HOURS } from '../../../lib/core/incident/business-time';
import { at, text } from './hub-config';

/** Worked by hand. 2026-12-25, a holiday, is a Friday; clocks change on 29 March and 25 October, both Sundays. */
const BERLIN: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
  holidays: ['2026-12-25', '2026-12-28'],
};
const NIGHT: BusinessHours = { ...BERLIN, days: ['sat', 'sun', 'mon'], from: '00:00', to: '24:00', holidays: [] };

test.each<[string, BusinessHours, string, number, string]>([
  ['on a day of work', BERLIN, '2026-01-14T13:30Z', 1, '2026-01-15T13:30Z'],
  ['at the opening', BERLIN, '2026-01-14T08:00Z', 1, '2026-01-15T08:00Z'],
  ['before the opening', BERLIN, '2026-01-14T03:00Z', 1, '2026-01-15T08:00Z'],
  ['at the last minute', BERLIN, '2026-01-14T15:59Z', 1, '2026-01-15T15:59Z'],
  ['at the close, which is outside', BERLIN, '2026-01-14T16:00Z', 1, '2026-01-16T08:00Z'],
  ['after the close', BERLIN, '2026-01-14T20:00Z', 1, '2026-01-16T08:00Z'],
  ['on a Friday', BERLIN, '2026-01-16T13:30Z', 1, '2026-01-19T13:30Z'],
  ['on a Friday night', BERLIN, '2026-01-16T22:30Z', 1, '2026-01-20T08:00Z'],
  ['on a Saturday', BERLIN, '2026-01-17T10:00Z', 1, '2026-01-20T08:00Z'],
  ['when it is Monday in Berlin and Sunday in UTC', BERLIN, '2026-01-18T23:30Z', 1, '2026-01-20T08:00Z'],
  ['over Christmas', BERLIN, '2026-12-24T10:00Z', 1, '2026-12-29T10:00Z'],
  ['on a holiday', BERLIN, '2026-12-25T10:00Z', 1, '2026-12-30T08:00Z'],
  ['over the night that loses an hour', BERLIN, '2026-03-27T13:00Z', 1, '2026-03-30T12:00Z'],
  ['over the night that gains an hour', BERLIN, '2026-10-23T12:00Z', 1, '2026-10-26T13:00Z'],
  ['three days', BERLIN, '2026-01-14T13:30Z', 3, '2026-01-19T13:30Z'],
  ['ten days', BERLIN, '2026-01-14T13:30Z', 10, '2026-01-28T13:30Z'],
  ['no day, in the hours', BERLIN, '2026-01-14T13:30Z', 0, '2026-01-14T13:30Z'],
  ['no day, outside the hours', BERLIN, '2026-01-17T10:00Z', 0, '2026-01-19T08:00Z'],
  ['ending at a time that is skipped', NIGHT, '2026-03-28T01:30Z', 1, '2026-03-29T01:30Z'],
  ['ending at a time that comes twice', NIGHT, '2026-10-24T00:30Z', 1, '2026-10-25T00:30Z'],
  ['in the second of a time that comes twice', NIGHT, '2026-10-25T01:30Z', 0, '2026-10-25T01:30Z'],
  ['in the second of a time that comes twice, a day', NIGHT, '2026-10-25T01:30Z', 1, '2026-10-26T01:30Z'],
  ['in the hours of a hub that names none', DEFAULT_BUSINESS_HOURS, '2026-12-25T16:59Z', 1, '2026-12-28T16:59Z'],
  ['in Kolkata', { ...BERLIN, timeZone: 'Asia/Kolkata' }, '2026-01-14T04:00Z', 1, '2026-01-15T04:00Z'],
  [
    'in Chatham, where it is tomorrow',
    { ...BERLIN, timeZone: 'Pacific/Chatham' },
    '2026-01-16T12:00Z',
    1,
    '2026-01-19T19:15Z',
  ],
])('%s', (_, hours, from, days, until) => {
  expect(text(addBusinessTime(hours, at(from), days))).toBe(until);
});

test('hours without a day of work are refused rather than waited for', () => {
  expect(() => addBusinessTime({ ...BERLIN, days: [] }, 0, 1)).toThrow(
    "business hours need at least one day of work, got none; name 'days' such as mon, tue",
  );
});
