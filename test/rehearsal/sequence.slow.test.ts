import * as fc from 'fast-check';
import { computeStatistic, type Observations } from '../../lib/core/signal/statistic';
import { parseSequence, type SequenceOptions } from '../../lib/rehearsal/sequence';
import { anyCharacter } from '../any-character';
import { messageOf } from './support';

const MINUTE_MS = 60_000;
const RECORDING = 'timestamp,value\n2026-01-05 09:00:00,1\n2026-01-05 09:05:00,2\n2026-01-05 09:15:00,4\n';

function options(given: Partial<SequenceOptions> = {}): SequenceOptions {
  return { everyMs: MINUTE_MS, scale: 1, seed: 1, readFile: () => RECORDING, ...given };
}

interface Point extends Observations {
  readonly offsetMs: number;
}

function pointsOf(text: string, given: Partial<SequenceOptions> = {}): Point[] {
  const points: Point[] = [];
  parseSequence(text, options(given)).writeTo({
    sample: (value, offsetMs) => points.push({ offsetMs, count: 1, sum: value, minimum: value, maximum: value }),
    observations: (observations, offsetMs) => points.push({ ...observations, offsetMs }),
  });
  return points;
}

/** Minute and value of each datapoint: gaps show as minutes left out. */
function valuesOf(text: string, given?: Partial<SequenceOptions>): (readonly [number, number])[] {
  return pointsOf(text, given).map(({ offsetMs, sum }) => [offsetMs / MINUTE_MS, sum] as const);
}

describe('items', () => {
  test.each([
    ['5', '0:5'],
    ['-1.5 .5 2e3', '0:-1.5 1:0.5 2:2000'],
    ['5x3', '0:5 1:5 2:5'],
    ['1 _ 3', '0:1 2:3'],
    ['_x5 7', '5:7'],
    ['1..4x4', '0:1 1:2 2:3 3:4'],
    ['10..-10x3', '0:10 1:0 2:-10'],
    ['3..9', '0:3'],
    ['(1 _)x2 5', '0:1 2:1 4:5'],
    ['((1 2)x2 0)x2', '0:1 1:2 2:1 3:2 4:0 5:1 6:2 7:1 8:2 9:0'],
    ['9 @night.csv 9', '0:9 1:1 6:2 16:4 26:9'],
  ])("'%s' is %s, minute by minute", (text, expected) => {
    const told = valuesOf(text).map(([minute, value]) => `${minute}:${value}`);
    expect(told.join(' ')).toBe(expected);
  });

  test('a length of time repeats an item or a group as often as fits, once at least', () => {
    expect(pointsOf('5x1h')).toHaveLength(60);
    expect(pointsOf('5x90s')).toHaveLength(2);
    expect(pointsOf('5x500ms')).toHaveLength(1);
    expect(pointsOf('(1 2 3)x30m')).toHaveLength(30);
    expect(pointsOf('5x1h', { everyMs: 10_000 })).toHaveLength(360);
    expect(pointsOf('(5x1h)x2d', { everyMs: 3_600_000 })).toHaveLength(48);
  });

  test('datapoints are as far apart as the series says', () => {
    expect(pointsOf('1 2 _ 3', { everyMs: 10_000 }).map(({ offsetMs }) => offsetMs)).toEqual([0, 10_000, 30_000]);
  });

  test('every value is multiplied by the scale', () => {
    expect(valuesOf('2 1..3x2 [4] @a.csv', { scale: 10 }).map(([, value]) => value)).toEqual([
      20, 10, 30, 40, 10, 20, 40,
    ]);
    const [plain, scaled] = [1, 1_000].map((scale) => valuesOf('normal(5,1)x9', { scale }).map(([, value]) => value));
    for (const [index, value] of scaled?.entries() ?? []) expect(value).toBeCloseTo((plain?.[index] as number) * 1_000);
  });

  test('a weight makes a datapoint of so many samples', () => {
    expect(pointsOf('5*100x2')).toEqual([
      { offsetMs: 0, count: 100, sum: 500, minimum: 5, maximum: 5, values: [5], counts: [100] },
      { offsetMs: MINUTE_MS, count: 100, sum: 500, minimum: 5, maximum: 5, values: [5], counts: [100] },
    ]);
    expect(pointsOf('1..3*2x2').map(({ sum }) => sum)).toEqual([2, 6]);
  });

  test('a list holds the samples of one datapoint, with weights where they repeat', () => {
    const [point, again] = pointsOf('[100*985 900*15]x2');
    expect(point).toMatchObject({ count: 1_000, minimum: 100, maximum: 900, values: [100, 900], counts: [985, 15] });
    expect(again).toMatchObject({ offsetMs: MINUTE_MS, sum: point?.sum });
    expect(computeStatistic('p99', point as Observations)).toBe(900);
    expect(pointsOf('[1, 2,3]')).toMatchObject([{ count: 3, sum: 6 }]);
  });

  test('samples that are drawn for one datapoint differ', () => {
    const [point] = pointsOf('normal(100,15)*50');
    expect(point?.count).toBe(50);
    expect(new Set(point?.values).size).toBe(50);
  });

  test('a recording is named with or without quotes, and repeated in a group', () => {
    const names: string[] = [];
    const readFile = (name: string) => {
      names.push(name);
      return RECORDING;
    };
    expect(pointsOf('(@night.csv)x2 @"a night.csv" (1 @x/night.csv)', { readFile })).toHaveLength(13);
    expect(names).toEqual(['night.csv', 'a night.csv', 'x/night.csv']);
  });
});

describe('distributions', () => {
  const COUNT = 20_000;
  const samples = (text: string) => valuesOf(`${text}x${COUNT}`).map(([, value]) => value);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values: readonly number[]) => {
    const center = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  };
  const quantile = (values: readonly number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] as number;

  test('normal has its mean and deviation', () => {
    const values = samples('normal(100, 15)');
    expect(mean(values)).toBeGreaterThan(99);
    expect(mean(values)).toBeLessThan(101);
    expect(deviation(values)).toBeGreaterThan(14);
    expect(deviation(values)).toBeLessThan(16);
  });

  test('lognormal has its median and its 99th percentile; both may be lengths of time in milliseconds', () => {
    const values = samples('lognormal(120ms, 1s)');
    expect(quantile(values, 0.5)).toBeGreaterThan(114);
    expect(quantile(values, 0.5)).toBeLessThan(126);
    expect(quantile(values, 0.99)).toBeGreaterThan(850);
    expect(quantile(values, 0.99)).toBeLessThan(1_150);
    expect(Math.min(...values)).toBeGreaterThan(0);
  });

  test('uniform stays within its bounds and fills them', () => {
    const values = samples('uniform(-5, 15)');
    expect(mean(values)).toBeCloseTo(5, 0);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-5);
    expect(Math.min(...values)).toBeLessThan(-4.9);
    expect(Math.max(...values)).toBeLessThan(15);
    expect(Math.max(...values)).toBeGreaterThan(14.9);
  });

  test.each([0.2, 4, 50, 400])('poisson counts events, with variance and mean %d', (events) => {
    const values = samples(`poisson(${events})`);
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(mean(values) / events).toBeGreaterThan(0.95);
    expect(mean(values) / events).toBeLessThan(1.05);
    expect(deviation(values) ** 2 / events).toBeGreaterThan(0.9);
    expect(deviation(values) ** 2 / events).toBeLessThan(1.1);
  });

  test('poisson of no events is always 0', () => {
    expect(new Set(samples('poisson(0)'))).toEqual(new Set([0]));
  });

  test('wave goes through its period, the same each time', () => {
    const day = valuesOf('wave(100, 50, 24h)x24h', { everyMs: 3_600_000 }).map(([, value]) => value);
    expect(day[0]).toBe(100);
    expect(day[6]).toBeCloseTo(150);
    expect(day[18]).toBeCloseTo(50);
    expect(valuesOf('wave(100, 50, 24h)x24h', { everyMs: 3_600_000, seed: 2 }).map(([, value]) => value)).toEqual(day);
  });

  test('the same seed draws the same numbers each time, another seed others', () => {
    const text = 'normal(100,15)x50 (poisson(3) uniform(1,2)*5)x20';
    const sequence = parseSequence(text, options({ seed: 7 }));
    const written = () => {
      const sums: number[] = [];
      sequence.writeTo({ sample: (value) => sums.push(value), observations: ({ sum }) => sums.push(sum) });
      return sums;
    };
    expect(written()).toEqual(written());
    expect(pointsOf(text, { seed: 7 })).toEqual(pointsOf(text, { seed: 7 }));
    expect(pointsOf(text, { seed: 7 })).not.toEqual(pointsOf(text, { seed: 8 }));
  });
});

describe('mistakes', () => {
  test.each([
    ['', "the line ends where a sequence such as '0x10 5x10' belongs"],
    [
      '5 abc',
      "a value, a range such as 1..10, _ for a gap, (...), [...], @file.csv or a distribution belongs here, at 'abc'",
    ],
    ['5y3', "this is not an item of a sequence, at '5y3'"],
    ['5x', "this is not an item of a sequence, at '5x'"],
    ['1..', "this is not an item of a sequence, at '1..'"],
    ['__', "this is not an item of a sequence, at '__'"],
    ['(1 2', "a ')' is missing for this '(', at '(1'"],
    ['1 2)x3', "there is no '(' for this ')', at ')x3'"],
    ['1 ()x3', "there is nothing to repeat in this group, at '()x3'"],
    ['5x0', "'x0' leaves nothing; leave the item out, at '5x0'"],
    ['(1 2)x0h', "'x0h' leaves nothing; leave the item out, at '(1'"],
    ['5*0', "'*0' is not a number of samples from 1 on; write _ for a gap, at '5*0'"],
    ['[5*0]', "'*0' is not a number of samples from 1 on; write _ for a gap, at '[5*0]'"],
    ['[]', "'' in [...] is not a value such as 12.5 or 12.5*100, at '[]'"],
    ['[1 two]', "'two' in [...] is not a value such as 12.5 or 12.5*100, at '[1'"],
    ['gamma(1)', "'gamma' is no distribution; there are normal, lognormal, uniform, poisson, wave, at 'gamma(1)'"],
    [
      'constructor(1)',
      "'constructor' is no distribution; there are normal, lognormal, uniform, poisson, wave, at 'constructor(1)'",
    ],
    ['normal(1)', "write normal(mean, deviation), at 'normal(1)'"],
    ['normal(1,two)', "'two' is not a number; write normal(mean, deviation), at 'normal(1,two)'"],
    ['normal(1,-2)', "normal(1, -2): a deviation is 0 or more, at 'normal(1,-2)'"],
    ['lognormal(0,5)', "lognormal(0, 5): write 0 < median <= p99, at 'lognormal(0,5)'"],
    ['lognormal(9,5)', "lognormal(9, 5): write 0 < median <= p99, at 'lognormal(9,5)'"],
    ['uniform(2,1)', "uniform(2, 1): write the smaller bound first, at 'uniform(2,1)'"],
    ['poisson(-1)', "poisson(-1): a mean of events is 0 or more, at 'poisson(-1)'"],
    ['wave(1,1,0s)', "wave(1, 1, 0s): a period such as 24h is longer than 0, at 'wave(1,1,0s)'"],
    ['0 1e999', "1e999 is beyond what CloudWatch takes (2 to the power of 360), at '0'"],
    ['0x2 -1e109', "-1e109 is beyond what CloudWatch takes (2 to the power of 360), at '-1e109'"],
    ['5x1000001', 'the sequence has 1000001 datapoints, at most 1000000 are played'],
    ['_x1000001', 'the sequence has 1000001 datapoints, at most 1000000 are played'],
    ['((1x1000)x1000)x1000', 'the sequence has 1000000000 datapoints, at most 1000000 are played'],
    ['normal(1,1)*1000x10d', 'the sequence draws 14400000 samples, at most 10000000 are played'],
    ['5x733d', 'the sequence has 1055520 datapoints, at most 1000000 are played'],
  ])("'%s' is refused", (text, message) => {
    expect(messageOf(() => parseSequence(text, options()))).toBe(message);
  });

  test('a sequence that lasts for years is refused, however few datapoints it has', () => {
    const everyMs = 86_400_000;
    expect(() => parseSequence('5x732', options({ everyMs }))).not.toThrow();
    expect(messageOf(() => parseSequence('5x733', options({ everyMs })))).toBe(
      'the sequence lasts 733 days, at most 732 are played',
    );
  });

  test('a value that the scale carries too far is refused', () => {
    expect(messageOf(() => parseSequence('10', options({ scale: 1e108 })))).toMatch(/^10 is beyond what CloudWatch/);
  });

  test('groups lie in one another twenty deep and no deeper', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(pointsOf(nested(20))).toHaveLength(1);
    expect(messageOf(() => parseSequence(nested(21), options()))).toMatch(/^at most 20 groups lie in one another, at/);
    expect(messageOf(() => parseSequence(nested(100_000), options()))).toMatch(/^at most 20 groups/);
  });

  test('a very long item is shown in part', () => {
    expect(messageOf(() => parseSequence(`5${'y'.repeat(100_000)}`, options())).length).toBeLessThan(120);
  });

  test('what is wrong with a recording is said as it is for a replay', () => {
    const readFile = () => 'no recording at all';
    expect(messageOf(() => parseSequence('0 @a.csv', options({ readFile })))).toMatch(/^a\.csv: no row of the form/);
  });
});

describe('size', () => {
  test('a million datapoints are written, from a text of two megabytes', () => {
    const text = '7 '.repeat(1_000_000);
    let sum = 0;
    const sequence = parseSequence(text, options());
    sequence.writeTo({ sample: (value) => (sum += value), observations: () => undefined });
    expect(sum).toBe(7_000_000);
    expect(sequence.lengthMs).toBe(1_000_000 * MINUTE_MS);
  });

  test('one more is refused', () => {
    expect(messageOf(() => parseSequence('7 '.repeat(1_000_001), options()))).toBe(
      'the sequence has 1000001 datapoints, at most 1000000 are played',
    );
  });

  test('a recording of a million rows is written, one of a row more is refused', () => {
    const readFile = () => '2026-01-05 09:00:00,1\n'.repeat(1_000_000);
    let points = 0;
    const count = () => {
      points += 1;
    };
    parseSequence('@big.csv', options({ readFile })).writeTo({ sample: count, observations: count });
    expect(points).toBe(1_000_000);
    const tooMany = () => `${readFile()}2026-01-05 09:00:00,1\n`;
    expect(messageOf(() => parseSequence('@big.csv', options({ readFile: tooMany })))).toBe(
      'big.csv:1000001: more than 1,000,000 rows, at most 1,000,000 can be replayed; cut it into parts',
    );
  });

  test('a recording counts by its rows, not by the time it takes', () => {
    const rows = Array.from({ length: 366 }, (_, day) => `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString()},1`);
    const readFile = () => rows.join('\n');
    expect(pointsOf('@year.csv', { readFile, everyMs: 10_000 })).toHaveLength(366);
    expect(messageOf(() => parseSequence('(@year.csv)x3000', options({ readFile })))).toBe(
      'the sequence has 1098000 datapoints, at most 1000000 are played',
    );
  });
});

describe('any sequence', () => {
  const number = fc.oneof(fc.integer({ min: -999, max: 999 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  const times = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
  const repeat = (text: string, count: number | undefined) => (count === undefined ? text : `${text}x${count}`);
  interface Written {
    readonly text: string;
    /** Datapoints, gaps included. */
    readonly length: number;
  }
  const { item } = fc.letrec<{ item: Written; group: Written; atom: Written }>((tie) => ({
    atom: fc
      .tuple(
        fc.oneof(
          number.map(String),
          fc.tuple(number, number).map(([from, to]) => `${from}..${to}`),
          fc.constantFrom('_', 'normal(5,1)', 'uniform(1,2)*3', 'poisson(2)', 'wave(1,1,1h)', '[1 2*3]', '4*9'),
        ),
        times,
      )
      .map(([text, count]) => ({ text: repeat(text, count), length: count ?? 1 })),
    group: fc.tuple(fc.array(tie('item'), { minLength: 1, maxLength: 3 }), times).map(([items, count]) => ({
      text: repeat(`(${items.map(({ text }) => text).join(' ')})`, count),
      length: items.reduce((sum, { length }) => sum + length, 0) * (count ?? 1),
    })),
    item: fc.oneof({ maxDepth: 3 }, tie('atom'), tie('group')),
  }));

  test('lasts as long as its datapoints and gaps, which come in order and are finite', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), (items) => {
        const text = items.map((written) => written.text).join('  ');
        const length = items.reduce((sum, written) => sum + written.length, 0);
        expect(parseSequence(text, options()).lengthMs).toBe(length * MINUTE_MS);
        const points = pointsOf(text);
        const offsets = points.map(({ offsetMs }) => offsetMs);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
        expect(offsets.every((offset) => offset >= 0 && offset < length * MINUTE_MS)).toBe(true);
        expect(points.every(({ count, sum }) => count > 0 && Number.isFinite(sum))).toBe(true);
      }),
    );
  });

  test('two sequences one after the other are as long as both', () => {
    fc.assert(
      fc.property(item, item, (a, b) => {
        const lengthMs = (text: string) => parseSequence(text, options()).lengthMs;
        expect(lengthMs(`${a.text} ${b.text}`)).toBe(lengthMs(a.text) + lengthMs(b.text));
      }),
    );
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...['0', '5', '-1', '.', '..', 'x', 'x2', 'x0', 'x1h', 'x9999999', '*', '*3', '*0', '(', ')', '[', ']', ' ', ','],
    ...['_', '@', '@a.csv', '"', 'normal', 'normal(5,1)', 'wave(1,1,0)', 'e9', '1e999', 'NaN', 'Infinity', '\t', 'é'],
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.string({ unit: anyCharacter, maxLength: 40 }),
  );

  test('is a sequence of bounded length, or an error with a message', () => {
    let sequences = 0;
    fc.assert(
      fc.property(text, (given) => {
        try {
          const { lengthMs } = parseSequence(given, options());
          expect(lengthMs).toBeGreaterThan(0);
          expect(lengthMs).toBeLessThanOrEqual(1_000_000 * MINUTE_MS);
          sequences += 1;
        } catch (error) {
          expect((error as Error).constructor).toBe(Error);
          expect((error as Error).message).toMatch(/\S/);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(sequences).toBeGreaterThan(20);
  });
});
