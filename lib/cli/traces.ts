/** `sightline traces`: what calls what, what is slow, one request on its way, and how much the traces show. */
import { type CommandPart, runPart } from './command-group';
import { coverageCommand } from './traces/coverage';
import { journeyCommand } from './traces/journey';
import { mapCommand } from './traces/map';
import { slowCommand } from './traces/slow';
import { awsTraceSources, type TraceSources } from './traces/sources';

const PARTS: Readonly<Record<string, CommandPart<[TraceSources]>>> = {
  map: { summary: 'what calls what, how well that goes, and where faults began', run: mapCommand },
  slow: { summary: 'what requests wait for, operations, slowest traces', run: slowCommand },
  journey: { summary: 'one request on its way, by the id of its trace', run: journeyCommand },
  coverage: { summary: 'how many requests are traced, and how many traces have logs', run: coverageCommand },
};

/** @param sources where traces come from. @default - the account of the SDK's environment */
export function tracesCommand(args: readonly string[], sources: TraceSources = awsTraceSources()): Promise<number> {
  return runPart({ command: 'traces', purpose: 'tell of the traces', parts: PARTS }, args, sources);
}
