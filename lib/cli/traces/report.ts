/** The report that a command tells: the newest of an analysis, or one that is made of X-Ray's traces now. */
import { type TraceReport, traceReport } from '../../core/trace/report';
import { readSample } from '../../workflow/analyze-traces/sample';
import { UsageError } from '../usage-error';
import { explainingTraces } from './aws-errors';
import type { TraceSources } from './sources';

export const REPORT_OPTIONS = {
  analysis: { type: 'string' },
  table: { type: 'string' },
  live: { type: 'boolean' },
  minutes: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const REPORT_HELP = `  --analysis NAME   the TraceAnalysis whose newest map is told (default: sightline)
  --table NAME      its table (default: as it tells in the Parameter Store)
  --live            read X-Ray now instead; needs no TraceAnalysis
  --minutes N       with --live: of the last N minutes, 1 to 360 (default: 15)
  --json            one JSON object for machines
  --help            this text
`;

export interface ReportChoice {
  readonly analysis?: string;
  readonly table?: string;
  readonly live?: boolean;
  readonly minutes?: string;
}

const DEFAULT_MINUTES = 15;
const MOST_MINUTES = 360;
/** Of each: a command may take longer than a run, and is paid for once. */
const MOST_TRACES = 300;
/** An analysis runs every five minutes. */
const STALE_MS = 20 * 60_000;

export async function chosenReport(choice: ReportChoice, sources: TraceSources): Promise<TraceReport> {
  const minutes = minutesOf(choice);
  return explainingTraces(() => (choice.live ? liveReport(sources, minutes) : storedReport(choice, sources)));
}

async function liveReport(sources: TraceSources, minutes: number): Promise<TraceReport> {
  const endMs = sources.now();
  const span = { startMs: endMs - minutes * 60_000, endMs };
  return traceReport({ span, ...(await readSample(sources.reader(), span, MOST_TRACES)) });
}

async function storedReport(
  { analysis = 'sightline', table }: ReportChoice,
  sources: TraceSources,
): Promise<TraceReport> {
  const latest = await (await sources.store(analysis, table)).readLatest();
  if (!latest) {
    throw new Error(
      `the trace analysis '${analysis}' has no map yet; it makes one every five minutes. --live reads X-Ray now`,
    );
  }
  const minutesOld = Math.round((sources.now() - latest.atMs) / 60_000);
  if (minutesOld * 60_000 > STALE_MS) {
    process.stderr.write(
      `warning: this map is ${minutesOld} minutes old; does the analysis '${analysis}' still run?\n`,
    );
  }
  return latest;
}

function minutesOf({ minutes, live }: ReportChoice): number {
  if (minutes === undefined) return DEFAULT_MINUTES;
  if (!live) throw new UsageError('--minutes is about traces that are read now; give --live as well');
  const count = Number(minutes);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_MINUTES) return count;
  throw new UsageError(`--minutes must be a whole number from 1 to ${MOST_MINUTES}, got '${minutes}'`);
}
