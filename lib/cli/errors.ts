/** `sightline errors`: the errors that a tracking knows, and what people decide about them. */
import { closest } from '../core/closest';
import { decideCommand } from './errors/decide';
import { listCommand } from './errors/list';
import { showCommand } from './errors/show';
import { awsErrorSources, type ErrorSources } from './errors/sources';
import { UsageError } from './usage-error';

interface Part {
  readonly summary: string;
  readonly run: (args: readonly string[], sources: ErrorSources) => Promise<number>;
}

const PARTS: Readonly<Record<string, Part>> = {
  list: { summary: 'the errors of a service, most frequent first', run: listCommand },
  show: { summary: 'how often one came, where, since when, and a sample', run: showCommand },
  resolve: { summary: 'it is mended: tell when it comes again', run: decideCommand('resolve') },
  ignore: { summary: 'count it and tell nobody', run: decideCommand('ignore') },
  reopen: { summary: 'take either back', run: decideCommand('reopen') },
};

/** @param sources where errors come from. @default - the account of the SDK's environment */
export async function errorsCommand(
  args: readonly string[],
  sources: ErrorSources = awsErrorSources(),
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part) return pointingTo(`errors ${name}`, () => part.run(rest, sources));
  const names = Object.keys(PARTS);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? 'say what to do with the errors' : `there is no 'errors ${name}'`;
  throw new UsageError(`${got}; ${meant ? `did you mean '${meant}'? ` : ''}It is one of: ${names.join(', ')}`);
}

/** Who misspells an option of `errors list` is helped by that one's help. */
async function pointingTo(command: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UsageError) error.command = command;
    throw error;
  }
}

function help(): string {
  const lines = Object.entries(PARTS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `Usage: sightline errors <what> [options]\n\n${lines.join('\n')}\n\n'sightline errors <what> --help' tells more.\n`;
}
