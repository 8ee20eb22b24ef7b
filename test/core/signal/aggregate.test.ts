import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { type Labels, MetricAggregator } from '../../../lib/core/signal/aggregate';
import {
  type Datum,
  datumBytes,
  datumProblem,
  mergeData,
  pointsOf,
  toDatum,
} from '../../../lib/core/signal/aggregate/datum';
import { packRequests, REQUEST_LIMIT } from '../../../lib/core/signal/aggregate/pack';
import {
  MAX_BODY_BYTES,
  packMessage,
  readMessage,
  writeMessage,
} from '../../../lib/core/signal/aggregate/publish-message';
import type { SeriesSettings } from '../../../lib/core/signal/aggregate/series';

const T0 = Date.UTC(2026, 10, 21, 12, 0, 0);
const MINUTELY: SeriesSettings = { namespace: 'Shop', unit: 'Count', resolution: 60, statistics: 'values' };
const SECONDLY: SeriesSettings = { ...MINUTELY, resolution: 1 };
const SET: SeriesSettings = { ...MINUTELY, statistics: 'set' };

function drained(fill: (aggregator: MetricAggregator) => void, options = {}): Datum[] {
  const aggregator = new MetricAggregator(options);
  fill(aggregator);
  return aggregator.drain().map(toDatum);
}

function datum(part: Partial<Datum> = {}): Datum {
  const series = { name: 'Orders', dimensions: [], unit: 'Count', resolution: 60, timestampMs: T0 } as const;
  return { ...series, values: [1], counts: [1], ...part };
}

describe('a series', () => {
  test('is name and labels, in whatever order', () => {
    const data = drained((aggregator) => {
      aggregator.record(MINUTELY, 'Orders', { shop: 'a', till: '1' }, 5, T0);
      aggregator.record(MINUTELY, 'Orders', { till: '1', shop: 'a' }, 5, T0 + 59_999);
      aggregator.record(MINUTELY, 'Orders', { shop: 'a', till: 1 }, 7, T0);
    });
    const dimensions = [
      ['shop', 'a'],
      ['till', '1'],
    ];
    expect(data).toEqual([
      datum({ dimensions: dimensions as never, values: [5, 7], counts: [2, 1], level: undefined }),
    ]);
  });

  test.each<[string, (aggregator: MetricAggregator) => unknown]>([
    ['another name', (aggregator) => aggregator.record(MINUTELY, 'Other', undefined, 1, T0)],
    ['another label value', (aggregator) => aggregator.record(MINUTELY, 'Orders', { shop: 'a' }, 1, T0)],
    ['the next minute', (aggregator) => aggregator.record(MINUTELY, 'Orders', undefined, 1, T0 + 60_000)],
    ['another unit', (aggregator) => aggregator.record({ ...MINUTELY, unit: 'None' }, 'Orders', undefined, 1, T0)],
    ['high resolution', (aggregator) => aggregator.record(SECONDLY, 'Orders', undefined, 1, T0)],
    ['a statistic set', (aggregator) => aggregator.record(SET, 'Orders', undefined, 1, T0)],
    [
      'another namespace',
      (aggregator) => aggregator.record({ ...MINUTELY, namespace: 'B' }, 'Orders', undefined, 1, T0),
    ],
  ])('%s makes another', (_, record) => {
    const both = drained((aggregator) => {
      aggregator.record(MINUTELY, 'Orders', undefined, 1, T0);
      expect(record(aggregator)).toBeUndefined();
    });
    expect(both).toHaveLength(2);
  });

  test('of high resolution has a datum a second', () => {
    const data = drained((aggregator) => {
      for (const ms of [0, 999, 1_000, 1_500, 999]) aggregator.record(SECONDLY, 'Orders', undefined, 1, T0 + ms);
    });
    expect(data.map(({ timestampMs, counts }) => [timestampMs - T0, counts])).toEqual([
      [0, [3]],
      [1_000, [2]],
    ]);
  });

  test('with statistics `set` keeps count, sum, minimum and maximum', () => {
    const data = drained((aggregator) => {
      for (const value of [3, -1, 10]) aggregator.record(SET, 'Orders', undefined, value, T0);
    });
    expect(data[0]).toMatchObject({ set: [3, 12, -1, 10] });
    expect(data[0]).not.toHaveProperty('values');
  });

  test('has the common dimensions, which a label of the same name replaces', () => {
    const options = { dimensions: { service: 'checkout', environment: 'prod' } };
    const data = drained(
      (aggregator) => aggregator.record(MINUTELY, 'A', { service: 'cart', tier: undefined }, 1, T0),
      options,
    );
    expect(Object.fromEntries(data[0]?.dimensions ?? [])).toEqual({
      service: 'cart',
      environment: 'prod',
      tier: 'unknown',
    });
  });

  test('takes hostile label names for what they are: names', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}') as Labels;
    const data = drained((aggregator) => {
      aggregator.record(MINUTELY, 'A', labels, 1, T0);
      aggregator.record(MINUTELY, 'A', undefined, 1, T0);
    });
    expect(data.map(({ dimensions }) => dimensions.length)).toEqual([2, 0]);
  });
});

describe('a point is refused', () => {
  const long = 'x'.repeat(1_025);
  test.each<[string, string, Partial<SeriesSettings>, string, unknown, unknown]>([
    ['NaN', 'invalid-value', {}, 'A', {}, Number.NaN],
    ['infinity', 'invalid-value', {}, 'A', {}, Number.NEGATIVE_INFINITY],
    ['beyond 2^360', 'invalid-value', {}, 'A', {}, 2 ** 361],
    ['no number', 'invalid-value', {}, 'A', {}, '5'],
    ['a BigInt', 'invalid-value', {}, 'A', {}, 5n],
    ['no name', 'invalid-name', {}, ' ', {}, 1],
    ['a long name', 'invalid-name', {}, 'x'.repeat(256), {}, 1],
    ['a long label value', 'invalid-dimension', {}, 'A', { a: long }, 1],
    ['a long label name', 'invalid-dimension', {}, 'A', { [long]: 'a' }, 1],
    ['an empty label value', 'invalid-dimension', {}, 'A', { a: '' }, 1],
    ['a label value with a colon in front', 'invalid-dimension', {}, 'A', { a: ':a' }, 1],
    ['a label value that is not ASCII', 'invalid-dimension', {}, 'A', { a: 'ü' }, 1],
    ['a label value that is an object', 'invalid-dimension', {}, 'A', { a: {} }, 1],
    ['an unknown unit', 'invalid-unit', { unit: 'Furlongs' as never }, 'A', {}, 1],
    ['a namespace of AWS', 'invalid-namespace', { namespace: 'AWS/SQS' }, 'A', {}, 1],
    [
      '31 dimensions',
      'too-many-dimensions',
      {},
      'A',
      Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`l${i}`, 'v'])),
      1,
    ],
  ])('for %s', (_, reason, settings, name, labels, value) => {
    const aggregator = new MetricAggregator();
    const record = () => aggregator.record({ ...MINUTELY, ...settings }, name, labels as Labels, value as number, T0);
    expect([record(), record()]).toEqual([reason, reason]);
    expect(aggregator.drain()).toEqual([]);
  });

  test('of a new series when there are too many, while known ones go on', () => {
    const data = drained(
      (aggregator) => {
        for (let id = 0; id < 100; id += 1) {
          expect(aggregator.record(MINUTELY, 'A', { id }, 1, T0)).toBe(id < 10 ? undefined : 'too-many-series');
        }
        expect(aggregator.record(MINUTELY, 'A', { id: 3 }, 1, T0)).toBeUndefined();
      },
      { maxSeries: 10 },
    );
    expect(data).toHaveLength(10);
    expect(data[3]).toMatchObject({ counts: [2] });
  });

  test('and there is room again after a drain', () => {
    const aggregator = new MetricAggregator({ maxSeries: 1 });
    aggregator.record(MINUTELY, 'A', { id: 1 }, 1, T0);
    expect(aggregator.record(MINUTELY, 'A', { id: 2 }, 1, T0)).toBe('too-many-series');
    expect(aggregator.drain()).toHaveLength(1);
    expect(aggregator.record(MINUTELY, 'A', { id: 2 }, 1, T0)).toBeUndefined();
    expect(aggregator.drain().map(toDatum)[0]?.dimensions).toEqual([['id', '2']]);
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const MB = 2 ** 20;
  /** Texts of 1 MB, each another, flat in memory. */
  const large = (index: number) => Buffer.alloc(MB, `body ${index} `).toString('latin1');

  const POINTS = 300;

  /** Megabytes that the points keep alive. What other tests left to be collected makes it less, never more by much. */
  function kept(record: (aggregator: MetricAggregator, index: number) => void): number {
    const aggregator = new MetricAggregator();
    // Memory outside of the heap is freed by the collection after the one that finds it unused.
    for (let round = 0; round < 3; round += 1) collect();
    const before = process.memoryUsage();
    for (let index = 0; index < POINTS; index += 1) record(aggregator, index);
    for (let round = 0; round < 3; round += 1) collect();
    const after = process.memoryUsage();
    const grown = after.heapUsed - before.heapUsed + after.external - before.external;
    aggregator.drain();
    return grown / MB;
  }

  test.each<[string, (text: string, index: number) => [string, Labels]]>([
    ['refused label values', (text) => ['A', { body: text }]],
    ['refused label names', (text) => ['A', { [text]: 'a' }]],
    ['refused names', (text) => [text, {}]],
    ['refused objects', (text) => ['A', { body: { text } as never }]],
    ['label values cut out of it', (text) => ['A', { path: text.slice(0, 40) }]],
    ['names cut out of it', (text) => [text.slice(0, 40), {}]],
  ])('does not keep what the caller has of %s', (_, point) => {
    const megabytes = kept((aggregator, index) => {
      const [name, labels] = point(large(index), index);
      aggregator.record(MINUTELY, name, labels, 1, T0);
    });
    expect(megabytes).toBeLessThan(POINTS / 2);
  });
});

test('a datum is refused by its age at the time it is sent', () => {
  const day = 86_400_000;
  expect(datumProblem(datum(), T0 + 14 * day)).toBeUndefined();
  expect(datumProblem(datum(), T0 + 14 * day + 1)).toBe('too-old');
  expect(datumProblem(datum(), T0 - 7_200_000)).toBeUndefined();
  expect(datumProblem(datum(), T0 - 7_200_001)).toBe('too-far-ahead');
  expect(datumProblem(datum({ values: [2 ** 361] }), T0)).toBe('invalid-value');
  expect(datumProblem(datum({ values: undefined, set: [1, 2 ** 361, 0, 0] }), T0)).toBe('invalid-value');
});

const names = fc.constantFrom('A', 'B', 'Größe');
const points = fc.array(
  fc.record({
    name: names,
    shop: fc.integer({ min: 0, max: 3 }),
    value: fc.double({ min: 0, max: 1e6, noNaN: true }),
    second: fc.nat(180),
  }),
  { maxLength: 400 },
);

test('merged parts hold every point of every series and minute', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 5 }), (list, parts) => {
      const record = (aggregator: MetricAggregator, some: typeof list) => {
        for (const { name, shop, value, second } of some)
          aggregator.record(MINUTELY, name, { shop }, value, T0 + second * 1_000);
      };
      const pieces = Array.from({ length: parts }, (_, part) => list.filter((_point, index) => index % parts === part));
      const merged = mergeData(pieces.flatMap((piece) => drained((aggregator) => record(aggregator, piece))));
      const expected = new Map<string, number>();
      for (const { name, shop, second } of list) {
        const key = `${name} ${shop} ${Math.floor(second / 60)}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const got = merged.map(
        (one) => [`${one.name} ${one.dimensions[0]?.[1]} ${(one.timestampMs - T0) / 60_000}`, pointsOf(one)] as const,
      );
      expect(new Map(got)).toEqual(expected);
      expect(got).toHaveLength(expected.size);
    }),
  );
});

test('sets are merged as sets', () => {
  const sets = [datum({ set: [2, 10, 1, 9] }), datum({ set: [1, -5, -5, -5] })];
  expect(mergeData(sets)).toMatchObject([{ set: [3, 5, -5, 9] }]);
});

describe('packing', () => {
  const data = fc.array(
    fc.record({ name: names, size: fc.integer({ min: 1, max: 150 }), labels: fc.nat(30), minute: fc.nat(1_000) }).map(
      ({ name, size, labels, minute }): Datum =>
        datum({
          name,
          timestampMs: T0 + minute * 60_000,
          dimensions: Array.from({ length: labels }, (_, index) => [`label${index}`, 'v'.repeat(500)] as const),
          values: Array.from({ length: size }, (_, index) => index + Math.PI),
          counts: Array.from({ length: size }, () => 1),
        }),
    ),
    { maxLength: 200 },
  );

  test('keeps to the limits and loses nothing', () => {
    fc.assert(
      fc.property(data, (list) => {
        const requests = packRequests([...list, ...list, ...list]);
        expect(requests.flat()).toEqual([...list, ...list, ...list]);
        for (const request of requests) {
          expect(request.length).toBeLessThanOrEqual(REQUEST_LIMIT.data);
          expect(request.reduce((sum, one) => sum + datumBytes(one), 0)).toBeLessThanOrEqual(REQUEST_LIMIT.bytes);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('takes a thousand small data a request', () => {
    expect(packRequests(Array.from({ length: 2_500 }, () => datum())).map(({ length }) => length)).toEqual([
      1_000, 1_000, 500,
    ]);
  });

  test('splits a message whose body would be too large, and gives each part an id of its own', async () => {
    const message = {
      id: 'm',
      namespace: 'Shop',
      data: Array.from({ length: 9 }, (_, index) => datum({ name: `N${index}` })),
    };
    const packed = await packMessage(message, async (text) =>
      'x'.repeat(readMessage(text).data.length > 4 ? MAX_BODY_BYTES + 1 : 1),
    );
    expect(packed.map(({ id, points }) => [id, points])).toEqual([
      ['m.0', 4],
      ['m.1.0', 2],
      ['m.1.1', 3],
    ]);
  });
});

describe('a message', () => {
  test('is read as it was written', () => {
    const histogram = Array.from({ length: 400 }, (_, index) => Math.exp(index / 100));
    const data = drained((aggregator) => {
      for (const value of histogram) aggregator.record(MINUTELY, 'Größe', { shop: 'a' }, value, T0);
      aggregator.record(SET, 'B', undefined, 1, T0);
    });
    const message = { id: 'p-1', namespace: 'Shop', data };
    expect(readMessage(writeMessage(message))).toEqual(JSON.parse(JSON.stringify(message)));
    expect(data[0]?.level).toBeGreaterThan(0);
  });

  const good = JSON.parse(writeMessage({ id: 'p-1', namespace: 'Shop', data: [datum()] }));
  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['a later version', { ...good, schemaVersion: 99 }, 'schemaVersion must be 1 to'],
    ['no message', [], 'the message must be an object'],
    ['no id', { ...good, id: '' }, 'id must be a text'],
    ['no namespace', { ...good, namespace: 1 }, 'namespace must be a text'],
    ['no data', { ...good, data: {} }, 'data must be an array'],
    ['a datum that is none', { ...good, data: [null] }, 'data[0] must be an object'],
    ['strange dimensions', { ...good, data: [datum({ dimensions: [['a']] as never })] }, 'data[0].dimensions'],
    ['a time that is none', { ...good, data: [datum({ timestampMs: 1.5 })] }, 'data[0].timestampMs'],
    ['no values', { ...good, data: [datum({ values: [] })] }, 'data[0].values'],
    ['151 values', { ...good, data: [datum({ values: Array.from({ length: 151 }, (_, i) => i) })] }, 'data[0].values'],
    ['counts that do not match', { ...good, data: [datum({ counts: [1, 2] })] }, 'data[0].counts must be one for each'],
    ['a count of zero', { ...good, data: [datum({ counts: [0] })] }, 'data[0].counts must be numbers above zero'],
    ['a level that is none', { ...good, data: [datum({ level: 99 })] }, 'data[0].level'],
    ['half a set', { ...good, data: [datum({ set: [1, 2] as never })] }, 'data[0].set'],
  ])('with %s is refused with the place', (_, message, problem) => {
    expect(() => readMessage(typeof message === 'string' ? message : JSON.stringify(message))).toThrow(problem);
  });
});
