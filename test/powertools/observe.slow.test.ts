import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import * as fc from 'fast-check';
import { guardMetrics, observe, observeMethod, sightlineMiddleware } from '../../lib/powertools/index';
import { httpEvent, lambdaContext, withEnv } from '../middleware/harness';
import { captureOutput, decorated, invoke, invokeStore, loadMiddy, settled } from './harness';

let output: ReturnType<typeof captureOutput>;
let metrics: Metrics;
beforeEach(() => {
  output = captureOutput();
  metrics = new Metrics({ namespace: 'Shop', serviceName: 'checkout' });
});
afterEach(() => output.restore());

const { Count } = MetricUnit;
const options = () => ({ service: 'checkout', environment: 'prod', metrics });
const ORDERS = 'Shop orders {"service":"checkout"}';
const order = async () => {
  metrics.addMetric('orders', Count, 1);
  return { statusCode: 200 };
};
const handlerDocuments = () => output.metrics().filter((document) => 'Requests' in document);

test('handler metrics go out on the dimension sets of the contract, whatever the dimensions of the team', async () => {
  metrics.setDefaultDimensions({ tenant: 'acme' });
  const handler = observe(async (_event: unknown) => ({ statusCode: 404 }), options());
  await invoke(handler, {}, httpEvent());
  await invoke(handler, {}, httpEvent());
  const series = output.series();
  for (const dimensions of [
    '{"environment":"prod","service":"checkout"}',
    '{"environment":"prod","operation":"POST /orders","service":"checkout"}',
  ]) {
    expect(series).toMatchObject({
      [`Sightline Requests ${dimensions}`]: [1, 1],
      [`Sightline Faults ${dimensions}`]: [0, 0],
      [`Sightline ClientErrors ${dimensions}`]: [1, 1],
      [`Sightline ColdStarts ${dimensions}`]: [1, 0],
      [`Sightline Latency ${dimensions}`]: [expect.any(Number), expect.any(Number)],
    });
  }
  expect(Object.keys(series)).toHaveLength(10);
});

type Form = (handler: () => unknown) => (event: unknown, context: never) => unknown;
const FORMS: readonly (readonly [string, Form])[] = [
  ['observe alone', (handler) => observe(handler, options())],
  ['observe around the decorator', (handler) => observe(decorated(handler, metrics.logMetrics()), options())],
  ['our decorator above theirs', (handler) => decorated(handler, observeMethod(options()), metrics.logMetrics())],
  ['our decorator below theirs', (handler) => decorated(handler, metrics.logMetrics(), observeMethod(options()))],
  [
    'observe around middy',
    (handler) => observe(loadMiddy()(handler as never).use(logMetrics(metrics)) as never, options()),
  ],
  ['observe inside middy', (handler) => loadMiddy()(observe(handler, options()) as never).use(logMetrics(metrics))],
  ['our middleware alone', (handler) => loadMiddy()(handler as never).use(sightlineMiddleware(options()))],
  [
    'our middleware before theirs',
    (handler) =>
      loadMiddy()(handler as never)
        .use(sightlineMiddleware(options()))
        .use(logMetrics(metrics)),
  ],
  [
    'our middleware behind theirs',
    (handler) =>
      loadMiddy()(handler as never)
        .use(logMetrics(metrics))
        .use(sightlineMiddleware(options())),
  ],
];

describe.each(FORMS)('%s', (_title, form) => {
  test('publishes everything once', async () => {
    const handler = form(order);
    for (let call = 0; call < 3; call++) expect(await invoke(handler)).toEqual({ statusCode: 200 });
    expect(output.series()[ORDERS]).toEqual([1, 1, 1]);
    expect(output.metrics()).toHaveLength(6);
    expect(handlerDocuments()).toHaveLength(3);
    expect(output.warnings).toEqual([]);
  });

  test('publishes everything once when the handler throws, and throws the same', async () => {
    const error = new Error('no stock');
    const end = await settled(() =>
      form(async () => {
        await order();
        throw error;
      })({}, lambdaContext() as never),
    );
    expect(end.thrown).toBe(error);
    expect(output.series()[ORDERS]).toEqual([1]);
    expect(handlerDocuments()).toEqual([expect.objectContaining({ Requests: 1, Faults: 1 })]);
  });

  test('leaves no dimension for the next invocation', async () => {
    const handler = form(
      jest.fn(order).mockImplementationOnce(async () => {
        metrics.addDimension('tenant', 'acme').addMetadata('requestId', 'r-1');
        return { statusCode: 200 };
      }),
    );
    for (let call = 0; call < 2; call++) await invoke(handler);
    expect(output.series()).toMatchObject({ [ORDERS]: [1] });
    expect(output.metrics().filter((document) => 'requestId' in document && 'orders' in document)).toEqual([]);
  });

  test('does not take an invocation for empty whose metrics went out', async () => {
    metrics.setThrowOnEmptyMetrics(true);
    expect(await invoke(form(order))).toEqual({ statusCode: 200 });
  });
});

test('an error of the team stays when its metrics cannot be published', async () => {
  const error = new Error('no stock');
  const failing = async () => {
    metrics.addMetric('orders', Count, 1).addMetadata('big', 1n as never);
    throw error;
  };
  const end = await settled(() => observe(decorated(failing, metrics.logMetrics()), options())({}, lambdaContext()));
  expect(end.thrown).toBe(error);
});

describe('neither result nor error is touched', () => {
  const trap = new Error('getter');
  const boom = () => {
    throw trap;
  };

  async function expectUntouched(value: unknown): Promise<void> {
    const throwing = async () => {
      throw value;
    };
    expect(Object.is((await settled(() => invoke(observe(throwing, options())))).thrown, value)).toBe(true);
    // In a list: a thenable itself would be resolved.
    const end = await settled(() => invoke(observe(async () => [value], options())));
    expect(Object.is((end.value as unknown[])[0], value)).toBe(true);
  }

  test('whatever it is', async () => {
    await fc.assert(fc.asyncProperty(fc.anything({ withBigInt: true, withNullPrototype: true }), expectUntouched));
  });

  test.each<[string, unknown]>([
    ['a proxy that throws', new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom })],
    ['an error whose message throws', Object.defineProperty(new Error('x'), 'message', { get: boom })],
    ['1 MB of text', 'x'.repeat(1_000_000)],
  ])('%s', (_title, value) => expectUntouched(value));

  test('a result that is no promise stays none', () => {
    expect(invoke(observe(() => 'now', options()))).toBe('now');
    expect(handlerDocuments()).toHaveLength(1);
  });
});

describe('what the door is given', () => {
  test.each([
    ['metrics', {}, 'metrics must be an instance of Metrics from @aws-lambda-powertools/metrics, got [object Object]'],
    ['tracer', null, 'tracer must be an instance of Tracer'],
    ['logger', console, 'logger must be an instance of Logger'],
    ['service', '', "'service' must be"],
  ])('is checked when the handler is wrapped: %s', (name, value, message) => {
    expect(() => observe(order, { [name]: value } as never)).toThrow(message);
  });

  test('may be nothing: then there are handler metrics only', async () => {
    await invoke(observe(order, { service: 'checkout' }));
    expect(output.writes).toHaveLength(1);
    expect(handlerDocuments()).toHaveLength(1);
  });

  test('refuses handlers with a callback', () => {
    expect(() => observe(((_event: unknown, _context: unknown, _callback: unknown) => undefined) as never)).toThrow(
      /callback/,
    );
  });
});

test('metrics that are switched off in Powertools are off here', () =>
  withEnv({ POWERTOOLS_METRICS_DISABLED: 'true' }, async () => {
    metrics = new Metrics({ namespace: 'Shop' });
    await invoke(observe(order, options()));
    expect(output.writes).toEqual([]);
  }));

test('the kill switch for metrics leaves the own metrics of the team', () =>
  withEnv({ SIGHTLINE_METRICS: 'off' }, async () => {
    await invoke(observe(order, options()));
    expect(output.series()).toEqual({ [ORDERS]: [1] });
  }));

describe('middy', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('an answer that another middleware makes of an error is what counts', async () => {
    const answering = {
      onError: (request: { response: unknown }) => void Object.assign(request, { response: { statusCode: 400 } }),
    };
    const handler = loadMiddy()(async () => {
      throw new Error('bad input');
    })
      .use(sightlineMiddleware(options()))
      .use(answering);
    expect(await invoke(handler)).toEqual({ statusCode: 400 });
    expect(handlerDocuments()).toEqual([expect.objectContaining({ Faults: 0, ClientErrors: 1 })]);
  });

  test('an early answer that nobody tells us of leaves no false timeout and no metrics behind', async () => {
    const early = {
      before: () => {
        metrics.addDimension('tenant', 'acme').addMetric('warm', Count, 1);
        return 'warm';
      },
    };
    const calls: { before?: () => string }[] = [early];
    const handler = loadMiddy()(order)
      .use(sightlineMiddleware(options()))
      .before(() => calls.shift()?.before?.());
    expect(await invoke(handler)).toBe('warm');
    await invoke(handler);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(handlerDocuments()).toEqual([expect.not.objectContaining({ Timeouts: 1 })]);
    expect(output.series()).toMatchObject({ 'Shop warm {"service":"checkout","tenant":"acme"}': [1], [ORDERS]: [1] });
  });

  test('a timeout is written 50 ms before, once, though middy rejects the handler later', async () => {
    const endless = () => {
      metrics.addDimension('tenant', 'acme').addMetric('orders', Count, 1);
      return new Promise(() => undefined);
    };
    const handler = loadMiddy()(endless).use(sightlineMiddleware(options())).use(logMetrics(metrics));
    const end = settled(() => invoke(handler, { getRemainingTimeInMillis: () => 3_000 }));
    await jest.advanceTimersByTimeAsync(2_950);
    expect(output.series()).toMatchObject({ 'Shop orders {"service":"checkout","tenant":"acme"}': [1] });
    await jest.advanceTimersByTimeAsync(50);
    expect(await end).toEqual({ thrown: expect.objectContaining({ name: 'TimeoutError' }) });
    expect(handlerDocuments()).toEqual([expect.objectContaining({ Timeouts: 1 })]);
  });
});

test('metrics added after the flush at a timeout still have their dimensions', async () => {
  jest.useFakeTimers();
  const slow = async () => {
    metrics.addDimension('tenant', 'acme').addMetric('orders', Count, 1);
    await new Promise((resolve) => setTimeout(resolve, 2_980));
    metrics.addMetric('late', Count, 1);
    return 'late';
  };
  const handler = observe(decorated(slow, metrics.logMetrics({ throwOnEmptyMetrics: true })), options());
  const end = settled(() => invoke(handler, { getRemainingTimeInMillis: () => 3_000 }));
  await jest.advanceTimersByTimeAsync(3_000);
  jest.useRealTimers();
  expect(await end).toEqual({ value: 'late' });
  expect(output.series()).toMatchObject({
    'Shop orders {"service":"checkout","tenant":"acme"}': [1],
    'Shop late {"service":"checkout","tenant":"acme"}': [1],
  });
});

describe('an invocation that runs on after its timeout was told', () => {
  /** The first is flushed at its timeout and records something more, then the second comes. */
  async function twoInvocations(
    run: <T>(work: () => T) => T,
    between: () => Promise<unknown>,
    prepare: () => unknown = () => undefined,
  ) {
    let calls = 0;
    const handler = observe(async () => {
      if (calls++ > 0) return void metrics.addMetric('q', Count, 1);
      metrics.addDimension('t', 'a');
      await new Promise((resolve) => setTimeout(resolve, 2_980));
      metrics.addMetric('o', Count, 2);
      return new Promise((resolve) => setTimeout(resolve, 40));
    }, options());
    const first = run(() => settled(() => invoke(handler, { getRemainingTimeInMillis: () => 3_000 })));
    await between();
    await run(() => {
      prepare();
      return invoke(handler);
    });
    await jest.advanceTimersByTimeAsync(100);
    await first;
  }

  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('leaves nothing to the next one, and loses nothing', async () => {
    await twoInvocations(
      (work) => work(),
      () => jest.advanceTimersByTimeAsync(2_990),
    );
    const series = Object.entries(output.series()).filter(([key]) => key.startsWith('Shop'));
    expect(Object.fromEntries(series)).toEqual({
      'Shop o {"service":"checkout","t":"a"}': [2],
      'Shop q {"service":"checkout"}': [1],
    });
  });

  test('is none of the business of those that run at the same time', async () => {
    const store = invokeStore();
    store.install();
    // The second has a dimension before its door begins.
    const prepare = () => metrics.addDimension('early', 'yes');
    try {
      await twoInvocations(store.run, () => jest.advanceTimersByTimeAsync(2_960), prepare);
    } finally {
      store.restore();
    }
    expect(Object.keys(output.series()).filter((key) => key.startsWith('Shop q'))).toEqual([
      'Shop q {"early":"yes","service":"checkout"}',
    ]);
  });
});

describe('several invocations at once', () => {
  const values = Array.from({ length: 130 }, (_value, index) => index);
  const store = invokeStore();
  beforeEach(() => store.install());
  afterEach(() => store.restore());

  test('each flush and publish what is theirs', async () => {
    const handler = observe(async (tenant: string) => {
      metrics.addDimension('tenant', tenant);
      for (const value of values) {
        metrics.addMetric('orders', Count, value);
        if (value % 40 === 0) await Promise.resolve();
      }
    }, options());
    const tenants = ['acme', 'bolt', 'core'];
    await Promise.all(tenants.map((tenant) => store.run(() => invoke(handler, {}, tenant))));
    for (const tenant of tenants) {
      expect(output.series()[`Shop orders {"service":"checkout","tenant":"${tenant}"}`]).toEqual(values);
    }
    expect(handlerDocuments()).toHaveLength(3);
    expect(Object.keys(output.series()).filter((key) => key.startsWith('Shop'))).toHaveLength(3);
  });
});

test('metrics can be guarded without a wrapped handler', async () => {
  guardMetrics(metrics);
  await invoke(decorated(order, metrics.logMetrics()));
  expect(output.series()).toEqual({ [ORDERS]: [1] });
});
