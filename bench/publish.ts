/**
 * One minute of a realistic load (200 series, 5,000 log-normal observations each) to a local sink that decodes every
 * request and checks every value: `MetricsPublisher` and `publish-metrics` beside the SDK. Then the same under throttles,
 * 5xx answers, and a `publish-metrics` that is killed halfway. With `--json` the last line is one JSON object.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ValueHistogram } from '../lib/core/signal/aggregate/value-histogram';
import { publishMetrics } from '../lib/workflow/publish-metrics';
import { ratio, table } from './measure';
import { type LoadSeries, makeLoad, OBSERVATIONS, SERIES } from './publish/load';
import {
  cloudWatch,
  eventOf,
  publishBodies,
  publishLoad,
  publishPorts,
  sendCountedArrays,
  sendSingleValues,
  sendValueArrays,
} from './publish/senders';
import { type Expected, type Faults, type SinkCommand, type SinkReport, serveSink } from './publish/sink';

const SEED = 20_261_121;
const REPETITIONS = 7;
const TOTAL = SERIES * OBSERVATIONS;
/** Of the plain SDK's 1,000 calls, which take 20 s; each is like the other. */
const SINGLE_VALUE_CALLS = 25;
/** Values of the fault runs are few, so they are published as they are, and each can be looked for. */
const FAULT_LOAD = { seed: 11, series: 100, observations: 100 };
const FAULT_MESSAGES = 120;
const KILL_MESSAGES = 8;
const FAULTS: Faults = { throttles: 0.1, failures: 0.05 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, role: { type: 'string' }, port: { type: 'string' } },
});

if (options.role === 'sink') serveSink();
else if (options.role === 'worker') work(Number(options.port));
else {
  main().catch((error: Error) => {
    process.stderr.write(`bench:publish: ${error.stack}\n`);
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const sink = fork(__filename, ['--role', 'sink']);
  const [{ port }] = (await once(sink, 'message')) as [{ port: number }];
  const load = makeLoad(SEED);
  const speed = await compareSpeed(sink, port, load);
  const faulty = await underFaults(sink, port);
  const killed = await killedHalfway(sink, port);
  sink.kill();
  print(speed, load, faulty, killed);
  process.exit(0);
}

interface Row {
  readonly name: string;
  readonly observations: number;
  readonly send: (run: string) => Promise<unknown>;
  readonly times: number[];
  report?: SinkReport;
}

interface Speed {
  readonly rows: readonly Row[];
  readonly queueBytes: number;
  readonly queueSends: number;
}

/** All senders in turn, again and again, so that a slow moment of the machine meets them all. */
async function compareSpeed(sink: ChildProcess, port: number, load: readonly LoadSeries[]): Promise<Speed> {
  let bodies: string[] = [];
  const ours = async (run: string) => {
    bodies = await publishLoad(load);
    await publishBodies(publishPorts(cloudWatch(port, run), unexpected), bodies);
  };
  const rows: Row[] = [
    row('sightline: MetricsPublisher, queue, publish-metrics', TOTAL, ours),
    row('SDK, 1,000 single-value datums a call', SINGLE_VALUE_CALLS * 1_000, (run) =>
      sendSingleValues(cloudWatch(port, run), load, SINGLE_VALUE_CALLS),
    ),
    row('SDK, values arrays by hand', TOTAL, (run) => sendValueArrays(cloudWatch(port, run), load)),
    row('SDK, rounded and counted by hand', TOTAL, (run) => sendCountedArrays(cloudWatch(port, run), load)),
  ];
  const expected: Expected = { seed: SEED, series: SERIES, observations: OBSERVATIONS, services: ['checkout'] };
  for (let repetition = 0; repetition <= REPETITIONS; repetition += 1) {
    for (const [index, one] of rows.entries()) {
      const run = `speed-${index}-${repetition}`;
      await command(sink, { do: 'begin', run });
      const ms = await timeMs(() => one.send(run));
      // The first is a warm-up.
      if (repetition > 0) one.times.push(ms);
      // What is rounded, or only a part, is checked by its count.
      const isWhole = index === 0 || index === 2;
      one.report = (await command(sink, { do: 'check', run, expected: isWhole ? expected : undefined })) as SinkReport;
      if (one.report.stored !== one.observations) throw new Error(`${one.name} stored ${one.report.stored}`);
    }
  }
  return { rows, queueBytes: bodies.reduce((sum, body) => sum + body.length, 0), queueSends: bodies.length };
}

/** Each message is a batch of its own, four at once; what fails comes back, as the queue would have it. */
async function underFaults(sink: ChildProcess, port: number): Promise<SinkReport> {
  const { services, bodies } = await faultLoad(FAULT_MESSAGES);
  const run = 'faults';
  await command(sink, { do: 'begin', run, faults: FAULTS });
  const handle = publishMetrics(publishPorts(cloudWatch(port, run), unexpected));
  const waiting = bodies.map((body, index) => eventOf([body], `message-${index}`));
  const lane = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      const { batchItemFailures } = await handle(event);
      if (batchItemFailures.length > 0) waiting.push(event);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return (await command(sink, { do: 'check', run, expected: { ...FAULT_LOAD, services } })) as SinkReport;
}

/** One batch of several requests; its function is killed when one is stored, and the queue delivers the batch again. */
async function killedHalfway(sink: ChildProcess, port: number): Promise<SinkReport> {
  const { services, bodies } = await faultLoad(KILL_MESSAGES);
  const run = 'kill';
  await command(sink, { do: 'begin', run, faults: { throttles: 0, failures: 0, holdAfter: 1 } });
  const held = once(sink, 'message');
  const worker = fork(__filename, ['--role', 'worker', '--port', String(port)]);
  worker.send(bodies);
  await held;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await command(sink, { do: 'release', run });
  await publishBodies(publishPorts(cloudWatch(port, run), unexpected), bodies);
  return (await command(sink, { do: 'check', run, expected: { ...FAULT_LOAD, services } })) as SinkReport;
}

function work(port: number): void {
  process.on('message', (bodies: string[]) =>
    publishBodies(publishPorts(cloudWatch(port, 'kill'), unexpected), bodies),
  );
}

async function faultLoad(count: number): Promise<{ readonly services: string[]; readonly bodies: string[] }> {
  const { seed, series, observations } = FAULT_LOAD;
  const load = makeLoad(seed, series, observations);
  const services = Array.from({ length: count }, (_, index) => `service-${index}`);
  const bodies: string[] = [];
  for (const service of services) bodies.push(...(await publishLoad(load, service)));
  if (bodies.length !== count) throw new Error(`${count} publishers made ${bodies.length} messages`);
  return { services, bodies };
}

function print(
  { rows, queueBytes, queueSends }: Speed,
  load: readonly LoadSeries[],
  faulty: SinkReport,
  killed: SinkReport,
): void {
  const [ours, single, arrays, counted] = rows as [Row, Row, Row, Row];
  const rate = ({ observations, times }: Row) => (observations / median(times)) * 1_000;
  const calls = (row: Row) => ((row.report?.requests ?? 0) * TOTAL) / row.observations;
  const errors = ours.report?.errors ?? [];
  const bounds = load.map(boundOf);
  const broken = errors.findIndex((error, index) => error > (bounds[index] as number) + 1e-8);
  if (broken >= 0) throw new Error(`series ${broken}: error ${errors[broken]} beyond the bound ${bounds[broken]}`);
  const percent = (share: number) => Number((share * 100).toFixed(2));
  const results = {
    observationsPerSecondOverSdk: ratio(rate(ours), rate(single)),
    observationsPerSecondOverSdkArrays: ratio(rate(ours), rate(arrays)),
    bytesPerObservation: Number((((ours.report?.bytes ?? 0) + queueBytes) / TOTAL).toFixed(3)),
    apiCallsSaved: calls(single) - calls(ours) - queueSends,
    maxQuantileErrorPercent: percent(Math.max(...errors)),
    lost: (ours.report?.lost ?? 0) + faulty.lost + killed.lost,
    duplicated: (ours.report?.duplicated ?? 0) + faulty.duplicated + killed.duplicated,
  };
  const batch = KILL_MESSAGES * FAULT_LOAD.series * FAULT_LOAD.observations;
  if (faulty.duplicated > faulty.unanswered) throw new Error('more was stored twice than 5xx answers explain');
  if (killed.duplicated > batch) throw new Error('more was stored twice than the killed batch');
  const cells = (row: Row) => [
    row.name,
    `${(rate(row) / 1e6).toFixed(3)} M/s`,
    `${ratio(rate(row), rate(single))} x`,
    ((row.report?.bytes ?? 0) / row.observations).toFixed(3),
    String(Math.round(calls(row))),
  ];
  process.stdout.write(
    `${table([`${SERIES} series x ${OBSERVATIONS} observations`, 'median', 'over the SDK', 'bytes each', 'calls'], rows.map(cells))}
ours beside rounded and counted arrays: ${ratio(rate(ours), rate(counted))} x; the queue takes another ${queueSends} sends and ${(queueBytes / TOTAL).toFixed(3)} bytes each
quantiles p50 to p99.9: worst error ${results.maxQuantileErrorPercent} %, bound ${percent(Math.min(...bounds))} to ${percent(Math.max(...bounds))} % by series; count, sum, minimum and maximum are exact

${table(
  ['faults', 'requests', 'throttled', '5xx', 'lost', 'duplicated', 'bound of duplicates'],
  [
    faultCells('10 % throttles, 5 % 5xx', faulty, `${faulty.unanswered} (stored, answered 5xx)`),
    faultCells('killed mid-flush, batch delivered again', killed, `${batch} (one batch)`),
  ],
)}`,
  );
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

function faultCells(name: string, report: SinkReport, bound: string): string[] {
  const { requests, throttled, failed, lost, duplicated } = report;
  return [name, ...[requests, throttled, failed, lost, duplicated].map(String), bound];
}

function boundOf({ values }: LoadSeries): number {
  const histogram = new ValueHistogram();
  for (const value of values) histogram.record(value);
  return histogram.maxRelativeError;
}

function row(name: string, observations: number, send: Row['send']): Row {
  return { name, observations, send, times: [] };
}

/** Everybody starts with a clean heap: nobody pays for the garbage of the one before. */
async function timeMs(work: () => Promise<unknown>): Promise<number> {
  collectGarbage();
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] as number;
}

async function command(sink: ChildProcess, what: SinkCommand): Promise<SinkReport | 'ok'> {
  const answer = once(sink, 'message');
  sink.send(what);
  return ((await answer) as [SinkReport | 'ok'])[0];
}

function unexpected(what: string): void {
  throw new Error(`nothing here should become ${what}`);
}
