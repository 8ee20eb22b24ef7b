import { check, checkNames } from './export/check';
import type { FinishedTrace, Span, SpanExporter } from './span';
import { attempt, cut } from './text';

/** Where the text of a trace goes. */
export interface ConsoleExporterOptions {
  /** Takes the text of one trace. @default - standard output */
  readonly write?: (text: string) => void;
}

/** Deeper spans are not indented further: a line stays readable, and a long chain of spans small. */
const MAX_DEPTH = 20;

/** Writes each trace as a tree, for local runs: what was called in what, by start, with its time and its end. */
export function consoleExporter(options: ConsoleExporterOptions = {}): SpanExporter {
  checkNames('consoleExporter', options, 'write');
  const { write = (text: string) => void process.stdout.write(text) } = options;
  check('consoleExporter', 'write', write, typeof write === 'function', 'a function of a text');
  return (trace) => write(`${[heading(trace), ...treeLines(trace.spans)].map(oneLine).join('\n')}\n`);
}

function heading({ traceId, service, environment, release, coldStart }: FinishedTrace): string {
  const version = release ? ` ${release}` : '';
  return `${service}${version} (${environment}) trace ${traceId}${coldStart ? ', cold start' : ''}`;
}

/** Depth first, without recursion: how deep the spans lie is the caller's affair. Each span is shown once. */
function treeLines(spans: readonly Span[]): string[] {
  // The last to start first, as they are taken from the end.
  const sorted = [...spans].sort((a, b) => a.startMs - b.startMs).reverse();
  const children = new Map<string | undefined, Span[]>(spans.map(({ id }) => [id, []]));
  const roots = sorted.filter((span) => !children.get(span.parentId)?.push(span));
  const lines = new Map<Span, string>();
  // Below the roots lie all spans, in case that some are each other's parents.
  const open = [...sorted, ...roots].map((span) => ({ span, depth: 1 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { span, depth } = next;
    if (lines.has(span)) continue;
    lines.set(span, '  '.repeat(Math.min(depth, MAX_DEPTH)) + spanLine(span));
    for (const child of children.get(span.id) ?? []) open.push({ span: child, depth: depth + 1 });
  }
  return [...lines.values()];
}

function spanLine({ name, durationMs, statusCode, error, annotations, ...span }: Span): string {
  const notes = Object.entries(annotations).map(([key, value]) => `${key}=${attempt(() => String(value))}`);
  const parts = [
    name,
    `${Math.round(durationMs * 10) / 10} ms`,
    statusCode === undefined ? outcome(span) : `${outcome(span)} ${statusCode}`,
    error && `${error.name}: ${error.message}`,
    ...notes,
  ];
  return parts
    .filter(Boolean)
    .map((part) => cut(`${part}`, 200))
    .join('  ');
}

function outcome({ fault, throttled, clientError }: Pick<Span, 'fault' | 'throttled' | 'clientError'>): string {
  if (fault) return 'fault';
  if (throttled) return 'throttled';
  return clientError ? 'client error' : 'ok';
}

/** A line break or an escape sequence in a name must not break the tree. */
function oneLine(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ');
}
