import { DependencyFailure } from '../../../lib/rehearsal/platform/dependencies';
import { closeWorlds, messageOf, openPlatform, START_MS } from '../support';

afterEach(closeWorlds);

function payments() {
  const { platform, world } = openPlatform({}, {}, { payments: { latencyMs: 120 } });
  const port = platform.dependencies.port('payments');
  /** Calls one after the other: outcome and virtual milliseconds of each. */
  const call = async (count: number) => {
    const outcomes: (readonly [string, number])[] = [];
    for (let n = 0; n < count; n += 1) {
      const startMs = world.clock.now();
      const outcome = port.call(() => 'paid').catch((error: Error) => error.message);
      await world.clock.runUntil(startMs + 10_000);
      const answered = outcome.then((text) => [text, 0] as const);
      outcomes.push(await answered);
    }
    return outcomes.map(([text]) => text);
  };
  return { platform, world, port, call };
}

const FAILED = 'payments: 503 Service Unavailable';

test('answers after its latency, slower and as usual again as the scenario says', async () => {
  const { platform, world, port } = payments();
  const took: number[] = [];
  const timed = async () => {
    const startMs = world.clock.now();
    await Promise.all([
      port.call(() => took.push(world.clock.now() - startMs)),
      world.clock.runUntil(startMs + 10_000),
    ]);
  };
  await timed();
  platform.dependencies.slow('payments', 4_000);
  await timed();
  platform.dependencies.recover('payments');
  await timed();
  expect(took).toEqual([120, 4_000, 120]);
});

test('fails with a status code, after its latency and without doing the work', async () => {
  const { platform, world, port } = payments();
  platform.dependencies.fail('payments', 1);
  const work = jest.fn();
  const errors: [unknown, number][] = [];
  void port.call(work).catch((error: unknown) => errors.push([error, world.clock.now() - START_MS]));
  await world.clock.runUntil(START_MS + 1_000);
  expect(errors).toEqual([[expect.any(DependencyFailure), 120]]);
  expect(errors[0]?.[0]).toMatchObject({ message: FAILED, statusCode: 503, name: 'DependencyFailure' });
  expect(work).not.toHaveBeenCalled();
});

test('recovers', async () => {
  const { platform, call } = payments();
  platform.dependencies.fail('payments', 1);
  expect(await call(2)).toEqual([FAILED, FAILED]);
  platform.dependencies.recover('payments');
  expect(await call(2)).toEqual(['paid', 'paid']);
});

test('a share of calls fails exactly, and evenly spread', async () => {
  const { platform, call } = payments();
  platform.dependencies.fail('payments', 0.25);
  expect(await call(8)).toEqual(['paid', 'paid', 'paid', FAILED, 'paid', 'paid', 'paid', FAILED]);
});

test('of a hundred calls as many fail as the share has percent, for every share', async () => {
  const { platform, world, port } = payments();
  const shares = Array.from({ length: 100 }, (_, index) => index + 1);
  const failures: number[] = [];
  for (const percent of shares) {
    platform.dependencies.fail('payments', percent / 100);
    const calls = Array.from({ length: 100 }, () => port.call(() => 0).catch(() => 1));
    await world.clock.runUntil(world.clock.now() + 1_000);
    failures.push((await Promise.all(calls)).reduce((total, one) => total + one, 0));
  }
  expect(failures).toEqual(shares);
});

test('an unknown one is refused with those declared', () => {
  const { platform } = payments();
  const refusal = "there is no dependency 'paymnts'; the rehearsal bindings declare: payments";
  expect(messageOf(() => platform.dependencies.port('paymnts'))).toBe(refusal);
  expect(messageOf(() => platform.dependencies.check('paymnts'))).toBe(refusal);
  closeWorlds();
  expect(messageOf(() => openPlatform({}).platform.dependencies.check('x'))).toBe(
    "there is no dependency 'x'; the rehearsal bindings declare: (none are declared)",
  );
});
