/**
 * `npm run vectors -- DIR [--json]`: runs every vector file below DIR (the layouts of test/vectors) through the
 * decisions of lib/core, and every folder of events (the layout of test/events) through `handle-signal`.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from './vectors/files-below';
import { storyOf, tableOf, tallies } from './vectors/report';
import { type Run, runAll } from './vectors/run';

const USAGE = `usage: npm run vectors -- DIR [--json]

Runs every file below DIR that has the layout of one in test/vectors, and prints each failing case. Of a folder with a
MANIFEST.json as in test/events it plays each event to an incident hub in memory, and prints what became of it.
  --json   the last line is one JSON object {file: {passed, failed, notAsserted}} in place of the table; an event has
           its action as 'expected' and 'happened', too

exit code: 0 nothing failed, 1 a case failed, 2 DIR or a file below it could not be read
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (command instanceof Error) return refuse(`${command.message}\n\n${USAGE}`);
  if (command.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    return print(command, await runAll(command.directory));
  } catch (error) {
    return refuse(`${messageOf(error)}\n`);
  }
}

interface Command {
  readonly json: boolean;
  readonly help: boolean;
  readonly directory: string;
}

function parseCommand(args: readonly string[]): Command | Error {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    if (values.help || positionals.length === 1) return { ...values, directory: resolve(positionals[0] ?? '') };
    return new Error(`it takes one directory, got ${positionals.length === 0 ? 'none' : positionals.join(' ')}`);
  } catch (error) {
    return new Error(messageOf(error));
  }
}

function refuse(message: string): number {
  process.stderr.write(`vectors: ${message}`);
  return 2;
}

function print({ directory, json }: Command, run: Run): number {
  for (const { file, why } of run.unreadable) process.stderr.write(`vectors: cannot read ${file}: ${why}\n`);
  if (run.results.length === 0) process.stderr.write(`vectors: there is no vector file below ${directory}\n`);
  const end = json ? [JSON.stringify(tallies(run))] : tableOf(run);
  process.stdout.write(`${[...storyOf(run), ...end].join('\n')}\n`);
  if (run.unreadable.length > 0) return 2;
  return run.results.some(({ tally }) => tally.failed > 0) ? 1 : 0;
}

if (require.main === module) {
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
