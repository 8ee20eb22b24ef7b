import fc from 'fast-check';
import { createDetector, type DetectorOptions, fromBytes } from '../../../lib/core/anomaly';
import { type Random, randomNumbers } from '../../../lib/core/random';
import { DAY_POINTS, daily, MONDAY_MS, play, timeOf } from './streams';

/** A stream with everything in it: levels, spikes, repeats, gaps, late points, what is no number. */
function eventful(points: number, seed: number): readonly (readonly [timestampMs: number, value: number])[] {
  const random = randomNumbers(seed);
  let time = MONDAY_MS;
  return Array.from({ length: points }, (_, index) => {
    const event = random();
    time += event > 0.999 ? 40 * 3_600_000 : 300_000;
    if (event < 0.002) return [time, Number.NaN] as const;
    if (event < 0.004) return [time - 86_400_000, 5] as const;
    const level = index > points / 2 && seed % 3 === 0 ? 500 : 0;
    return [time, daily(index, random, time) * (event > 0.99 ? 3 : 1) + level] as const;
  });
}

const OPTIONS = fc.constantFrom<DetectorOptions>(
  {},
  { counter: true },
  { timeZone: 'America/New_York' },
  { intervalSeconds: 300, threshold: 'lowFalseNegatives' },
);

describe('a detector restored from its bytes', () => {
  test('goes on to the bit as if it had never stopped, wherever that was', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 2_500 }), OPTIONS, (seed, cut, options) => {
        const points = eventful(2_500, seed);
        const [whole, before] = [createDetector(options), createDetector(options)];
        for (const [time, value] of points.slice(0, cut)) {
          whole.update(time, value);
          before.update(time, value);
        }
        const after = fromBytes(before.toBytes(), options);
        for (const [time, value] of points.slice(cut))
          expect(after.update(time, value)).toEqual(whole.update(time, value));
        expect(after.toBytes()).toEqual(whole.toBytes());
        expect(after.ignored).toEqual(whole.ignored);
      }),
      { numRuns: 12 },
    );
  });

  test('goes on in the middle of a watched deploy, of an announced one, and of an anomaly', () => {
    const shifted = (index: number, random: Random, time: number) =>
      daily(index, random, time) + (index >= 900 ? 200 : 0);
    const whole = play(1_500, shifted, { deploys: [900] });
    for (const cut of [899, 901, 920, 935, 936, 940]) {
      const random = randomNumbers(7);
      let detector = createDetector();
      const results = Array.from({ length: 1_500 }, (_, index) => {
        if (index === 900) detector.noteDeploy(timeOf(900));
        if (index === cut) detector = fromBytes(detector.toBytes());
        return detector.update(timeOf(index), shifted(index, random, timeOf(index)));
      });
      expect(results).toEqual(whole.results);
    }
  });

  test('can be restored after every point', () => {
    const points = eventful(400, 5);
    const whole = createDetector();
    let bytes = createDetector().toBytes();
    for (const [time, value] of points) {
      const detector = fromBytes(bytes);
      expect(detector.update(time, value)).toEqual(whole.update(time, value));
      bytes = detector.toBytes();
    }
  });

  test('is reached as a function, on createDetector, and on a detector, which goes on itself', () => {
    const bytes = play(500, daily).detector.toBytes();
    const expected = fromBytes(bytes).update(timeOf(500), 400);
    expect(expected).toMatchObject({ anomalous: true });
    expect(createDetector.fromBytes(bytes).update(timeOf(500), 400)).toEqual(expected);
    const detector = createDetector();
    expect(detector.fromBytes(bytes)).toBe(detector);
    expect(detector.update(timeOf(500), 400)).toEqual(expected);
  });

  test('may have another threshold', () => {
    const { detector } = play(500, daily);
    const { anomalous, score } = fromBytes(detector.toBytes(), { threshold: 7 }).update(timeOf(500), 400);
    expect(anomalous).toBe(false);
    expect(score).toBeGreaterThan(1);
  });

  test('does not keep the bytes', () => {
    const bytes = play(500, daily).detector.toBytes();
    const detector = fromBytes(bytes);
    bytes.fill(0);
    expect(detector.update(timeOf(500), 400).anomalous).toBe(true);
  });
});

describe('a state that cannot be used', () => {
  const { detector } = play(500, daily);
  const bytes = detector.toBytes();
  const changed = (at: number, to: number) => Uint8Array.from(bytes, (byte, index) => (index === at ? to : byte));

  test.each<[string, unknown, RegExp]>([
    ['nothing', new Uint8Array(0), /^the 0 bytes are not the state of a detector$/],
    ['other bytes', Uint8Array.from({ length: 300 }, (_, index) => index), /^the 300 bytes are not the state/],
    ['another version', changed(2, 9), /^the state is of version 9, this reads version 1$/],
    ['a flipped byte', changed(200, (bytes[200] as number) ^ 1), /checksum does not fit/],
    ['half of it', bytes.slice(0, bytes.length / 2), /checksum does not fit/],
    ['null', null, /no Uint8Array, got null/],
    ['text', 'SA', /no Uint8Array, got string/],
  ])('as %s makes it start afresh and say so once', (_, state, reason) => {
    const afresh = fromBytes(state as Uint8Array);
    expect(afresh.startedAfresh).toMatch(reason);
    expect(afresh.update(timeOf(500), 400)).toMatchObject({
      anomalous: false,
      startedAfresh: expect.stringMatching(reason),
    });
    expect(afresh.update(timeOf(501), 400)).not.toHaveProperty('startedAfresh');
    expect(afresh.startedAfresh).toMatch(reason);
  });

  test('is also one that was learned with other settings', () => {
    expect(fromBytes(bytes, { counter: true }).startedAfresh).toBe(
      "the state was learned as 'gauge UTC', the detector is 'counter UTC'",
    );
    expect(fromBytes(bytes, { timeZone: 'Asia/Tokyo' }).startedAfresh).toContain("'gauge Asia/Tokyo'");
    expect(fromBytes(bytes).startedAfresh).toBeUndefined();
    expect(fromBytes(bytes).update(timeOf(500), 100)).not.toHaveProperty('startedAfresh');
  });

  test('never hangs or throws where somebody made its checksum fit', () => {
    const notANumber = new Uint8Array(new Float64Array([Number.NaN]).buffer);
    for (let at = 12; at < bytes.length - 12; at += 3) {
      const forged = Uint8Array.from(bytes);
      forged.set(notANumber, at);
      let hash = 0x811c9dc5;
      for (const byte of forged.subarray(0, -4)) hash = Math.imul(hash ^ byte, 0x01000193);
      new DataView(forged.buffer).setUint32(forged.length - 4, hash >>> 0, true);
      const restored = fromBytes(forged);
      for (let index = 500; index < 515; index += 1) restored.update(timeOf(index), index % 7);
      expect(restored.startedAfresh ?? '').not.toContain('checksum');
    }
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(bytes.length - 1), (random, at) => {
        const damaged = Uint8Array.from(bytes);
        damaged.set(random.subarray(0, bytes.length - at), at);
        for (const state of [random, damaged]) {
          const restored = fromBytes(state);
          expect(Number.isFinite(restored.update(timeOf(500), 1).score)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the size of a state', () => {
  test('is that of a few kilobytes, and does not grow for ever', () => {
    const day = play(DAY_POINTS, daily).detector.toBytes().length;
    expect(day).toBeLessThan(2_000);
    const detector = createDetector();
    const random = randomNumbers(1);
    // A million points of noise with heavy tails, spikes and levels: the worst for counts of what followed what.
    for (let index = 0; index < 1_000_000; index += 1)
      detector.update(timeOf(index, 60_000), random() ** 2 * 100 + (index % 90_000 === 0 ? 1e6 : 0) + index / 1e4);
    expect(detector.toBytes().length).toBeLessThan(13_000);
  });
});
