import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dimensionValue } from '../../../lib/middleware/identity';
import type { Labels, MetricOptions } from '../../../lib/middleware/index';
import { metrics, observe } from '../../../lib/middleware/index';
import { captureStdout } from '../harness';
import { readLines, userSeries } from './emf-reader';

const OPTIONS = { service: 'checkout', environment: 'prod' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => stdout.restore());

const invoke = (work: () => void, options = {}) => observe(async () => work(), { ...OPTIONS, ...options })();
const warnings = () =>
  stdout
    .logs()
    .map(({ message }) => String(message))
    .filter((message) => message.startsWith('Sightline: '));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const boom = () => {
  throw new Error('getter');
};

describe('the guard against too many series', () => {
  test('counts the 101st value of a label as other, tells it once and loses no point', async () => {
    await invoke(() => {
      for (let n = 0; n < 300; n++) metrics.count('Orders', 1, { order: n, region: 'eu' });
      metrics.count('Orders', 1, { order: 7, region: 'eu' });
    });
    const series = userSeries(stdout.writes);
    expect(Object.keys(series)).toHaveLength(101);
    expect(series['Orders {"order":"other","region":"eu"}']).toEqual([200]);
    expect(series['Orders {"order":"7","region":"eu"}']).toEqual([2]);
    expect(warnings()).toEqual(["Sightline: label 'order' has more than 100 values; further ones count as 'other'"]);
  });

  test('goes by maxLabelValues, remembers over invocations and tells each label for itself', async () => {
    const handler = observe(
      async (n: number) => {
        metrics.count('Orders', 1, { order: n });
        metrics.count('Orders', 1, { user: n });
      },
      { ...OPTIONS, maxLabelValues: 2 },
    );
    for (const n of [1, 2, 3, 4, 1]) await handler(n);
    expect(userSeries(stdout.writes)).toEqual({
      'Orders {"order":"1"}': [1, 1],
      'Orders {"user":"1"}': [1, 1],
      'Orders {"order":"2"}': [1],
      'Orders {"user":"2"}': [1],
      'Orders {"order":"other"}': [1, 1],
      'Orders {"user":"other"}': [1, 1],
    });
    expect(warnings()).toHaveLength(2);
  });

  test('holds as well for the values of a label that comes when there are 100 labels already', async () => {
    await invoke(() => {
      for (let n = 0; n < 100; n++) metrics.count('Orders', 1, { [`label${n}`]: 'a' });
      for (let n = 0; n < 50; n++) metrics.count('Orders', 1, { late: n });
      metrics.count('Orders', 1, { label7: 'b' });
    });
    const series = userSeries(stdout.writes);
    expect(Object.keys(series).filter((name) => name.includes('late'))).toEqual(['Orders {"late":"other"}']);
    expect(series['Orders {"late":"other"}']).toEqual([50]);
    expect(series['Orders {"label7":"b"}']).toEqual([1]);
    expect(warnings()).toEqual([
      "Sightline: there are more than 100 labels; the values of further ones count as 'other'",
    ]);
  });

  test('loses no point and mixes none among 100,000 different names, and many labels and values', async () => {
    await invoke(() => {
      for (let n = 0; n < 100_000; n++) metrics.count(`Metric${n}`, n);
      for (let n = 0; n < 10_000; n++) {
        metrics.count('Orders', 1, { [`label${n}`]: 'a' });
        metrics.count('Carts', 1, { first: n % 99, second: n % 97 });
      }
    });
    const found = new Map<string, number>();
    for (const { observations } of readLines(stdout.writes)) {
      for (const { metric, values } of observations)
        found.set(metric.name, (found.get(metric.name) ?? 0) + sum(values));
    }
    for (let n = 0; n < 100_000; n++)
      if (found.get(`Metric${n}`) !== n) throw new Error(`${n}: ${found.get(`Metric${n}`)}`);
    expect([found.get('Orders'), found.get('Carts')]).toEqual([10_000, 10_000]);
    expect(warnings()).toEqual([
      "Sightline: there are more than 100 labels; the values of further ones count as 'other'",
    ]);
  });

  test('keeps the last value of a gauge and one sum of a counter also where the series are too many to remember', async () => {
    const handler = observe(
      async (round: number) => {
        for (let n = 0; n < 2_500; n++) {
          for (const value of [1, 2, 3]) {
            metrics.gauge('Level', value + round, { first: n % 50, second: Math.floor(n / 50) });
          }
        }
      },
      { ...OPTIONS, maxLabelValues: 1_000 },
    );
    await handler(0);
    await handler(10);
    const series = Object.values(userSeries(stdout.writes));
    expect(series).toHaveLength(2_500);
    for (const values of series) expect(values).toEqual([3, 13]);
  });

  test('writes what is recorded when it grows large, with the rest of the invocation in the same series', async () => {
    let early = 0;
    await invoke(() => {
      for (let n = 0; n < 25_000; n++) metrics.histogram('Size', n, { tenant: 'acme' });
      early = stdout.writes.length;
    });
    expect(early).toBe(2);
    expect(userSeries(stdout.writes)['Size {"tenant":"acme"}']).toEqual(Array.from({ length: 25_000 }, (_, n) => n));
  });
});

test('a counter whose sum would be too large goes on in a value of its own', async () => {
  await invoke(() => {
    for (let n = 0; n < 5; n++) metrics.count('Huge', 2 ** 359);
  });
  expect(userSeries(stdout.writes)).toEqual({ 'Huge {}': [2 ** 360, 2 ** 360, 2 ** 359] });
});

describe('values that CloudWatch takes only once they are altered', () => {
  test('stay apart, and each label tells of them once', async () => {
    const long = 'x'.repeat(300);
    const cities = ['東京', '大阪', ':x', '_x', '__', `${long}a`, `${long}b`, 'a\nb', 'a_b'];
    await invoke(() => {
      for (const city of [...cities, ...cities]) metrics.count('Orders', 1, { city });
      metrics.count('Orders', 1, { tenant: 'ü' });
    });
    const series = userSeries(stdout.writes);
    const names = Object.keys(series);
    expect(names).toHaveLength(cities.length + 1);
    expect(Object.values(series).map(sum)).toEqual([...cities.map(() => 2), 1]);
    expect(names).toEqual(expect.arrayContaining(['Orders {"city":"_x"}', 'Orders {"city":"__"}']));
    expect(names.every((name) => /^Orders \{"\w+":"[ -9;-~][ -~]{0,249}"\}$/.test(name))).toBe(true);
    expect(warnings()).toEqual([
      expect.stringMatching(/^Sightline: label 'city' must be printable ASCII, .*, got '__~[\da-f]{1,8}'$/),
      expect.stringMatching(/^Sightline: label 'tenant' must be printable ASCII, .*, got '_~[\da-f]{1,8}'$/),
    ]);
  });

  test('are no blanks around a value: they are taken away, and where nothing is left the value is unknown', async () => {
    await invoke(() => {
      for (const city of [' Rome', 'Rome\n', `${' '.repeat(300)}Rome`]) metrics.count('Orders', 1, { city });
      for (const city of ['', ' \t', undefined]) metrics.count('Orders', 1, { city });
    });
    expect(userSeries(stdout.writes)).toEqual({
      'Orders {"city":"Rome"}': [3],
      'Orders {"city":"unknown"}': [3],
    });
    expect(warnings()).toEqual([]);
  });

  test('do not keep the text alive that they are the beginning of', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const texts = Array.from({ length: 40 }, (_, n) => n).map((n) => () => `${n}`.padEnd(1_000_000, 'x'));
    collect();
    const before = process.memoryUsage().heapUsed;
    // By way of JSON the text is flat, so that its beginning is a slice of it.
    const kept = texts.map((make) => dimensionValue(JSON.parse(JSON.stringify(make()))));
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
    expect(new Set(kept).size).toBe(40);
  });
});

describe('what is no metric', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const proxy = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom });
  const large = Object.fromEntries(Array.from({ length: 28 }, (_, n) => [`${n}`.padEnd(250, 'x'), 'y'.repeat(250)]));
  const manySets = Array.from({ length: 28 }, (_, n) => Object.keys(large).slice(0, n));

  const cases: readonly [string, unknown[]][] = [
    ['a counter that goes down', ['Bad', -1]],
    ['a unit that does not exist', ['Bad', 1, {}, { unit: 'Furlong' }]],
    ['a unit that looks as if it did', ['Bad', 1, {}, { unit: { toString: () => 'Count' } }]],
    ['a unit of 1 MB', ['Bad', 1, {}, { unit: 'x'.repeat(1_000_000) }]],
    ['a symbol as a unit', ['Bad', 1, {}, { unit: Symbol('Count') }]],
    ['a resolution that is no flag', ['Bad', 1, {}, { highResolution: 'no' }]],
    ['options that are a text', ['Bad', 1, {}, 'Milliseconds']],
    ['options with a getter that throws', ['Bad', 1, {}, Object.defineProperty({}, 'unit', { get: boom })]],
    ['options that are a proxy', ['Bad', 1, {}, proxy]],
    ['a namespace that is no text', ['Bad', 1, {}, { namespace: 5 }]],
    ['a namespace that continues as a label', ['Bad', 1, {}, { namespace: 'Sightline\ntenant\nacme' }]],
    ['an empty namespace', ['Bad', 1, {}, { namespace: '' }]],
    ['labels that are a text', ['Bad', 1, 'tenant']],
    ['labels that are a list', ['Bad', 1, ['tenant', 'acme']]],
    ['labels with a getter that throws', ['Bad', 1, Object.defineProperty({}, 'a', { get: boom, enumerable: true })]],
    ['labels that are a proxy', ['Bad', 1, proxy]],
    ['labels that are a revoked proxy', ['Bad', 1, revoked]],
    ['a label value whose text throws', ['Bad', 1, { tenant: { toString: boom } }]],
    ['a label value without a text', ['Bad', 1, { tenant: Object.create(null) }]],
    ['a label name of 1 MB', ['Bad', 1, { ['x'.repeat(1_000_000)]: 'a' }]],
    ['a label name that is no ASCII', ['Bad', 1, { größe: 'a' }]],
    ['an empty label name', ['Bad', 1, { '': 'a' }]],
    ...['service', 'environment', '_aws', 'requestId', 'correlationId', 'traceId'].map((name): [string, unknown[]] => [
      `the reserved label name ${name}`,
      ['Bad', 1, { [name]: 'a' }],
    ]),
    ['29 labels', ['Bad', 1, Object.fromEntries(Array.from({ length: 29 }, (_, n) => [`l${n}`, n]))]],
    ['dimensions beyond all bounds', ['Bad', 1, large, { dimensionSets: manySets }]],
    ['no dimension set', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: [] }]],
    ['a dimension set of an unknown label', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: [['region']] }]],
    ['a dimension set with a name of ours', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: [['service']] }]],
    ['a dimension set that is a text', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: ['tenant'] }]],
    ['dimension sets that are a text', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: 'tenant' }]],
    ['a symbol in a dimension set', ['Bad', 1, { tenant: 'acme' }, { dimensionSets: [[Symbol('x')]] }]],
    ['a symbol as a name', [Symbol('Bad'), 1]],
    ['a number as a name', [5, 1]],
    ['an object that spells a name', [{ toString: () => 'Orders' }, 1]],
    ['an object whose text throws as a name', [{ toString: boom }, 1]],
    ['no name', [undefined, 1]],
    ['a reserved name', ['_aws', 1]],
    ['the name of a member of the document', ['requestId', 1]],
    ['a value with a text that throws', ['Bad', { toString: boom }]],
  ];

  test.each(cases)('is left out with one warning, and its neighbours stay: %s', async (_title, input) => {
    const orders = () => metrics.count('Orders', 1, { tenant: 'acme' });
    await invoke(() => {
      orders();
      for (let n = 0; n < 3; n++) expect((metrics.count as (...input: unknown[]) => unknown)(...input)).toBeUndefined();
      orders();
      metrics.count('5', 1);
    });
    expect(userSeries(stdout.writes)).toEqual({ 'Orders {"tenant":"acme"}': [2], '5 {}': [1] });
    expect(warnings()).toEqual([expect.stringMatching(/^Sightline: metric '.*' is left out: (it|a counter)/s)]);
    expect(warnings()[0]?.length).toBeLessThan(300);
  });

  test('does not spoil what comes after it under the same text', async () => {
    const wrong = metrics.count as (...input: unknown[]) => void;
    await invoke(() => {
      wrong({ toString: () => 'Orders' });
      wrong(5);
      wrong('Sizes', 1, {}, { unit: { toString: () => 'Bytes' } });
      wrong('Sizes', 1, {}, { namespace: { toString: () => 'Shop' } });
      metrics.count('Orders');
      metrics.count('5');
      metrics.count('Sizes', 1, {}, { unit: 'Bytes', namespace: 'Shop' });
    });
    expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [1], '5 {}': [1], 'Sizes {}': [1] });
  });

  test('of many values of one kind is told once', async () => {
    await invoke(() => {
      for (let n = 1; n <= 500; n++) metrics.count('Down', -n);
      for (let n = 1; n <= 500; n++) metrics.count('Odd', 1, {}, { unit: `Unit${n}` as 'None' });
    });
    expect(warnings()).toEqual([
      "Sightline: metric 'Down' is left out: a counter cannot go down, got -1; use a gauge",
      "Sightline: metric 'Odd' is left out: its unit must be one of CloudWatch's, got 'Unit1'",
    ]);
  });

  test('of 1,000 names is told a bounded number of times', async () => {
    await invoke(() => {
      for (let n = 1; n <= 1_000; n++) metrics.gauge(`Metric${n}`, Number.NaN);
    });
    expect(warnings()).toHaveLength(100);
  });
});

describe('what is a strange metric, but one', () => {
  test('names and labels that every object inherits, or that JSON must quote', async () => {
    const labels: Labels = { ['__proto__']: 'x', hasOwnProperty: 'y', 'say "hi"': 'a\\b' };
    await invoke(() => {
      metrics.count('__proto__');
      for (const name of ['constructor', 'toString', 'a "quoted" \\ name']) metrics.count(name, 1, labels);
    });
    const found = readLines(stdout.writes).flatMap(({ document, observations }) =>
      'Requests' in document ? [] : observations.map(({ metric, values }) => ({ ...metric, values })),
    );
    const own = { service: 'checkout', environment: 'prod' };
    expect(found.map(({ name, values }) => [name, values])).toEqual(
      ['__proto__', 'constructor', 'toString', 'a "quoted" \\ name'].map((name) => [name, [1]]),
    );
    const [first, ...rest] = found.map(({ dimensions }) => Object.entries(dimensions));
    expect(first).toEqual(Object.entries(own));
    for (const entries of rest)
      expect(entries.sort()).toEqual([...Object.entries(own), ...Object.entries(labels)].sort());
    expect(warnings()).toEqual([]);
  });

  test('labels without a value, which count as unknown', async () => {
    await invoke(() => {
      metrics.count('Orders', 1, { tenant: undefined });
      metrics.count('Orders', 1, { tenant: null } as unknown as Labels);
    });
    expect(userSeries(stdout.writes)).toEqual({ 'Orders {"tenant":"unknown"}': [2] });
  });

  test('labels and options that are null count as left out, and so does a value of undefined', async () => {
    await invoke(() => {
      metrics.count('Orders', undefined, null as unknown as Labels, null as unknown as MetricOptions);
      metrics.count('Orders', 1, undefined, { dimensionSets: undefined, unit: undefined } as unknown as MetricOptions);
    });
    expect(userSeries(stdout.writes)).toEqual({ 'Orders {}': [2] });
    expect(warnings()).toEqual([]);
  });

  test('the same dimension set, spelled in several ways, counts once', async () => {
    await invoke(() => {
      const labels = { tenant: 'acme', region: 'eu' };
      metrics.count('Orders', 1, labels, { dimensionSets: [['tenant', 'region'], ['region', 'tenant'], ['tenant']] });
      metrics.count('Orders', 1, labels, {
        dimensionSets: [
          ['tenant', 'tenant'],
          ['region', 'tenant'],
        ],
      });
    });
    const definitions = stdout.writes.join('').match(/"Dimensions":(\[\[.*?\]\])/g) ?? [];
    expect(definitions[0]).toBe(
      '"Dimensions":[["service","environment","region","tenant"],["service","environment","tenant"]]',
    );
    const found = userSeries(stdout.writes);
    expect(sum(found['Orders {"tenant":"acme"}'] ?? [])).toBe(2);
    expect(sum(found['Orders {"region":"eu","tenant":"acme"}'] ?? [])).toBe(2);
  });

  test('the longest names, labels and values that CloudWatch takes, as many as fit', async () => {
    const labels = Object.fromEntries(Array.from({ length: 28 }, (_, n) => [`${n}`.padEnd(250, 'x'), 'y'.repeat(250)]));
    await invoke(() => {
      for (let n = 0; n < 10_000; n++) metrics.histogram(`${n % 100}`.padEnd(255, '"'), -Math.PI / 1e100, labels);
      for (let n = 0; n < 250; n++) metrics.histogram('x'.repeat(255), n, labels);
    });
    const found = readLines(stdout.writes)
      .flatMap(({ observations }) => observations)
      .filter(({ metric }) => Object.keys(metric.dimensions).length === 30);
    expect(found.map(({ values }) => values.length)).toEqual([...Array(100).fill(100), 100, 100, 50]);
    expect(new Set(found.map(({ metric }) => metric.name)).size).toBe(101);
  });
});

test('a write that fails is nobody’s trouble', async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation(() => boom());
  const handler = observe(async () => {
    metrics.count('Orders');
    metrics.flush();
    return 'fine';
  }, OPTIONS);
  await expect(handler()).resolves.toBe('fine');
});

describe('metrics named as those of the handler', () => {
  test.each([
    [{}, undefined],
    [{ operation: 'POST /orders' }, undefined],
    [{ tenant: 'acme' }, { dimensionSets: [['tenant'], []] }],
  ])('are left out of the series that alarms read: %j %j', async (labels, options) => {
    const stdout = captureStdout();
    await observe(async () => metrics.histogram('Latency', 7, labels, options))();
    stdout.restore();
    expect(stdout.writes.join('')).toContain("among the handler's own metrics");
    expect(stdout.writes.join('')).not.toContain('"Latency":7');
  });

  test('are taken on series of their own', async () => {
    const stdout = captureStdout();
    await observe(async () => metrics.histogram('Latency', 7, { tenant: 'acme' }))();
    await observe(async () => metrics.histogram('Latency', 7, {}, { namespace: 'Shop' }))();
    stdout.restore();
    expect(stdout.writes.join('').match(/"Latency":7/g)).toHaveLength(2);
  });
});
