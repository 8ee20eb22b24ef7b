/** Commands that have parts, such as `sightline slo report`: which there are, and how each is reached. */
import { closest } from '../core/closest';
import { UsageError } from './usage-error';

export interface CommandPart<C extends readonly unknown[]> {
  readonly summary: string;
  readonly run: (args: readonly string[], ...context: C) => Promise<number>;
}

export interface CommandGroup<C extends readonly unknown[]> {
  readonly command: string;
  /** What a part is asked for, such as `do with the objectives`. */
  readonly purpose: string;
  readonly parts: Readonly<Record<string, CommandPart<C>>>;
  /** Other words for a part. */
  readonly sameAs?: ReadonlyMap<string, string>;
}

/**
 * Runs the part that the first argument names.
 * @throws UsageError where there is none of that name
 */
export async function runPart<C extends readonly unknown[]>(
  group: CommandGroup<C>,
  args: readonly string[],
  ...context: C
): Promise<number> {
  const { command, parts, sameAs } = group;
  const [given, ...rest] = args;
  if (given === '--help' || given === '-h') {
    process.stdout.write(help(command, parts));
    return 0;
  }
  const name = given === undefined ? undefined : (sameAs?.get(given) ?? given);
  const part = name !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (!part) throw noSuchPart(group, name);
  try {
    return await part.run(rest, ...context);
  } catch (error) {
    // Who misspells an option of a part is helped by that one's help.
    if (error instanceof UsageError) error.command = `${command} ${name}`;
    throw error;
  }
}

function noSuchPart({ command, purpose, parts }: CommandGroup<never>, name: string | undefined): UsageError {
  const names = Object.keys(parts);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? `say what to ${purpose}` : `there is no '${command} ${name}'`;
  const hint = meant ? `; did you mean '${meant}'?` : '.';
  return new UsageError(`${got}${hint} It is one of: ${names.join(', ')}`);
}

function help(command: string, parts: Readonly<Record<string, { readonly summary: string }>>): string {
  const width = Math.max(...Object.keys(parts).map((name) => name.length)) + 2;
  const lines = Object.entries(parts).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  return (
    `Usage: sightline ${command} <what> [options]\n\n${lines.join('\n')}\n\n` +
    `'sightline ${command} <what> --help' tells more.\n`
  );
}
