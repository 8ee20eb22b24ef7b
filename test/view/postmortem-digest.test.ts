import type { Incident } from '../../lib/core/incident/incident';
import { type IncidentRecord, numbersOf } from '../../lib/core/incident/numbers';
import { digest } from '../../lib/view/digest';
import { entryOf, incidentOf, outboxOf } from '../adapters/samples';

const DAY = 86_400_000;
/** A Monday. */
const FROM = Date.UTC(2026, 0, 12);
const TO = FROM + 7 * DAY;
const MINUTE = 60_000;

function recordOf(
  id: string,
  openedMs: number,
  lastsMs: number | undefined,
  changes: Partial<Incident> = {},
): IncidentRecord {
  const resolvedMs = lastsMs === undefined ? undefined : openedMs + lastsMs;
  const end = { status: 'resolved', resolvedMs, resolvedBy: { type: 'alarm', id: 'a' } } as const;
  return {
    incident: incidentOf({ id, openedMs, ...(resolvedMs !== undefined && end), ...changes }),
    timeline: [
      entryOf({ incidentId: id, atMs: openedMs, eventId: '000001.00|opened' }),
      ...(resolvedMs === undefined
        ? []
        : [entryOf({ incidentId: id, kind: 'resolved', atMs: resolvedMs, eventId: '000002.00|resolved' })]),
    ],
    outbox: [outboxOf({ incidentId: id, channel: '@alice', status: 'sent', dueMs: openedMs })],
  };
}

function digestOf(records: readonly IncidentRecord[], more: Partial<Parameters<typeof digest>[0]> = {}): string {
  const incidents = records.map(({ incident }) => incident);
  const numbers = numbersOf(records, { span: { startMs: FROM, endMs: more.to ?? TO } });
  return digest({ from: FROM, to: TO, incidents, numbers, ...more });
}

test('a weekly digest reads well on a phone', () => {
  const text = digestOf(
    [
      recordOf('i-1', FROM + DAY, 3 * MINUTE),
      recordOf('i-2', FROM + 2 * DAY, 90 * MINUTE, { alarms: ['a', 'b'], resolvedBy: { type: 'user', id: 'bob' } }),
      recordOf('i-3', FROM + 6 * DAY, undefined, { title: 'Orders are slow.', severity: 'critical' }),
    ],
    {
      violations: [
        { incidentId: 'i-3', generation: 1, level: 1, levelName: 'backup', dueMs: FROM, problem: 'not told' },
      ],
    },
  );
  expect(text).toMatchInlineSnapshot(`
"Weekly digest
12 January 2026 to 18 January 2026 (UTC)

3 incidents opened, 0 reopened, 2 resolved
3 alerts raised, 0 cleared
Resolved after 46 min 30 s (median), 9 in 10 in 1 h 30 min
  by people after 1 h 30 min
  by alarms after 3 min
Ended and nobody had looked: 1 of 2
Came back: 0 of 2

Still open:
- CRITICAL checkout prod: Orders are slow. (since 18 January 2026)

Over:
- HIGH checkout prod: checkout fails (1 h 30 min)
- HIGH checkout prod: checkout fails (3 min)

Pages a person:
- alice: 3

Rang for nothing:
- checkout-faults: 1 of 1

Escalations that did not run:
- i-3: backup not told
"
`);
  expect(text.split('\n').filter((line) => line.length > 72)).toEqual([]);
});

test('a quiet day is said in a line', () => {
  expect(digestOf([], { to: FROM + DAY, violations: [] })).toBe(
    'Daily summary, 12 January 2026 (UTC)\n\nNothing happened.\n\nEvery escalation ran.\n',
  );
  expect(digestOf([], { to: FROM + 3 * DAY })).toBe(
    'Digest of 3 days\n12 January 2026 to 14 January 2026 (UTC)\n\nNothing happened.\n',
  );
});

test('long lists end, and say how much is missing', () => {
  const text = digestOf(Array.from({ length: 12 }, (_, n) => recordOf(`i-${n}`, FROM + n, undefined)));
  expect(text.match(/^- HIGH/gm)).toHaveLength(10);
  expect(text).toContain('\n- and 2 more');
});

test('texts of others are one short line each', () => {
  const hostile = `\u202Egnol\u0000 line\nbreak \uD800 ${'x'.repeat(80_000)}`;
  const record = recordOf('i-1', FROM, MINUTE, {
    title: hostile,
    service: hostile,
    environment: hostile,
    alarms: [hostile],
  });
  const outbox = [outboxOf({ channel: `@${hostile}`, status: 'sent', dueMs: FROM })];
  const violation = { generation: 1, level: 1, dueMs: FROM, problem: 'not told' } as const;
  const text = digestOf([{ ...record, outbox }], {
    violations: [{ ...violation, incidentId: hostile, levelName: hostile }],
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|\p{Cs}/u);
  expect(text).not.toMatch(/^break/m);
  expect(Math.max(...text.split('\n').map((line) => Array.from(line).length))).toBeLessThan(250);
});
