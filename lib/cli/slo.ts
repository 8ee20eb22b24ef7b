/** `sightline slo`: objectives explained, as they stand, over time, and for other tools. */
import { closest } from '../core/closest';
import { explainCommand } from './slo/explain';
import { exportCommand } from './slo/export';
import { reportCommand } from './slo/report';
import { awsSources, type SloSources } from './slo/sources';
import { statusCommand } from './slo/status';
import { UsageError } from './usage-error';

interface Part {
  readonly summary: string;
  readonly run: (args: readonly string[], sources: SloSources, nowMs: number) => Promise<number>;
}

const PARTS: Readonly<Record<string, Part>> = {
  explain: {
    summary: 'what objectives mean in numbers: budgets, rules, alarms; needs no account',
    run: explainCommand,
  },
  status: { summary: 'how they stand now', run: statusCommand },
  report: { summary: 'error budgets by service, team and tier over some time, and recovery', run: reportCommand },
  export: { summary: 'as OpenSLO documents', run: exportCommand },
};

/** @param sources where measurements come from. @default - the account of the SDK's environment */
export async function sloCommand(args: readonly string[], sources: SloSources = awsSources()): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part) return pointingTo(`slo ${name}`, () => part.run(rest, sources, Date.now()));
  const names = Object.keys(PARTS);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? 'say what to do with the objectives' : `there is no 'slo ${name}'`;
  throw new UsageError(`${got}; ${meant ? `did you mean '${meant}'? ` : ''}It is one of: ${names.join(', ')}`);
}

/** Who misspells an option of `slo report` is helped by that one's help. */
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
  return `Usage: sightline slo <what> [options]\n\n${lines.join('\n')}\n\n'sightline slo <what> --help' tells more.\n`;
}
