import type { Context } from 'aws-lambda';
import type { RehearsedHandler } from '../../../lib/rehearsal/bindings';
import { closeWorlds, type GivenResources, lambda, MINUTE_MS, openPlatform, START_MS } from '../support';

afterEach(closeWorlds);

const LOGS = {
  PlaceOrder: lambda({
    FunctionName: 'place-order',
    Timeout: 5,
    MemorySize: 512,
    LoggingConfig: { LogGroup: 'orders' },
  }),
};

/** A platform with one function, and a way to invoke it that plays until its answer is there. */
function bound(build: () => RehearsedHandler, resources: GivenResources = LOGS) {
  const opened = openPlatform(resources, { PlaceOrder: build });
  const { platform, world } = opened;
  const resource = world.templates.find('PlaceOrder');
  const start = (event: unknown = {}) => platform.functions.invoke(resource, event);
  return {
    ...opened,
    resource,
    start,
    invoke: async (event?: unknown) => {
      const answer = start(event);
      await world.clock.runUntil(world.clock.now() + MINUTE_MS);
      return answer;
    },
    metric: (name: string) => world.sum({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: resource.name } }),
  };
}

describe('an invocation', () => {
  test('answers what the handler returns, with the virtual time it took', async () => {
    const { invoke, world } = bound(() => async (event) => {
      await world.clock.sleep(120);
      return { got: event };
    });
    expect(await invoke({ n: 1 })).toEqual({ ok: true, value: { got: { n: 1 } }, durationMs: 120 });
  });

  test('may be answered without a promise', async () => {
    expect(await bound(() => () => 5).invoke()).toEqual({ ok: true, value: 5, durationMs: 0 });
  });

  test('that throws is a result, not an exception', async () => {
    const error = new Error('no');
    const thrown = bound(() => () => {
      throw error;
    });
    expect(await thrown.invoke()).toEqual({ ok: false, error, durationMs: 0 });
    expect(thrown.metric('Errors')).toBe(1);
  });

  test('emits the metrics of the platform, even where nothing took any time', async () => {
    const { invoke, metric } = bound(() => () => undefined);
    await invoke();
    await invoke();
    expect(['Invocations', 'Errors', 'Throttles', 'Duration'].map(metric)).toEqual([2, 0, 0, 2]);
  });

  test('is cut off at the timeout', async () => {
    const { invoke, metric, world } = bound(() => () => world.clock.sleep(30_000));
    const result = await invoke();
    expect(result).toMatchObject({
      ok: false,
      durationMs: 5_000,
      error: { message: 'Task timed out after 5.00 seconds' },
    });
    expect([metric('Errors'), metric('Duration')]).toEqual([1, 5_000]);
  });

  test('starts cold after a timeout, in a new environment', async () => {
    let built = 0;
    const { invoke, world } = bound(() => {
      built += 1;
      return () => world.clock.sleep(built === 1 ? 30_000 : 1);
    });
    expect(await invoke()).toMatchObject({ ok: false });
    expect(await invoke()).toMatchObject({ ok: true });
    expect(built).toBe(2);
  });

  test('has three seconds where the template says nothing', async () => {
    const { invoke, world } = bound(() => () => world.clock.sleep(30_000), { PlaceOrder: lambda() });
    expect(await invoke()).toMatchObject({ ok: false, durationMs: 3_000 });
  });

  test('waits for a cold start once, before its own time begins', async () => {
    const startedMs: number[] = [];
    let built = 0;
    const { start, world } = bound(() => {
      built += 1;
      return () => void startedMs.push(world.clock.now() - START_MS);
    });
    await Promise.all([start(), world.clock.runUntil(START_MS + 1_000)]);
    await Promise.all([start(), world.clock.runUntil(START_MS + 2_000)]);
    expect(startedMs).toEqual([300, 1_000]);
    expect(built).toBe(1);
  });

  test('has a context like in Lambda', async () => {
    const contexts: Context[] = [];
    const left: number[] = [];
    const { invoke, world } = bound(() => async (_event, context) => {
      contexts.push(context);
      left.push(context.getRemainingTimeInMillis());
      await world.clock.sleep(1_500);
      left.push(context.getRemainingTimeInMillis());
    });
    await invoke();
    await invoke();
    expect(contexts).toMatchObject([
      {
        awsRequestId: 'PlaceOrder-1',
        functionName: 'place-order',
        memoryLimitInMB: '512',
        logGroupName: 'orders',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:place-order',
      },
      { awsRequestId: 'PlaceOrder-2' },
    ]);
    expect(left).toEqual([5_000, 3_500, 5_000, 3_500]);
    expect(() => contexts[0]?.done()).toThrow('return a promise');
  });

  test('of a function without code says so', async () => {
    const { platform, world } = openPlatform(LOGS);
    const result = await platform.functions.invoke(world.templates.find('PlaceOrder'), {});
    expect(result).toMatchObject({ ok: false, error: { message: 'no code is bound to Shop/PlaceOrder' } });
  });
});

describe('a factory', () => {
  const withVariables = {
    PlaceOrder: lambda({
      FunctionName: 'place-order',
      Environment: { Variables: { TABLE: { Ref: 'AWS::StackName' } } },
    }),
  };

  test('sees the environment variables of its function, and nobody else does', async () => {
    const { invoke } = bound(() => {
      const { TABLE, AWS_LAMBDA_FUNCTION_NAME, PATH } = process.env;
      return () => ({ TABLE, AWS_LAMBDA_FUNCTION_NAME, PATH });
    }, withVariables);
    const before = process.env;
    expect(await invoke()).toMatchObject({
      value: { TABLE: 'Shop', AWS_LAMBDA_FUNCTION_NAME: 'place-order', PATH: process.env.PATH },
    });
    expect(process.env).toBe(before);
    expect(process.env.TABLE).toBeUndefined();
  });

  test('that throws fails the invocation, gives the variables back, and is tried again', async () => {
    let builds = 0;
    const { invoke } = bound(() => {
      builds += 1;
      if (builds === 1) throw new Error('no table');
      return () => 'well';
    }, withVariables);
    expect(await invoke()).toMatchObject({ ok: false, error: { message: 'no table' } });
    expect(process.env.TABLE).toBeUndefined();
    expect(await invoke()).toMatchObject({ ok: true, value: 'well' });
  });

  test('that builds no handler is told so', async () => {
    const { invoke } = bound((() => ({ handler: () => 5 })) as unknown as () => RehearsedHandler);
    expect(await invoke()).toMatchObject({
      ok: false,
      error: {
        message: 'the rehearsal binding of Shop/PlaceOrder must be a function that builds a handler, it built object',
      },
    });
  });

  test('for a function that the templates do not have is refused with those there are', () => {
    expect(() => openPlatform(LOGS, { PlaceOrdr: () => () => 1 })).toThrow(
      "there is no AWS::Lambda::Function 'PlaceOrdr'; did you mean 'PlaceOrder'? There are: Shop/PlaceOrder",
    );
  });
});

describe('output', () => {
  /** A metric filter on every log group counts the lines that hold a word. */
  const counted: GivenResources = {
    ...LOGS,
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: 'orders',
        FilterPattern: '"ouch"',
        MetricTransformations: [{ MetricNamespace: 'Shop', MetricName: 'Ouches', MetricValue: '1' }],
      },
    },
  };
  const OUCHES = { namespace: 'Shop', name: 'Ouches', dimensions: {} };

  test('of console and streams goes to the log group of the function, and nowhere else', async () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { invoke, world } = bound(
      () => () => {
        console.log('ouch %s', 1);
        console.error(new Error('ouch'));
        const circular: Record<string, unknown> = { ouch: true };
        circular.self = circular;
        console.warn('see', circular, undefined, 5n);
        process.stdout.write('ouch\nfine\nouch\n');
        process.stderr.write(Buffer.from('ouch'));
        return 'done';
      },
      counted,
    );
    expect(await invoke()).toMatchObject({ ok: true, value: 'done' });
    expect(world.sum(OUCHES)).toBe(6);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  test('outside an invocation goes where it always went', () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    bound(() => () => undefined, counted);
    process.stdout.write('hello\n');
    expect(written).toHaveBeenCalledWith('hello\n');
    closeWorlds();
    expect(process.stdout.write).toBe(written);
    written.mockRestore();
  });

  test('is captured for each invocation, across timers and other invocations', async () => {
    const resources: GivenResources = {
      ...counted,
      GetOrder: lambda({ LoggingConfig: { LogGroup: 'others' } }),
    };
    const chatty = () => async () => {
      for (let n = 0; n < 3; n += 1) {
        await new Promise<void>((wake) => {
          setTimeout(() => {
            console.log('ouch');
            wake();
          }, 100);
        });
      }
      const interval = setInterval(() => {
        console.log('ouch');
        clearInterval(interval);
      }, 50);
      await new Promise((wake) => setTimeout(wake, 200));
    };
    const { platform, world } = openPlatform(resources, { PlaceOrder: chatty, GetOrder: chatty });
    for (const id of ['PlaceOrder', 'GetOrder', 'PlaceOrder'])
      void platform.functions.invoke(world.templates.find(id), {});
    await world.clock.runUntil(START_MS + MINUTE_MS);
    expect(world.sum(OUCHES)).toBe(8);
    expect(world.recorder.counts.get('log lines')).toBe(12);
  });

  test('a callback of write is called', async () => {
    const { invoke } = bound(() => () => new Promise((resolve) => process.stdout.write('x', () => resolve('called'))));
    expect(await invoke()).toMatchObject({ value: 'called' });
  });
});
