/**
 * `analyze-traces`: every five minutes reads a sample of the traces of the last five, keeps the dependency map and what
 * they show, and raises and clears signals about dependencies and deploys.
 *
 * A span is analysed once: the state says up to which one it is. Spans that were missed are not made up for, since a map
 * tells how things are now. A part that cannot be read (metrics, logs, a hub) costs only itself.
 */
import { EVENT } from '../core/conventions';
import { dependencySignals } from '../core/trace/dependency-signals';
import { deploySignals } from '../core/trace/deploy-signals';
import { rememberEdges, usualOf } from '../core/trace/edge-memory';
import { type TraceReport, traceReport } from '../core/trace/report';
import { NEW_TRACE_STATE, type TraceState } from '../core/trace/state';
import { observedServices, writeTopology } from '../core/trace/topology';
import { compareDeploys } from './analyze-traces/deploys';
import { measureCoverage, measureLogs } from './analyze-traces/measure-coverage';
import { noteDeploy } from './analyze-traces/note-deploy';
import { tellPending } from './analyze-traces/outbox';
import {
  type AnalyzedTraces,
  type AnalyzeTracesPorts,
  DEFAULT_MAX_TRACES,
  RUN_MS,
  spanEnd,
} from './analyze-traces/run';
import { readSample, type Sampled } from './analyze-traces/sample';

export type { AnalyzedTraces, AnalyzeTracesPorts } from './analyze-traces/run';

const HOUR_MS = 60 * 60_000;

/**
 * @returns a handler of `Sightline Deploy` events, which it remembers; any other event, such as that of a schedule, has it
 * analyse. It throws where traces cannot be read or the state cannot be kept.
 */
export function analyzeTraces(ports: AnalyzeTracesPorts): (event: unknown) => Promise<AnalyzedTraces | undefined> {
  return async (event) => {
    const given = Object(event) as { readonly 'detail-type'?: unknown; readonly detail?: unknown };
    if (given['detail-type'] !== EVENT.deploy) return analyze(ports);
    await noteDeploy(ports, given.detail);
    return undefined;
  };
}

async function analyze(ports: AnalyzeTracesPorts): Promise<AnalyzedTraces> {
  const { store, reader, clock, maxTraces = DEFAULT_MAX_TRACES, targetsMs } = ports;
  const atMs = spanEnd(clock.now());
  const stored = await tellPending(ports, (await store.readState()) ?? NEW_TRACE_STATE);
  if (!stored || stored.lastAtMs >= atMs) return nothingNew(atMs);
  const span = { startMs: atMs - RUN_MS, endMs: atMs };
  const sampled = await readSample(reader, span, maxTraces);
  const found = traceReport({ span, ...sampled, usual: usualOf(stored.edges), targetsMs });
  const measured = await measure(ports, stored, found, sampled);
  const deploys = await compareDeploys(ports, stored.deploys, atMs);
  const report: TraceReport = { ...found, ...measured, deploys };
  const next = await decide(ports, { ...stored, ...measured }, report);
  await store.writeReport(report);
  if ((await store.writeState(next)) === 'conflict') return nothingNew(atMs);
  ports.metrics.analyzed(report.read, report.graph.edges.filter(({ health }) => health === 'unhealthy').length);
  if (measured.coverage?.endMs === atMs && measured.coverage.percent !== undefined) {
    ports.metrics.coverage(measured.coverage.percent);
  }
  await tellPending(ports, next);
  const told = next.pending ?? [];
  ports.log.info('traces analysed', { atMs, found: report.found, read: report.read, ...report.problems });
  return {
    atMs,
    isNew: true,
    traces: report.read,
    raised: told.filter(({ state }) => state === 'ALARM').map(({ member }) => member),
    cleared: told.filter(({ state }) => state === 'OK').map(({ member }) => member),
  };
}

function nothingNew(atMs: number): AnalyzedTraces {
  return { atMs, isNew: false, traces: 0, raised: [], cleared: [] };
}

/** Once an hour: what is read for it has a price. */
async function measure(
  ports: AnalyzeTracesPorts,
  { coverage, logs, lastAtMs }: TraceState,
  report: TraceReport,
  { sample }: Sampled,
): Promise<Pick<TraceState, 'coverage' | 'logs'>> {
  const { atMs, startMs } = report;
  const known = { ...(coverage && { coverage }), ...(logs && { logs }) };
  if (Math.floor(atMs / HOUR_MS) === Math.floor(lastAtMs / HOUR_MS)) return known;
  const [covered, logged] = await Promise.all([
    attempt(ports, 'coverage', () => measureCoverage(ports, report, { startMs: atMs - HOUR_MS, endMs: atMs })),
    attempt(ports, 'logs of traces', () => measureLogs(ports, sample, { startMs, endMs: atMs })),
  ]);
  return { ...known, ...(covered && { coverage: covered }), ...(logged && { logs: logged }) };
}

async function attempt<T>({ log }: AnalyzeTracesPorts, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn(`${what}: not measured`, { error: String(error) });
    return undefined;
  }
}

/** The state after a report, with what is to be told. */
async function decide(ports: AnalyzeTracesPorts, state: TraceState, report: TraceReport): Promise<TraceState> {
  const { role = 'signal' } = ports;
  const { atMs, graph } = report;
  const dependencies = dependencySignals(rememberEdges(state.edges, graph, atMs), graph, atMs, role);
  const deploys = deploySignals(state.deploys, report.deploys, atMs, role);
  const signals = [...dependencies.signals, ...deploys.signals];
  return {
    ...state,
    version: state.version + 1,
    lastAtMs: atMs,
    edges: dependencies.edges,
    deploys: deploys.deploys,
    ...(await toldTopology(ports, state, report)),
    ...(signals.length > 0 && { pending: signals }),
  };
}

/** A quiet night has no calls: what was known stays. */
async function toldTopology(
  ports: AnalyzeTracesPorts,
  { topology }: TraceState,
  { graph }: TraceReport,
): Promise<Pick<TraceState, 'topology'>> {
  const observed = observedServices(graph);
  const text = writeTopology(observed);
  if (!ports.topology || observed.length === 0 || text === topology) return { topology };
  const saved = await attempt(ports, 'topology', async () => {
    await ports.topology?.save(text);
    return true;
  });
  return { topology: saved ? text : topology };
}
