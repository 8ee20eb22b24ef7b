import fc from 'fast-check';
import { incidentFromItem, outboxFromItem } from '../../lib/core/incident/table-item';
import { type Ending, play, type StateChange, type Story } from './interleaving';

/** Quick by default; the full count runs where SIGHTLINE_INTERLEAVINGS says so. */
const RUNS = Number(process.env.SIGHTLINE_INTERLEAVINGS ?? 2_000);

/** Up to three alarms of one service, each alternating ALARM and OK; their times may coincide to the millisecond. */
const changes = fc
  .array(
    fc.record({
      steps: fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 })), {
        minLength: 1,
        maxLength: 5,
      }),
      unit: fc.constantFrom(1, 1_000, 60_000),
      endsWith: fc.constantFrom<StateChange['state']>('OK', 'ALARM'),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((alarms) =>
    alarms.flatMap(({ steps, unit, endsWith }, alarm) => {
      let atMs = 0;
      return steps.map((step, index): StateChange => {
        atMs += step * unit;
        const last = (steps.length - 1 - index) % 2 === 0;
        return { alarm: `alarm-${alarm}`, state: last === (endsWith === 'ALARM') ? 'ALARM' : 'OK', atMs };
      });
    }),
  );

const story: fc.Arbitrary<Story> = fc.record({ changes, seed: fc.nat(), crashes: fc.constantFrom(0, 0.02, 0.1) });

let runs = 0;
afterAll(() => {
  process.stdout.write(`interleavings played: ${runs}\n`);
});

test('random deliveries, duplicates, reordering and crashes never open two incidents, page twice or lose a page', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      runs += 1;
      check(told, await play(told));
    }),
    { numRuns: RUNS },
  );
}, 900_000);

function check(told: Story, { store, sent, mostOpen, crashed }: Ending): void {
  const items = store.items();
  const incidents = items.filter(({ sk }) => sk === 'META').map(incidentFromItem);
  const outbox = items.filter(({ sk }) => sk.startsWith('OUT#')).map(outboxFromItem);

  // Never two open incidents of one group, at any moment.
  expect(mostOpen).toBeLessThanOrEqual(1);

  // It ends as the alarms end: open exactly if one of them is in ALARM.
  const newest = new Map<string, StateChange>();
  for (const change of told.changes) {
    if (change.atMs >= (newest.get(change.alarm)?.atMs ?? 0)) newest.set(change.alarm, change);
  }
  const alarming = [...newest.values()].some(({ state }) => state === 'ALARM');
  const open = incidents.filter(({ status }) => status === 'triggered');
  expect(open).toHaveLength(alarming ? 1 : 0);

  // Every generation of every incident paged: everything owed went to the channel, or to the fallback topic after three
  // failures in a row.
  expect(outbox.filter(({ status }) => status === 'pending')).toEqual([]);
  for (const { id, generation } of incidents) {
    for (let round = 1; round <= generation; round += 1) {
      const pages = sent.filter(({ idempotencyKey }) => idempotencyKey === `${id}/${round}/page/0/oncall`);
      expect(pages.length).toBeGreaterThanOrEqual(1);
      // A page goes out again only if its sender crashed; without crashes there is exactly one.
      if (crashed === 0) expect(pages).toHaveLength(1);
    }
  }

  // No page beyond those, and one item each, so a repeated send always carries the same key.
  const keys = new Set(
    sent.filter(({ attributes }) => attributes.kind === 'page').map(({ idempotencyKey }) => idempotencyKey),
  );
  expect(keys.size).toBe(incidents.reduce((total, { generation }) => total + generation, 0));
}
