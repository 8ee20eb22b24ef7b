import { MemoryAnomalyStore } from '../../lib/adapters/memory/anomaly-store';
import { pageOf, seriesKey } from '../../lib/core/anomaly/watch/series';
import { raisedSignal } from '../../lib/core/anomaly/watch/told';
import { DAY, KEY, SETTLED, seriesOf, T0, TICK, usual, World } from './detect-anomalies-world';

let world: World;
/** From when on something happens: the series are learned. */
let BEGIN: number;

beforeEach(async () => {
  world = new World();
  await world.learn();
  BEGIN = world.nowMs - SETTLED;
});

const jump = (fromMs: number, toMs: number) => (atMs: number) =>
  atMs >= fromMs && atMs < toMs ? (usual(atMs) as number) * 5 : usual(atMs);

/** From where on the newest request reads. */
const lastStartMs = () => world.requests.at(-1)?.[0]?.span.startMs;

describe('an episode', () => {
  test('is told once when it begins, with evidence, and cleared once it has been quiet', async () => {
    world.curves[KEY] = jump(BEGIN, BEGIN + 6 * TICK);
    await world.tick(60);
    expect(world.toldSince(BEGIN)).toEqual([expect.stringMatching(/^ALARM \d+$/), expect.stringMatching(/^OK \d+$/)]);
    const [raised, cleared] = world.told;
    // Seen with the first datapoints, in the tick in which they settled.
    expect(raised?.timestampMs).toBeLessThanOrEqual(BEGIN + 2 * TICK);
    expect(raised?.atMs).toBe((raised?.timestampMs as number) + SETTLED);
    expect(raised).toMatchObject({ member: `anomaly/${KEY}`, role: 'signal', judge: 'detect-anomalies' });
    expect(raised?.reason).toMatch(
      /^p99 Test\/latency was \d+(\.\d+)?, usual at this hour is 1\d\d.* \(score .*: .*record/,
    );
    expect((cleared?.timestampMs as number) - (BEGIN + 6 * TICK)).toBeGreaterThanOrEqual(30 * TICK);
  });

  test('that has no datapoints any more ends after as many periods', async () => {
    world.curves[KEY] = (atMs) => (atMs >= BEGIN + 2 * TICK ? undefined : jump(BEGIN, BEGIN + 2 * TICK)(atMs));
    await world.tick(50);
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
    expect(world.told[1]?.timestampMs).toBe(BEGIN + 2 * TICK + 36 * TICK);
  });

  test('is over after it began, also where the state knows of an earlier end only', async () => {
    world.curves[KEY] = jump(BEGIN, BEGIN + 6 * TICK);
    await world.tick(60);
    const raised = raisedSignal(seriesOf(), { sinceMs: world.nowMs, score: 1, value: 1, why: [] });
    await world.store.writeTold({ series: KEY, version: 1, sinceMs: raised.timestampMs, raised });
    await world.tick(2);
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM', 'OK', 'OK']);
    expect(world.told[2]?.timestampMs).toBeGreaterThan(raised.timestampMs);
  });

  test('is cleared where the series is no longer watched, but not for a document that cannot be read', async () => {
    world.curves[KEY] = jump(BEGIN, BEGIN + DAY);
    await world.tick(4);
    world.series = [];
    world.problems = [{ name: 'doc', problem: 'broken' }];
    await world.tick();
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM']);
    world.problems = [];
    await world.tick(2);
    expect(world.told.map(({ state, reason }) => [state, reason])[1]).toEqual([
      'OK',
      'the series is no longer watched',
    ]);
    expect(world.told).toHaveLength(2);
  });

  test('nothing is told of two quiet days', async () => {
    await world.tick(2 * 288);
    expect(world.told).toEqual([]);
  });
});

describe('a tick', () => {
  test('that is repeated reads nothing and tells nothing', async () => {
    world.curves[KEY] = jump(BEGIN, BEGIN + DAY);
    await world.tick(3);
    const told = world.told.length;
    world.nowMs += TICK;
    await world.plan();
    const [job] = world.jobs as [string];
    await world.work([job]);
    const reads = world.requests.length;
    await world.work([job]);
    expect(world.requests).toHaveLength(reads);
    world.restart();
    await world.work([job, job]);
    expect(world.told).toHaveLength(told);
    expect(told).toBe(1);
  });

  test('leads to the same states whether it is in memory or begins at a checkpoint', async () => {
    const other = new World();
    other.store = new MemoryAnomalyStore();
    await other.learn();
    const curve = jump(BEGIN + 10 * TICK, BEGIN + 14 * TICK);
    for (const one of [world, other]) one.curves[KEY] = curve;
    for (let time = 0; time < 80; time += 1) {
      other.restart();
      await world.tick();
      await other.tick();
    }
    const [page] = await world.store.readPages([pageOf(KEY)]);
    expect(await other.store.readPages([pageOf(KEY)])).toEqual([page]);
    expect(other.toldSince(BEGIN)).toEqual(world.toldSince(BEGIN));
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
  });

  test('that comes too late is left to those after it', async () => {
    world.nowMs += TICK;
    await world.plan();
    world.nowMs += 3 * TICK;
    const reads = world.requests.length;
    expect(await world.work()).toEqual({ batchItemFailures: [] });
    expect(world.requests).toHaveLength(reads);
    expect(world.warnings).toEqual(['series not judged, their message came too late']);
  });

  test('with a message that is none of ours fails that message alone', async () => {
    world.nowMs += TICK;
    await world.plan();
    const bodies = ['{', '{"schemaVersion":9}', 'null', ...world.jobs.splice(0)];
    expect(await world.work(bodies)).toEqual({
      batchItemFailures: [{ itemIdentifier: '0' }, { itemIdentifier: '1' }, { itemIdentifier: '2' }],
    });
  });
});

describe('datapoints', () => {
  test('that come late are waited for, three periods, and fed once', async () => {
    let there = false;
    world.curves[KEY] = (atMs) => (atMs === BEGIN && !there ? undefined : usual(atMs));
    await world.tick(2);
    expect(lastStartMs()).toBe(BEGIN);
    there = true;
    await world.tick(2);
    expect(lastStartMs()).toBe(BEGIN + 3 * TICK);
  });

  test('that never come are a gap after three periods', async () => {
    world.curves[KEY] = (atMs) => (atMs === BEGIN ? undefined : usual(atMs));
    await world.tick(5);
    expect(lastStartMs()).toBe(BEGIN + 4 * TICK);
  });

  test('of an outage of two days are made up for a day a tick, and what is over tells nobody', async () => {
    world.curves[KEY] = jump(BEGIN + 20 * TICK, BEGIN + 24 * TICK);
    world.nowMs += 2 * DAY;
    await world.tick(4);
    const spans = world.requests
      .slice(-4)
      .map(([one]) => ((one?.span.endMs as number) - (one?.span.startMs as number)) / TICK);
    // The checkpoint is 14 ticks older than the outage.
    expect(spans).toEqual([288, 288, 17, 1]);
    expect(world.told).toEqual([]);
  });

  test('of an outage tell of what is still the case', async () => {
    world.curves[KEY] = jump(BEGIN + 540 * TICK, BEGIN + 5 * DAY);
    world.nowMs += 2 * DAY;
    await world.tick(4);
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM']);
  });
});

describe('what fails', () => {
  test('one series is counted, and no obstacle to the others', async () => {
    world.series = [seriesOf(), seriesOf({ name: 'other' })];
    world.unreadable.add('checkout/prod/other');
    world.points.length = 0;
    await world.tick();
    const counts = world.points.map(({ name, value }) => [name, value]);
    expect(counts).toEqual(expect.arrayContaining([['SeriesFailed', 1]]));
    expect(counts.filter(([name]) => name === 'SeriesJudged')).toHaveLength(world.points.length / 2);
  });

  test('all series send the message back, and are counted', async () => {
    world.unreadable.add(KEY);
    world.nowMs += TICK;
    await world.plan();
    expect(await world.work()).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(world.points.at(-1)).toMatchObject({ name: 'SeriesFailed', value: 1, dimensions: { detection: 'test' } });
  });

  test('the bus: what is to be told is told by the next tick, with the same time', async () => {
    world.curves[KEY] = jump(BEGIN, BEGIN + DAY);
    world.busFails = true;
    await expect(world.tick(3)).rejects.toThrow('the bus is down');
    expect(await world.store.readTold()).toEqual([
      expect.objectContaining({ series: KEY, version: 1, pending: expect.anything() }),
    ]);
    world.busFails = false;
    await world.tick(2);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]?.timestampMs).toBeLessThanOrEqual(BEGIN + 2 * TICK);
    expect(await world.store.readTold()).toEqual([expect.not.objectContaining({ pending: expect.anything() })]);
  });

  test('a signal that is never taken: others are told, and the function fails until it is', async () => {
    const other = seriesOf({ name: 'other' });
    world.series = [seriesOf(), other];
    await world.tick(15);
    const nowMs = world.nowMs - SETTLED;
    for (const key of [KEY, 'checkout/prod/other']) world.curves[key] = jump(nowMs, nowMs + DAY);
    world.refused.add(`anomaly/${KEY}`);
    const tick = async () => {
      world.nowMs += TICK;
      const planned = await world.plan().catch((error: Error) => error.message);
      return { planned, worked: await world.work() };
    };
    expect(await tick()).toMatchObject({ worked: { batchItemFailures: [{ itemIdentifier: '0' }] } });
    expect(world.told.map(({ state, member }) => [state, member])).toEqual([['ALARM', 'anomaly/checkout/prod/other']]);
    world.series = [seriesOf()];
    expect(await tick()).toMatchObject({ planned: 'the bus refuses it' });
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
    world.refused.clear();
    await tick();
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM', 'OK', 'ALARM']);
  });

  test('a state that is damaged: the detector says so, and learns its history anew', async () => {
    await world.tick(80);
    const [page] = await world.store.readPages([pageOf(KEY)]);
    const state = page?.series[KEY];
    if (!page || !state) throw new Error('no checkpoint');
    const damaged = { ...state, detector: state.detector.slice(0, 100) };
    await world.store.writePage({ ...page, atMs: page.atMs + 1, series: { [KEY]: damaged } });
    world.restart();
    await world.tick(2);
    expect(world.warnings).toEqual(['a detector starts afresh, from the history of its series']);
    await world.tick(14);
    world.curves[KEY] = jump(world.nowMs - SETTLED, world.nowMs + DAY);
    await world.tick(3);
    expect(world.told.map(({ state }) => state)).toEqual(['ALARM']);
  });
});

test('the score of a series that asks for it is published, of its newest datapoints only', async () => {
  world = new World();
  world.series = [seriesOf({ publishScore: true })];
  await world.learn();
  await world.tick(3);
  const scores = world.points.filter(({ name }) => name === 'AnomalyScore');
  expect(scores.at(-1)).toMatchObject({
    namespace: 'Sightline',
    dimensions: { service: 'checkout', environment: 'prod', series: 'latency' },
    value: expect.any(Number),
    atMs: world.nowMs - SETTLED,
  });
  expect(scores.length).toBeLessThan(15 * 12 + 4);
});

test('a deploy is told to the detectors of its service, and to no others', async () => {
  const other = seriesOf({ service: 'search' });
  world.series = [seriesOf(), other];
  await world.deploy(BEGIN);
  await world.tick(80);
  const deployOf = async (key: string) => (await world.store.readPages([pageOf(key)]))[0]?.series[key]?.deployMs;
  expect([await deployOf(KEY), await deployOf(seriesKey(other))]).toEqual([BEGIN, 0]);
});

test('120 new series are read in one request for each tick, from their history on', async () => {
  world = new World();
  world.series = Array.from({ length: 120 }, (_, index) =>
    seriesOf({ name: `s${index}`, metric: { namespace: 'T', name: 'M', dimensions: {} } }),
  );
  world.nowMs = T0 + 14 * DAY + SETTLED;
  world.curves = new Proxy({}, { get: () => () => 1 });
  await world.tick(1);
  expect(world.requests).toHaveLength(1);
  expect(world.requests[0]).toHaveLength(120);
  expect(new Set(world.requests[0]?.map(({ span }) => `${span.startMs} ${span.endMs}`)).size).toBe(1);
});
