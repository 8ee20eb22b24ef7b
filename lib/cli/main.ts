/** The `sightline` command: picks the subcommand, words its errors, answers the exit code. */
import { rehearseCommand } from './rehearse';
import { UsageError } from './usage-error';

interface Command {
  readonly summary: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  rehearse: {
    summary: 'play scenarios or a recording against a synthesized app, in virtual time',
    run: rehearseCommand,
  },
};

/** 0: done and as expected; 1: an expectation failed; 2: it could not be run, and stderr says why. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const asked = name === undefined || name === '--help' || name === '-h' || name === 'help';
    (asked ? process.stdout : process.stderr).write(
      `${asked ? '' : `sightline: there is no command '${name}'\n\n`}${overview()}`,
    );
    return asked ? 0 : 2;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`sightline ${name}: ${error.message}\n`);
    if (error instanceof UsageError) process.stderr.write(`Run 'sightline ${name} --help' for what it takes.\n`);
    else if (process.env.SIGHTLINE_DEBUG) process.stderr.write(`${error.stack}\n`);
    return 2;
  }
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `Usage: sightline <command> [options]\n\n${lines.join('\n')}\n\nsightline <command> --help tells more.\n`;
}
