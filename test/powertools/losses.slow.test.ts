/**
 * What Powertools 2.36 loses, each told twice: as plain Powertools does it, so that we notice when it is mended there,
 * and with the door.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { observe } from '../../lib/powertools/index';
import { lambdaContext } from '../middleware/harness';
import { captureOutput, decorated, invoke, loadMiddy, settled } from './harness';

let output: ReturnType<typeof captureOutput>;
let metrics: Metrics;
beforeEach(() => {
  output = captureOutput();
  metrics = new Metrics({ namespace: 'Shop', serviceName: 'checkout' });
});
afterEach(() => output.restore());

const { Count } = MetricUnit;
const TENANT = '{"service":"checkout","tenant":"acme"}';
const SERVICE = '{"service":"checkout"}';
const numbers = (length: number) => Array.from({ length }, (_value, index) => index);
const shop = () => Object.fromEntries(Object.entries(output.series()).filter(([key]) => key.startsWith('Shop ')));
const plain = (handler: () => unknown) => decorated(handler, metrics.logMetrics());
const withDoor = (handler: () => unknown) =>
  observe(decorated(handler, metrics.logMetrics()), { metrics, service: 'checkout' });

describe('more than 100 metrics', () => {
  const manyMetrics = () => {
    metrics.addDimension('tenant', 'acme');
    metrics.addMetadata('requestId', 'r-1');
    for (const index of numbers(150)) metrics.addMetric(`metric${index}`, Count, index);
  };

  test('Powertools: from the 101st on they have lost dimensions and metadata', async () => {
    await plain(manyMetrics)({}, lambdaContext());
    expect(shop()).toMatchObject({ [`Shop metric99 ${TENANT}`]: [99], [`Shop metric100 ${SERVICE}`]: [100] });
    expect(output.metrics()[1]).not.toHaveProperty('requestId');
  });

  test('the door: all have them', async () => {
    await withDoor(manyMetrics)({}, lambdaContext());
    expect(shop()).toEqual(Object.fromEntries(numbers(150).map((index) => [`Shop metric${index} ${TENANT}`, [index]])));
    const documents = output.metrics().filter((document) => 'requestId' in document && 'tenant' in document);
    expect(documents).toHaveLength(2);
  });
});

describe('more than 100 values of one metric', () => {
  const manyValues = () => {
    metrics.addDimension('tenant', 'acme');
    metrics.setTimestamp(Date.now() - 60_000);
    for (const value of numbers(250)) metrics.addMetric('latency', MetricUnit.Milliseconds, value);
  };

  test('Powertools: from the 101st on they count in another series and at another time', async () => {
    await plain(manyValues)({}, lambdaContext());
    expect(shop()[`Shop latency ${TENANT}`]).toHaveLength(100);
    expect(shop()[`Shop latency ${SERVICE}`]).toHaveLength(150);
    expect(new Set(output.metrics().map(timestampOf)).size).toBeGreaterThan(1);
  });

  test('the door: all count in theirs, at the time they were given', async () => {
    await withDoor(manyValues)({}, lambdaContext());
    expect(shop()).toEqual({ [`Shop latency ${TENANT}`]: numbers(250) });
    const own = output.metrics().filter((document) => 'latency' in document);
    expect(own).toHaveLength(3);
    expect(new Set(own.map(timestampOf)).size).toBe(1);
  });
});

describe('dimension sets that give one key different values', () => {
  const twoEnvironments = () => {
    metrics.addDimensions({ env: 'prod', region: 'eu' });
    metrics.addDimensions({ env: 'all' });
    metrics.addMetric('orders', Count, 1);
  };

  test('Powertools: the last value stands for all sets', async () => {
    await plain(twoEnvironments)({}, lambdaContext());
    expect(Object.keys(shop())).toContain('Shop orders {"env":"all","region":"eu","service":"checkout"}');
  });

  test('the door: each set has its own', async () => {
    await withDoor(twoEnvironments)({}, lambdaContext());
    expect(shop()).toEqual({
      'Shop orders {"env":"prod","region":"eu","service":"checkout"}': [1],
      'Shop orders {"env":"all","service":"checkout"}': [1],
    });
  });
});

describe.each([
  ['the dimension first', ['dimension', 'metric']],
  ['the metric first', ['metric', 'dimension']],
])('a metric named like a dimension, %s', (_title, order) => {
  const sameName = () => {
    metrics.addMetric('orders', Count, 1);
    for (const step of order) {
      if (step === 'metric') metrics.addMetric('tenant', Count, 1);
      else metrics.addDimension('tenant', 'acme');
    }
    metrics.addMetric('carts', Count, 2);
    return 'done';
  };

  test('Powertools: the result becomes an error, and all metrics are lost', async () => {
    expect(await settled(() => plain(sameName)({}, lambdaContext()))).toEqual({
      thrown: expect.objectContaining({ message: expect.stringContaining('EMF key collision') }),
    });
    expect(output.metrics()).toEqual([]);
  });

  test('the door: the result stays, the others go out, and there is one warning', async () => {
    const handler = withDoor(sameName);
    for (const _time of numbers(3)) expect(await invoke(handler)).toBe('done');
    expect(shop()).toEqual({ [`Shop orders ${TENANT}`]: [1, 1, 1], [`Shop carts ${TENANT}`]: [2, 2, 2] });
    expect(output.warnings).toEqual([expect.stringContaining("metric 'tenant' has the name of a dimension")]);
  });
});

describe('values that CloudWatch does not take', () => {
  const badValues = () => {
    metrics.addDimension('tenant', 'x'.repeat(2_000));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 361]) metrics.addMetric('bad', Count, value);
    metrics.addMetric('good', Count, 2 ** 360);
  };

  test('Powertools: they go out, NaN and infinity as null', async () => {
    await plain(badValues)({}, lambdaContext());
    const [document] = output.metrics();
    expect(document?.bad).toEqual([null, null, 2 ** 361]);
    expect(document?.tenant).toHaveLength(2_000);
    expect(output.warnings).toEqual([]);
    expect(output.series).toThrow('no valid EMF');
  });

  test('the door: they are left out with a warning each, and a long dimension is cut', async () => {
    const handler = withDoor(badValues);
    for (const _time of numbers(2)) await invoke(handler);
    const tenant = 'x'.repeat(1_024);
    expect(shop()).toEqual({ [`Shop good {"service":"checkout","tenant":"${tenant}"}`]: [2 ** 360, 2 ** 360] });
    expect(output.warnings).toEqual([
      expect.stringContaining("dimension 'tenant' got 2000 characters; it is cut at 1024"),
      expect.stringContaining("metric 'bad' got NaN"),
      expect.stringContaining("metric 'bad' got Infinity"),
      expect.stringContaining(`metric 'bad' got ${2 ** 361}`),
    ]);
  });
});

describe('metrics named like what plain objects inherit', () => {
  const inherited = () => {
    metrics.addMetric('constructor', Count, 1);
    return 'done';
  };

  test('Powertools: the handler gets an error', async () => {
    expect(await settled(() => plain(inherited)({}, lambdaContext()))).toEqual({
      thrown: expect.objectContaining({ message: expect.stringContaining('has already been added with unit') }),
    });
  });

  test('the door: they are left out with a warning', async () => {
    expect(await withDoor(inherited)({}, lambdaContext())).toBe('done');
    expect(output.warnings).toEqual([expect.stringContaining("a metric cannot be named 'constructor'")]);
  });
});

describe('an invocation without metrics', () => {
  test('Powertools: warns every time', async () => {
    const handler = plain(() => 'done');
    for (const _time of numbers(3)) await invoke(handler);
    expect(output.warnings).toHaveLength(3);
    expect(output.warnings[0]).toContain('No application metrics to publish');
  });

  test('the door: is nothing to warn of', async () => {
    const handler = withDoor(() => 'done');
    for (const _time of numbers(3)) await invoke(handler);
    expect(output.warnings).toEqual([]);
  });
});

describe('a handler that never returns', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const endless = () => {
    metrics.addDimension('tenant', 'acme');
    metrics.addMetric('orders', Count, 1);
    return new Promise(() => undefined);
  };

  test('Powertools with decorators: nothing is written', async () => {
    void plain(endless)({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(output.writes).toEqual([]);
  });

  test('Powertools with middy 6: written, because middy rejects the handler 5 ms before', async () => {
    const end = settled(() => loadMiddy()(endless).use(logMetrics(metrics))({}, lambdaContext() as never));
    await jest.advanceTimersByTimeAsync(2_994);
    expect(output.writes).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(await end).toEqual({ thrown: expect.objectContaining({ name: 'TimeoutError' }) });
    expect(shop()).toEqual({ [`Shop orders ${TENANT}`]: [1] });
  });

  test('the door: written 50 ms before, on the right dimensions, and the handler runs on', async () => {
    void withDoor(endless)({}, lambdaContext({ getRemainingTimeInMillis: () => 3_000 }));
    await jest.advanceTimersByTimeAsync(2_949);
    expect(output.writes).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(shop()).toEqual({ [`Shop orders ${TENANT}`]: [1] });
    expect(output.metrics()).toContainEqual(expect.objectContaining({ Requests: 1, Faults: 1, Timeouts: 1 }));
  });
});

function timestampOf(document: Readonly<Record<string, unknown>>): number {
  return (document._aws as { Timestamp: number }).Timestamp;
}
