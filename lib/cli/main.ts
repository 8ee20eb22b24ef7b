/** The `sightline` command: picks the subcommand, words its errors, answers the exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest } from '../core/closest';
import { packageRoot } from '../package-root';
import { plain, plainBlock } from '../view/escape';
import { backtestCommand } from './backtest';
import { costCommand } from './cost';
import { coverageCommand } from './coverage';
import { errorsCommand } from './errors';
import { explainIncidentCommand } from './explain';
import { forecastCommand } from './forecast';
import { healthCommand } from './health';
import { incidentsCommand } from './incidents';
import { pageCommand } from './page';
import { rehearseCommand } from './rehearse';
import { routeCommand } from './route';
import { sloCommand } from './slo';
import { thresholdsCommand } from './thresholds';
import { tracesCommand } from './traces';
import { UsageError } from './usage-error';
import { widgetsCommand } from './widgets';

interface Command {
  readonly summary: string;
  /** Answers the exit code; `--help` among the arguments prints the command's own help. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  rehearse: {
    summary: 'play scenarios or a recording against a synthesized app, in virtual time',
    run: rehearseCommand,
  },
  backtest: {
    summary: 'how often the alarms of an app would have paged, by the history of their metrics',
    run: backtestCommand,
  },
  coverage: {
    summary: 'which resources of an app have an alarm, and which nobody watches',
    run: coverageCommand,
  },
  cost: {
    summary: 'what the alarms, metrics, dashboards, logs and traces of an app cost a month',
    run: costCommand,
  },
  slo: {
    summary: 'objectives: what they mean, how they stand, reports over time, OpenSLO export',
    run: (args) => sloCommand(args),
  },
  thresholds: {
    summary: 'a threshold from the history of a metric, with pages a week before and after',
    run: (args) => thresholdsCommand(args),
  },
  forecast: {
    summary: 'trend and changes of a series, its next day, and when it is full',
    run: (args) => forecastCommand(args),
  },
  health: {
    summary: 'how services do right now, 0 to 100, and what takes the points',
    run: (args) => healthCommand(args),
  },
  traces: {
    summary: 'what calls what, what is slow, one request on its way, how much is traced',
    run: (args) => tracesCommand(args),
  },
  incidents: {
    summary: 'what is open and what happened; acknowledge, note, assign, resolve, close',
    run: (args) => incidentsCommand(args),
  },
  errors: {
    summary: 'errors by fingerprint: how often, since when; resolve, ignore',
    run: (args) => errorsCommand(args),
  },
  explain: {
    summary: 'what changed around the begin of an incident, the most telling first',
    run: (args) => explainIncidentCommand(args),
  },
  route: {
    summary: 'which route an event or an alarm takes, and who would be told when',
    run: (args) => routeCommand(args),
  },
  widgets: {
    summary: "previews of the custom widgets of an app's dashboards, from a rehearsal",
    run: widgetsCommand,
  },
  page: {
    summary: 'a test page through a deployed hub',
    run: (args) => pageCommand(args),
  },
};

/** 0: done and as expected; 1: an expectation failed; 2: it could not be run, and stderr says why. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return print(`${version()}\n`);
  const asksHelp = name === undefined || name === '--help' || name === '-h' || name === 'help';
  if (!asksHelp) return run(name, rest);
  const [about] = rest;
  return about === undefined ? print(overview()) : run(about, ['--help']);
}

async function run(name: string, args: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return refuse(name);
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Errors quote scenarios, templates and answers of AWS.
    process.stderr.write(`sightline ${name}: ${plainBlock(error.message)}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`Run 'sightline ${error.command ?? name} --help' for what it takes.\n`);
    } else if (process.env.SIGHTLINE_DEBUG) {
      process.stderr.write(`${plainBlock(String(error.stack))}\n`);
    }
    return 2;
  }
}

function refuse(name: string): number {
  const kind = name.startsWith('-') ? 'option' : 'command';
  const meant = closest(name, kind === 'option' ? ['--help', '--version'] : Object.keys(COMMANDS));
  const instead = name === 'compare' ? 'rehearse --against DIR' : meant;
  const hint = instead ? `; did you mean '${instead}'?` : '';
  process.stderr.write(`sightline: there is no ${kind} '${plain(name, 100)}'${hint}\n\n${overview()}`);
  return 2;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return (
    `Usage: sightline <command> [options]\n\n${lines.join('\n')}\n\n` +
    "'sightline help <command>' tells more, 'sightline --version' which version this is.\n"
  );
}
