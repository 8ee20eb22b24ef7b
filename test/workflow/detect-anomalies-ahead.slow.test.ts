import { aheadKey } from '../../lib/core/anomaly/watch/ahead';
import type { AheadDefinition } from '../../lib/core/anomaly/watch/ahead-definition';
import { DAY, SETTLED, seriesOf, T0, TICK, World } from './detect-anomalies-world';

const HOUR = 12 * TICK;
const AHEAD: AheadDefinition = {
  ...{ threshold: 100, direction: 'above', withinSeconds: (4 * DAY) / 1_000, role: 'ticket', severity: 'medium' },
};
const disk = (more: Partial<AheadDefinition> = {}) =>
  seriesOf({ name: 'disk', statistic: 'Maximum', ahead: { ...AHEAD, ...more } });
const KEY = aheadKey(disk());

let world: World;
let BEGIN: number;

beforeEach(() => {
  world = new World();
  world.series = [disk()];
  BEGIN = T0 + 14 * DAY;
  // Learned elsewhere: here only the hourly reads matter.
  world.curves['checkout/prod/disk'] = () => 50;
  world.curves[KEY] = () => 50;
});

/** 5 a day: at 100 after `days` from the begin. */
const fullAfter = (days: number) => (atMs: number) => 100 - 5 * (days - (atMs - BEGIN) / DAY);
const states = () => world.told.map(({ state, member }) => `${state} ${member}`);
const hourlyReads = () => world.requests.flat().filter(({ slo }) => slo === KEY);

test('is told once, when the value is as near as asked for, with the time that is left', async () => {
  world.curves[KEY] = fullAfter(5);
  await world.tick(2 * 288);
  expect(states()).toEqual([`ALARM anomaly/${KEY}`]);
  const [told] = world.told;
  const afterDays = ((told?.timestampMs as number) - BEGIN) / DAY;
  expect(afterDays).toBeGreaterThan(0.9);
  expect(afterDays).toBeLessThan(1.1);
  expect(told).toMatchObject({
    ...{ judge: 'detect-anomalies', role: 'ticket', severity: 'medium', group: 'ahead/disk' },
    reason: expect.stringMatching(
      /^Maximum Test\/disk comes to 100 in about (4|3\.9) days, if it goes on as it does; it was \d+(\.\d+)? last$/,
    ),
    summary: 'Maximum Test/disk of checkout will be at 100 within 4 days.',
  });
});

test('is looked for once an hour, in the hourly datapoints of four weeks', async () => {
  await world.tick(3 * 12);
  expect(hourlyReads()).toHaveLength(3);
  const [read] = hourlyReads();
  expect(read).toMatchObject({ periodSeconds: 3_600, queries: [{ statistic: 'Maximum' }] });
  expect((read?.span.endMs as number) - (read?.span.startMs as number)).toBe(28 * DAY);
  expect((read?.span.endMs as number) % HOUR).toBe(0);
  expect(states()).toEqual([]);
});

test('is taken back where somebody has made room, and not for a moment of doubt', async () => {
  world.curves[KEY] = fullAfter(3);
  await world.tick(24);
  expect(states()).toEqual([`ALARM anomaly/${KEY}`]);
  // 1.5 times four days are six: at five it stands.
  world.curves[KEY] = fullAfter(5);
  await world.tick(24);
  expect(world.told).toHaveLength(1);
  world.curves[KEY] = fullAfter(9);
  await world.tick(24);
  expect(states()).toEqual([`ALARM anomaly/${KEY}`, `OK anomaly/${KEY}`]);
  expect(world.told[1]?.reason).toBe('it no longer comes to 100 that soon');
});

test('what is full already is told as that; what runs empty is told, too', async () => {
  world.series = [disk({ direction: 'below', threshold: 10 })];
  world.curves[KEY] = (atMs) => 20 - 5 * ((atMs - BEGIN) / DAY);
  await world.tick(12);
  expect(world.told.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(
      /^Maximum Test\/disk comes to 10 in about (2|1\.9|4[5-8]) (days|hours), if it goes on as it does; it was \d+/,
    ),
  ]);
  world = new World();
  world.series = [disk()];
  world.curves[KEY] = () => 120;
  await world.tick(12);
  expect(world.told.map(({ reason }) => reason)).toEqual([
    'Maximum Test/disk is at 100 now, if it goes on as it does; it was 120 last',
  ]);
});

test('a message that comes twice, a cold start and two workers tell it once', async () => {
  world.curves[KEY] = fullAfter(3);
  for (let tick = 0; tick < 12; tick += 1) {
    world.nowMs += TICK;
    await world.plan();
    const bodies = world.jobs.splice(0);
    await world.work(bodies);
    world.restart();
    await world.work(bodies);
  }
  expect(states()).toEqual([`ALARM anomaly/${KEY}`]);
});

test('a bus that is down: it is told by a later tick, as of the same time', async () => {
  world.curves[KEY] = fullAfter(3);
  world.busFails = true;
  for (let tick = 0; tick < 12; tick += 1) await world.tick().catch(() => {});
  expect(world.told).toEqual([]);
  const [stored] = await world.store.readTold();
  world.busFails = false;
  await world.tick();
  expect(world.told.map(({ timestampMs }) => timestampMs)).toEqual([stored?.sinceMs]);
});

test('is cleared where nobody asks for it any more', async () => {
  world.curves[KEY] = fullAfter(3);
  await world.tick(12);
  world.series = [seriesOf({ name: 'disk', statistic: 'Maximum' })];
  await world.tick(2);
  expect(states()).toEqual([`ALARM anomaly/${KEY}`, `OK anomaly/${KEY}`]);
});

test('what cannot be read is said and holds up no other series', async () => {
  world.series = [disk(), { ...disk(), name: 'other' }];
  world.curves['checkout/prod/other/ahead'] = fullAfter(2);
  world.unreadable.add(KEY);
  await world.tick(12);
  expect(states()).toEqual(['ALARM anomaly/checkout/prod/other/ahead']);
  expect(world.warnings).toContain('a series was not forecast');
  const failed = world.points.filter(({ name, value }) => name === 'SeriesFailed' && value > 0);
  expect(failed).toHaveLength(1);
  expect(world.nowMs - SETTLED).toBeGreaterThan(BEGIN);
});

test('without datapoints nothing is told, and what was told stands', async () => {
  world.curves[KEY] = () => undefined;
  await world.tick(24);
  expect(world.told).toEqual([]);
  world.curves[KEY] = fullAfter(3);
  await world.tick(12);
  world.curves[KEY] = () => undefined;
  await world.tick(24);
  expect(states()).toEqual([`ALARM anomaly/${KEY}`]);
});
