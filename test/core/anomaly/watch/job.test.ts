import { planJobs, readJob } from '../../../../lib/core/anomaly/watch/job';
import { MAX_SERIES, PAGES, pageOf, seriesKey } from '../../../../lib/core/anomaly/watch/series';
import { raisedSignal, type ToldAnomaly } from '../../../../lib/core/anomaly/watch/told';
import { seriesOf, T0 } from '../../../workflow/detect-anomalies-world';

const many = (count: number, more = '') =>
  Array.from({ length: count }, (_, index) =>
    seriesOf({ name: `series-${index}${more}`, service: `service-${index % 7}` }),
  );

test('whole pages share jobs of at most 500 series and 256 KiB', () => {
  const series = many(3_000);
  const jobs = planJobs(T0, series, [], []);
  expect(jobs.length).toBeLessThanOrEqual(7);
  const pages = jobs.map((job) => new Set(job.series.map((one) => pageOf(seriesKey(one)))));
  expect(new Set(pages.flatMap((page) => [...page])).size).toBe(pages.reduce((sum, { size }) => sum + size, 0));
  expect(jobs.flatMap((job) => job.series.map(seriesKey)).sort()).toEqual(series.map(seriesKey).sort());
  for (const job of jobs) {
    expect(job.series.length).toBeLessThanOrEqual(500);
    expect(Buffer.byteLength(JSON.stringify(job))).toBeLessThan(262_144);
    expect(readJob(JSON.stringify(job))).toEqual(job);
  }
});

test('long names make more jobs, not longer messages', () => {
  const jobs = planJobs(T0, many(500, 'ü'.repeat(100)), [], []);
  expect(jobs.length).toBeGreaterThan(1);
  for (const job of jobs) expect(Buffer.byteLength(JSON.stringify(job))).toBeLessThan(262_144);
});

test('where every series is anomalous, messages have room for that, too', () => {
  // Names are as long as they may be.
  const of = { service: 's'.repeat(64), environment: 'e'.repeat(64) };
  const series = Array.from({ length: 1_000 }, (_, index) => seriesOf({ ...of, name: `${index}`.padStart(64, '0') }));
  const raised = raisedSignal(seriesOf(), { sinceMs: T0, score: 1, value: 1, why: [] });
  const told = series.map((one): ToldAnomaly => ({ series: seriesKey(one), version: 12, sinceMs: T0, raised }));
  const deploys = Array.from({ length: 400 }, (_, index) => ({ ...of, atMs: T0 + index }));
  const jobs = planJobs(T0, series, told, deploys);
  expect(jobs.flatMap((job) => job.told)).toHaveLength(1_000);
  for (const job of jobs) expect(Buffer.byteLength(JSON.stringify(job))).toBeLessThan(262_144);
});

test('a job knows what was told of its series, and the deploys of its services', () => {
  const [one, other] = many(2);
  if (!one || !other) throw new Error('two are needed');
  const raised = raisedSignal(one, { sinceMs: T0, score: 1, value: 1, why: [] });
  const told: ToldAnomaly = { series: seriesKey(one), version: 2, sinceMs: T0, raised };
  const deploy = (service: string) => ({ service, environment: 'prod', atMs: T0 });
  const [job] = planJobs(
    T0,
    [one],
    [told, { ...told, series: seriesKey(other) }],
    [deploy('service-0'), deploy('service-1')],
  );
  expect(job?.told).toEqual([{ series: seriesKey(one), version: 2, sinceMs: T0 }]);
  expect(job?.deploys).toEqual([deploy('service-0')]);
});

test('pages are filled evenly enough for an item of 400 KB', () => {
  const counts = new Array<number>(PAGES).fill(0);
  for (const one of many(MAX_SERIES)) counts[pageOf(seriesKey(one))] = (counts[pageOf(seriesKey(one))] ?? 0) + 1;
  // At 4 KB a series.
  expect(Math.max(...counts)).toBeLessThan(90);
});
