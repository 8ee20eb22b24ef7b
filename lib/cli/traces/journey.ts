import { journeyOf } from '../../core/trace/journey';
import { readAndAnalyze } from '../../core/trace/report';
import { fromXRayTraceId, toXRayTraceId } from '../../core/trace/trace-context';
import { tellJourney } from '../../view/traces/journey';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { explainingTraces } from './aws-errors';
import { printJson, viewOptions } from './show';
import type { TraceSources } from './sources';

export const JOURNEY_HELP = `Usage: sightline traces journey ID [options]

Which services a request went through, when, for how long, with what outcome, and which of them
held it up. ID is that of a log line, such as 1-67891233-abcdef012345678912345678, or its 32 digits
as W3C writes them. Exit code 1 where something on the way failed.

  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

export async function journeyCommand(args: readonly string[], sources: TraceSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(JOURNEY_HELP);
    return 0;
  }
  const id = traceIdOf(positionals);
  const [found] = await explainingTraces(() => sources.reader().read([id]));
  if (!found || found.documents.length === 0) {
    throw new Error(`X-Ray has no trace ${id} here: not sampled, older than 30 days, or of another AWS_REGION`);
  }
  const trace = readAndAnalyze(found);
  const journey = journeyOf(trace);
  if (values.json) printJson({ ...journey, problems: trace.problems });
  else process.stdout.write(tellJourney(journey, trace.problems, viewOptions()));
  return journey.stops.some(({ outcome }) => outcome === 'fault') ? 1 : 0;
}

function traceIdOf([id, ...more]: readonly string[]): string {
  if (id === undefined)
    throw new UsageError('name the trace: sightline traces journey 1-67891233-abcdef012345678912345678');
  if (more.length > 0) throw new UsageError(`one trace at a time, got also '${more[0]}'`);
  if (fromXRayTraceId(id) !== undefined) return id;
  if (/^[\da-f]{32}$/.test(id)) return toXRayTraceId(id);
  throw new UsageError(
    `a trace id is such as 1-67891233-abcdef012345678912345678 or 32 hexadecimal digits, got '${id}'`,
  );
}
