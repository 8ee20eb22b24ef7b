/** `sightline traces`: what calls what, what is slow, one request on its way, and how much the traces show. */
import { closest } from '../core/closest';
import { coverageCommand } from './traces/coverage';
import { journeyCommand } from './traces/journey';
import { mapCommand } from './traces/map';
import { slowCommand } from './traces/slow';
import { awsTraceSources, type TraceSources } from './traces/sources';
import { UsageError } from './usage-error';

interface Part {
  readonly summary: string;
  readonly run: (args: readonly string[], sources: TraceSources) => Promise<number>;
}

const PARTS: Readonly<Record<string, Part>> = {
  map: { summary: 'what calls what, how well that goes, and where faults began', run: mapCommand },
  slow: { summary: 'what requests wait for, operations, slowest traces', run: slowCommand },
  journey: { summary: 'one request on its way, by the id of its trace', run: journeyCommand },
  coverage: { summary: 'how many requests are traced, and how many traces have logs', run: coverageCommand },
};

/** @param sources where traces come from. @default - the account of the SDK's environment */
export async function tracesCommand(
  args: readonly string[],
  sources: TraceSources = awsTraceSources(),
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (!part) throw unknownPart(name);
  try {
    return await part.run(rest, sources);
  } catch (error) {
    // Who misspells an option of a part is helped by that one's help.
    if (error instanceof UsageError) error.command = `traces ${name}`;
    throw error;
  }
}

function unknownPart(name: string | undefined): UsageError {
  const names = Object.keys(PARTS);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? 'say what to tell of the traces' : `there is no 'traces ${name}'`;
  return new UsageError(`${got}; ${meant ? `did you mean '${meant}'? ` : ''}It is one of: ${names.join(', ')}`);
}

function help(): string {
  const lines = Object.entries(PARTS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `Usage: sightline traces <what> [options]\n\n${lines.join('\n')}\n\n'sightline traces <what> --help' tells more.\n`;
}
