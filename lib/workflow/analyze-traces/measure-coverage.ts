import type { Span } from '../../core/slo/window';
import { coverageOf, percentOf, type TraceCoverage } from '../../core/trace/coverage';
import type { RawTrace, TraceLogs, TraceReport } from '../../core/trace/report';
import type { AnalyzeTracesPorts } from './run';

/** Of each read metric 730 times a month is a cent; every five minutes it would be nine. */
const MOST_SERVICES = 50;
const MOST_CHECKED = 100;

/** How many requests of the services in the map are traced. */
export async function measureCoverage(
  { reader, traffic }: AnalyzeTracesPorts,
  { graph }: TraceReport,
  span: Span,
): Promise<TraceCoverage | undefined> {
  const nodes = graph.nodes.filter(({ service, environment }) => service !== undefined && environment !== undefined);
  const services = nodes.slice(0, MOST_SERVICES);
  if (!traffic || services.length === 0) return undefined;
  const refs = services.map(({ service = '', environment = '' }) => ({ service, environment }));
  const [traced, requests] = await Promise.all([reader.countRequests(span), traffic.requests(refs, span)]);
  // Segments are counted by the names of functions, which the map knows the services of.
  const measured = services.map(({ segmentNames }, index) => ({
    ...(refs[index] as (typeof refs)[number]),
    ...(requests[index] !== undefined && { requests: requests[index] }),
    traced: segmentNames.reduce((sum, name) => sum + (traced.get(name) ?? 0), 0),
  }));
  return coverageOf(span, measured);
}

/** How many of these traces have log lines. Lines are there some minutes before they can be found. */
export async function measureLogs(
  { logs }: AnalyzeTracesPorts,
  traces: readonly RawTrace[],
  { startMs, endMs }: Span,
): Promise<TraceLogs | undefined> {
  const ids = traces.slice(0, MOST_CHECKED).map(({ id }) => id);
  if (!logs || ids.length === 0) return undefined;
  const found = await logs.withLines(ids, { startMs, endMs: endMs + 60_000 });
  const withLogs = ids.filter((id) => found.has(id)).length;
  return { checked: ids.length, withLogs, percent: percentOf(withLogs, ids.length) ?? 0 };
}
