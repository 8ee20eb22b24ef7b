/** Whether a candidate did its work: a call that wrote or sent less than the others must not look fast. */
import type { Candidate } from './candidates';
import type { Round } from './runtime';

/** What the candidate did not do in its last call; empty if all is there. */
export function missingWork(
  { work }: Candidate,
  { orderId, traceId }: Round,
  output: string,
  packets: readonly Buffer[],
): string[] {
  const lines = output.split('\n').filter(Boolean).map(parse);
  const missing: string[] = [];
  if (work.metrics) {
    missing.push(
      ...missingMetric(lines, 'OrdersPlaced', 1, 'Count'),
      ...missingMetric(lines, 'OrderValue', 42.5, 'None'),
    );
  }
  if (work.log && !lines.some((line) => isOrderLog(line, orderId))) missing.push(`the log line of ${orderId}`);
  if (work.annotation && !packets.some((packet) => isAnnotated(packet, orderId, traceId)))
    missing.push(`the annotation of ${orderId} on ${traceId}`);
  return missing;
}

type Line = Readonly<Record<string, unknown>>;

interface Directive {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

function parse(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return {};
  }
}

/** The metric is to be there once, on one dimension set with the tenant. */
function missingMetric(lines: readonly Line[], name: string, value: number, unit: string): string[] {
  const found = lines.flatMap((line) => directivesOf(line).flatMap((directive) => observations(line, directive, name)));
  const wanted = `${value} ${unit}`;
  return found.length === 1 && found[0] === wanted ? [] : [`${name} = ${wanted} once, but found [${found.join(', ')}]`];
}

function directivesOf(line: Line): readonly Directive[] {
  return (line._aws as { readonly CloudWatchMetrics?: readonly Directive[] } | undefined)?.CloudWatchMetrics ?? [];
}

function observations(line: Line, { Dimensions, Metrics }: Directive, name: string): string[] {
  const sets = Dimensions.filter((set) => set.includes('tenant') && line.tenant === 'acme');
  const units = Metrics.filter((metric) => metric.Name === name).map(({ Unit = 'None' }) => Unit);
  return sets.flatMap(() => units.flatMap((unit) => [line[name]].flat().map((value) => `${value} ${unit}`)));
}

function isOrderLog(line: Line, orderId: string): boolean {
  return (line.message ?? line.msg) === 'order placed' && JSON.stringify(line).includes(`"orderId":"${orderId}"`);
}

/** X-Ray's own document, or the protobuf of OpenTelemetry behind the marker `T1S`. */
function isAnnotated(packet: Buffer, orderId: string, traceId: string): boolean {
  const body = packet.toString().split('\n')[1] ?? '';
  if (!body.startsWith('T1S')) {
    const document = parse(body);
    return (document.annotations as Line | undefined)?.orderId === orderId && document.trace_id === traceId;
  }
  const protobuf = Buffer.from(body.slice(3), 'base64');
  return protobuf.includes(orderId) && protobuf.includes(Buffer.from(traceId.slice(2).replace('-', ''), 'hex'));
}
