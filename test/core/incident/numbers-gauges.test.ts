import { numbersOf } from '../../../lib/core/incident/numbers';
import { gaugesOf, pagesByPerson } from '../../../lib/core/incident/numbers/gauges';
import { entryOf, incidentOf, outboxOf, T0 } from '../../adapters/samples';

const MINUTE = 60_000;
const SPAN = { startMs: T0 - MINUTE, endMs: T0 + 10 * 24 * 60 * MINUTE };

const recordOf = (id: string, minutes: number, alarms: readonly string[] = ['a']) => ({
  incident: incidentOf({
    ...{ id, alarms, status: 'resolved', openedMs: T0, resolvedMs: T0 + minutes * MINUTE },
    resolvedBy: { type: 'alarm', id: 'a' },
  }),
  timeline: [
    entryOf({ incidentId: id, atMs: T0, eventId: '000001.00|opened' }),
    entryOf({ incidentId: id, kind: 'resolved', atMs: T0 + minutes * MINUTE, eventId: '000002.00|resolved' }),
  ],
  outbox: [],
});

test('shares are percent, times are milliseconds, and the most paged person counts', () => {
  const page = (channel: string, dueMs: number) =>
    outboxOf({ kind: 'page', status: 'sent', channel, dueMs, incidentId: 'i-1' });
  // A week later it is another week: of one span they are one number.
  const outbox = [page('@alice', T0), page('@bob', T0), page('@alice', T0 + 8 * 24 * 60 * MINUTE)];
  const records = [
    { ...recordOf('i-1', 2), outbox },
    recordOf('i-2', 4),
    recordOf('i-3', 60),
    recordOf('i-4', 90, ['a', 'b']),
  ];
  const numbers = numbersOf(records, { span: SPAN });
  expect(gaugesOf(numbers)).toEqual([
    { name: 'MedianTimeToResolve', unit: 'Milliseconds', value: 32 * MINUTE },
    { name: 'P90TimeToResolve', unit: 'Milliseconds', value: 90 * MINUTE },
    { name: 'NoiseRatio', unit: 'Percent', value: 100 },
    { name: 'ReopenRate', unit: 'Percent', value: 0 },
    // Two of the three that had one alarm only.
    { name: 'FalsePositiveRate', unit: 'Percent', value: 200 / 3 },
    { name: 'MostPagesPerPerson', unit: 'Count', value: 2 },
  ]);
  expect([...pagesByPerson(numbers.pages)]).toEqual([
    ['alice', 2],
    ['bob', 1],
  ]);
});

test('nothing is said where there is nothing to say', () => {
  expect(gaugesOf(numbersOf([], { span: SPAN }))).toEqual([{ name: 'MostPagesPerPerson', unit: 'Count', value: 0 }]);
});

test('a person may be called like a property of objects', () => {
  const pages = [{ person: '__proto__', weekMs: 0, pages: 3 }];
  expect([...pagesByPerson(pages)]).toEqual([['__proto__', 3]]);
});
