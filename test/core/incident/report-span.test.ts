import fc from 'fast-check';
import { newestDuring, wasOpenIn } from '../../../lib/core/incident/during';
import { reportSpan } from '../../../lib/core/incident/report-span';
import { timeZone, toLocal } from '../../../lib/core/time-zone';
import { incidentOf, T0 } from '../../adapters/samples';

const HOUR = 3_600_000;
const span = (report: 'daily' | 'weekly', at: string, zone: string) => {
  const { startMs, endMs } = reportSpan(report, Date.parse(at), timeZone(zone));
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString(), (endMs - startMs) / HOUR];
};

test.each([
  ['daily', '2026-01-15T09:00:00Z', 'UTC', '2026-01-14T00:00:00.000Z', '2026-01-15T00:00:00.000Z', 24],
  ['daily', '2026-01-15T00:00:00Z', 'UTC', '2026-01-14T00:00:00.000Z', '2026-01-15T00:00:00.000Z', 24],
  // Half past eleven in the evening of the 14th in New York.
  ['daily', '2026-01-15T04:30:00Z', 'America/New_York', '2026-01-13T05:00:00.000Z', '2026-01-14T05:00:00.000Z', 24],
  // The clock is put forward on 29 March 2026, and back on 25 October.
  ['daily', '2026-03-30T07:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 23],
  ['daily', '2026-10-26T08:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', 25],
  ['weekly', '2026-01-19T09:00:00Z', 'UTC', '2026-01-12T00:00:00.000Z', '2026-01-19T00:00:00.000Z', 168],
  ['weekly', '2026-03-30T07:00:00Z', 'Europe/Berlin', '2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 167],
] as const)('a %s report due at %s in %s is about whole days before', (report, at, zone, start, end, hours) => {
  expect(span(report, at, zone)).toEqual([start, end, hours]);
});

test('reports of days in a row leave no moment out and count none twice', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'America/Santiago'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
      (name, atMs) => {
        const zone = timeZone(name);
        const today = reportSpan('daily', atMs, zone);
        expect(reportSpan('daily', today.endMs, zone)).toEqual(today);
        expect(reportSpan('daily', today.startMs, zone).endMs).toBe(today.startMs);
        expect(reportSpan('weekly', atMs, zone).endMs).toBe(today.endMs);
        expect(toLocal(zone, today.endMs)).toBeLessThanOrEqual(toLocal(zone, atMs));
      },
    ),
  );
});

test('an incident was open in a span as long as it overlaps it, its end included', () => {
  const span = { startMs: T0, endMs: T0 + 100 };
  const over = (openedMs: number, resolvedMs: number) => incidentOf({ status: 'closed', openedMs, resolvedMs });
  expect(wasOpenIn(over(T0 - 9, T0 - 1), span)).toBe(false);
  expect(wasOpenIn(over(T0 - 9, T0), span)).toBe(true);
  expect(wasOpenIn(over(T0 + 99, T0 + 999), span)).toBe(true);
  expect(wasOpenIn(over(T0 + 100, T0 + 999), span)).toBe(false);
  // It is open, whatever it says of an earlier end.
  expect(wasOpenIn(incidentOf({ status: 'triggered', openedMs: T0 - 9, resolvedMs: T0 - 1 }), span)).toBe(true);
  const same = ['b', 'c', 'a'].map((id) => incidentOf({ id, openedMs: T0 }));
  expect(newestDuring([...same, incidentOf({ id: 'd', openedMs: T0 + 1 })], span).map(({ id }) => id)).toEqual([
    ...['d', 'a', 'b', 'c'],
  ]);
});
