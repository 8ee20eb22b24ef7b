import {
  arn,
  closeWorlds,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  ref,
  START_MS,
} from '../support';

afterEach(closeWorlds);

const INVOKE: GivenResources = {
  Dead: queue(),
  Judge: lambda({ DeadLetterConfig: { TargetArn: arn('Dead') } }),
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: arn('Judge') }] },
  },
};

/** When the function was invoked (seconds after the start) while it fails so often, and what came to the dead letters. */
async function failing(times: number, more: GivenResources = {}) {
  const seconds: number[] = [];
  const { world, platform } = openPlatform(
    { ...INVOKE, ...more },
    {
      Judge: () => () => {
        seconds.push(Math.round((world.clock.now() - START_MS) / 1_000));
        if (seconds.length <= times) throw new Error('not yet');
      },
    },
  );
  platform.bus.put('default', { source: 'shop' });
  await world.clock.runUntil(START_MS + 30 * MINUTE_MS);
  const dead = platform.queues
    .find('Dead')
    .receive(10)
    .map(({ body }) => body);
  return { seconds, dead, world };
}

test.each([
  [0, [1], []],
  [1, [1, 61], []],
  [2, [1, 61, 181], []],
  [3, [1, 61, 181], ['{"source":"shop"}']],
])('a function that fails %d times is invoked after %j seconds', async (times, seconds, dead) => {
  expect(await failing(times)).toMatchObject({ seconds, dead });
});

test('the retries are those of the function, its destinations are named as not rehearsed', async () => {
  const config = { FunctionName: ref('Judge'), Qualifier: '$LATEST', MaximumRetryAttempts: 0, DestinationConfig: {} };
  const { seconds, dead, world } = await failing(3, {
    Async: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: config },
  });
  expect([seconds, dead]).toEqual([[1], ['{"source":"shop"}']]);
  expect(world.notRehearsed.get('Shop/Async')).toBe('asynchronous invocation: nothing is sent to its destinations');
});

test('an input that is not JSON is a warning in the story', async () => {
  const template = { InputTransformer: { InputTemplate: '"one"\n"two"' } };
  const { world, platform } = openPlatform(
    {
      ...INVOKE,
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'T', Arn: arn('Judge'), ...template }] },
      },
    },
    {
      Judge: () => () => {
        throw new Error('must not run');
      },
    },
  );
  platform.bus.put('default', { source: 'shop' });
  await world.clock.runUntil(START_MS + MINUTE_MS);
  expect(world.stories('warning')).toEqual(['Shop-Judge is not invoked: its input is not JSON']);
});
