import fc from 'fast-check';
import { changeAt, lastAtOrBefore, type MomentData, nextEvent, stateWords } from '../../../lib/view/report/moment';
import { momentData } from '../../../lib/view/report/moment-data';
import { at, checkoutReport, fullReport } from './fixture';

const data = momentData(checkoutReport);

test.each([
  [at(0), 'State at 09:00:00: no alarm in ALARM, no incident open, nothing sent yet.'],
  [at(13, 9), 'State at 09:13:09: no alarm in ALARM, no incident open, nothing sent yet.'],
  [at(13, 10), 'State at 09:13:10: ChargePayment Errors in ALARM, no incident open, nothing sent yet.'],
  [
    at(14, 10),
    'State at 09:14:10: ChargePayment Errors and Orders API Faults in ALARM, 1 incident open, 1 notification so far.',
  ],
  [
    at(17, 10),
    'State at 09:17:10: ChargePayment Errors, Orders API Faults and Orders DLQ Depth in ALARM, 1 incident open, 1 notification so far.',
  ],
  [at(37, 10), 'State at 09:37:10: no alarm in ALARM, no incident open, 2 notifications so far.'],
])('says how things stood at a moment', (ms, words) => {
  expect(stateWords(data, ms)).toBe(words);
});

test('says which actions are held back, and counts the alarms after the third', () => {
  expect(stateWords(momentData(fullReport), at(17, 20))).toContain(
    'ChargePayment Errors, Orders API Faults, Orders DLQ Depth (held back) and 2 more in ALARM',
  );
});

test('names the day where the rehearsal has several', () => {
  const days = { ...data, endMs: data.startMs + 3 * 86_400_000 };
  expect(stateWords(days, data.startMs)).toContain('State at 3 February 2026 09:00:00:');
});

test('counts a message of 09:14:10.9 as sent at 09:14:10, as its time is shown', () => {
  const [page] = checkoutReport.notifications;
  if (!page) throw new Error('the fixture has a page');
  const late = momentData({ ...checkoutReport, notifications: [{ ...page, atMs: at(14, 10) + 900 }] });
  expect(stateWords(late, at(14, 10))).toContain('1 notification so far');
  expect(stateWords(late, at(14, 9))).toContain('nothing sent yet');
});

test('knows no state before the first', () => {
  const alarm = { name: 'a', label: 'a', changes: [[100, 0] as const] };
  expect(changeAt(alarm, 99)).toBeUndefined();
  expect(changeAt(alarm, 100)).toEqual([100, 0]);
});

test('finds the last time that is not after the moment', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: -5, max: 60 }), (times, moment) => {
      const sorted = [...times].sort((a, b) => a - b);
      const expected = sorted.filter((time) => time <= moment).length - 1;
      expect(lastAtOrBefore(sorted.length, (index) => sorted[index] ?? 0, moment)).toBe(expected);
    }),
  );
});

describe('previous and next event', () => {
  test('stop at every turn of the story once, and at no quiet change of state', () => {
    const seen: number[] = [];
    for (let ms = data.startMs - 1; ms < data.endMs; ) {
      ms = nextEvent(data, ms, 1);
      seen.push(ms);
    }
    const turns = checkoutReport.story.filter(({ kind }) => kind !== 'state').map(({ atMs }) => atMs);
    expect(seen).toEqual([...new Set([...turns, data.endMs])]);
    expect(seen).not.toContain(at(3));
  });

  test('end at the beginning and at the end', () => {
    expect(nextEvent(data, data.startMs, -1)).toBe(data.startMs);
    expect(nextEvent(data, data.endMs, 1)).toBe(data.endMs);
    expect(nextEvent(data, at(14, 8), -1)).toBe(at(13, 40));
    const none: MomentData = { ...data, eventsMs: [] };
    expect([nextEvent(none, at(5), -1), nextEvent(none, at(5), 1)]).toEqual([data.startMs, data.endMs]);
  });
});
