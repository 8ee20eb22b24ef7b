import fc from 'fast-check';
import { type PersonsAct, play, type StateChange, type Story } from '../interleaving';
import { violations } from '../interleaving-violations';

/**
 * Quick by default; the full count runs where SIGHTLINE_INTERLEAVINGS says so. A quarter of it in each of four files:
 * workers share them.
 */
const RUNS = Math.ceil(Number(process.env.SIGHTLINE_INTERLEAVINGS ?? 2_000) / 4);

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

const acts = fc.array(
  fc.record<PersonsAct>({
    action: fc.constantFrom('acknowledge', 'acknowledge', 'note', 'resolve'),
    by: fc.constantFrom('alice', 'bob'),
    round: fc.nat(6),
  }),
  { maxLength: 3 },
);

const story: fc.Arbitrary<Story> = fc.record({
  changes,
  acts,
  seed: fc.nat(),
  crashes: fc.constantFrom(0, 0.02, 0.1),
});

/** A quarter of the stories, drawn at random: no two calls play the same. */
export function playQuarter(): void {
  let runs = 0;
  afterAll(() => {
    process.stdout.write(`interleavings played: ${runs}\n`);
  });

  test('random deliveries, duplicates, reordering, crashes, acknowledgements and timers break no promise', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        runs += 1;
        expect(violations(told, await play(told))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 900_000);
}
