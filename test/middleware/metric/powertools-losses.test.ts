/** Five ways in which Powertools metrics 2.36 loses or corrupts what is recorded; none of them is one here. */
import type { LambdaContext } from '../../../lib/middleware/index';
import { metrics, observe } from '../../../lib/middleware/index';
import { captureStdout, lambdaContext } from '../harness';
import { readLines, userSeries } from './emf-reader';

const OPTIONS = { service: 'checkout', environment: 'prod' };

let stdout: ReturnType<typeof captureStdout>;
beforeEach(() => {
  stdout = captureStdout();
});
afterEach(() => {
  jest.useRealTimers();
  stdout.restore();
});

const invoke = (work: () => void) => observe(async () => work(), OPTIONS)();
const warnings = () => stdout.logs().filter((line) => String(line.message).startsWith('Sightline: '));
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('1. more than 100 metrics, or 100 values of one, keep their dimensions in every document', async () => {
  await invoke(() => {
    for (const n of numbers(150)) metrics.count(`Metric${n}`, 1, { tenant: 'acme' });
    for (const n of numbers(250)) metrics.histogram('Size', n, { tenant: 'acme' });
  });
  const expected = numbers(150).map((n) => [`Metric${n} {"tenant":"acme"}`, [1]] as [string, number[]]);
  expect(userSeries(stdout.writes)).toEqual({
    ...Object.fromEntries(expected),
    'Size {"tenant":"acme"}': numbers(250),
  });
});

test('2. two values of one dimension, in sets of different size, make a series each', async () => {
  await invoke(() => {
    metrics.count('Orders', 1, { env: 'prod', region: 'eu' });
    metrics.count('Orders', 1, { env: 'all' });
    metrics.count('Orders', 1, { env: 'prod', region: 'us' }, { dimensionSets: [['env'], ['env', 'region']] });
  });
  expect(userSeries(stdout.writes)).toEqual({
    'Orders {"env":"prod","region":"eu"}': [1],
    'Orders {"env":"all"}': [1],
    'Orders {"env":"prod"}': [1],
    'Orders {"env":"prod","region":"us"}': [1],
  });
});

test('3. a metric named as one of its dimensions is left out and told, and the result stays what it is', async () => {
  const handler = observe(async () => {
    metrics.count('tenant', 1, { tenant: 'acme' });
    metrics.count('service');
    metrics.count('Orders', 1, { tenant: 'acme' });
    return 'done';
  }, OPTIONS);
  await expect(handler()).resolves.toBe('done');
  expect(userSeries(stdout.writes)).toEqual({ 'Orders {"tenant":"acme"}': [1] });
  expect(warnings().map(({ message }) => message)).toEqual([
    "Sightline: metric 'tenant' is left out: it is named as one of its dimensions",
    "Sightline: metric 'service' is left out: it is named as one of its dimensions",
  ]);
});

describe('4. what CloudWatch would refuse', () => {
  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['2^361', 2 ** 361],
    ['-2^361', -(2 ** 361)],
    ['a text', '5'],
    ['a bigint', 10n],
    ['null', null],
    ['a symbol', Symbol('5')],
    ['an object', { valueOf: (): number => 5 }],
  ])('as a value is left out with one warning: %s', async (_title, value) => {
    await invoke(() => {
      metrics.gauge('Level', value as number);
      metrics.gauge('Level', value as number);
      metrics.gauge('Depth', 2 ** 360);
    });
    expect(userSeries(stdout.writes)).toEqual({ 'Depth {}': [2 ** 360] });
    expect(warnings()).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: expect.stringMatching(
          /^Sightline: metric 'Level' is left out: its value must be a number within 2\^360, got ./,
        ),
        service: 'checkout',
        environment: 'prod',
      }),
    ]);
  });

  test('as a dimension value is made to fit: 2,000 characters, no character at all, none of ASCII', async () => {
    await invoke(() => {
      metrics.count('Orders', 1, { tenant: 'x'.repeat(2_000) });
      metrics.count('Orders', 2, { tenant: '' });
      metrics.count('Orders', 3, { tenant: '\u0001ü\n:' });
      metrics.count('Orders', 4, { tenant: 'y'.repeat(1_000_000) });
    });
    const series = userSeries(stdout.writes);
    const hashless = Object.entries(series).map(([name, values]) => [name.replace(/~[\da-f]{1,8}"/, '~"'), values]);
    expect(Object.fromEntries(hashless)).toEqual({
      [`Orders {"tenant":"${'x'.repeat(240)}~"}`]: [1],
      'Orders {"tenant":"unknown"}': [2],
      'Orders {"tenant":"___:~"}': [3],
      [`Orders {"tenant":"${'y'.repeat(240)}~"}`]: [4],
    });
    expect(warnings()).toHaveLength(1);
  });

  test('as a name is left out with one warning, which stays short for a name of 1 MB', async () => {
    await invoke(() => {
      for (const name of ['', ' ', 'größe', 'a\nb', 'x'.repeat(256), 'y'.repeat(1_000_000)]) {
        metrics.count(name);
        metrics.count(name);
      }
      metrics.count('x'.repeat(255));
    });
    expect(userSeries(stdout.writes)).toEqual({ [`${'x'.repeat(255)} {}`]: [1] });
    expect(warnings()).toHaveLength(6);
    for (const { message } of warnings()) expect(message).toContain('its name must be 1 to 255 printable ASCII');
    for (const { message } of warnings()) expect(String(message).length).toBeLessThan(250);
  });
});

test('5. a handler that never returns has written all its metrics before the deadline, and is not rejected', async () => {
  jest.useFakeTimers();
  const handler = observe((_event: unknown, _context: LambdaContext) => {
    for (const n of numbers(150)) metrics.histogram(`Metric${n}`, n, { tenant: 'acme' });
    return new Promise<string>(() => undefined);
  }, OPTIONS);
  let ends = 0;
  const result = handler({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
  result.then(
    () => ends++,
    () => ends++,
  );
  await jest.advanceTimersByTimeAsync(2_999);
  const expected = numbers(150).map((n) => [`Metric${n} {"tenant":"acme"}`, [n]] as [string, number[]]);
  expect(userSeries(stdout.writes)).toEqual(Object.fromEntries(expected));
  expect(readLines(stdout.writes).at(-1)?.document).toMatchObject({ Requests: 1, Faults: 1, Timeouts: 1 });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(ends).toBe(0);
});
