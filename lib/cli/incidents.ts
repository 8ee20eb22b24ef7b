/** `sightline incidents`: what is open, what happened, and what people do about it. */
import { closest } from '../core/closest';
import { actCommand } from './incidents/act';
import { ACTIONS } from './incidents/actions';
import { historyCommand } from './incidents/history';
import { listCommand } from './incidents/list';
import { withPlainErrors } from './incidents/plain-errors';
import { postmortemCommand } from './incidents/postmortem';
import { reportCommand } from './incidents/report';
import { showCommand } from './incidents/show';
import { awsIncidentSources, type IncidentSources } from './incidents/sources';
import { UsageError } from './usage-error';

interface Part {
  readonly summary: string;
  readonly run: (args: readonly string[], sources: IncidentSources) => Promise<number>;
}

const PARTS: Readonly<Record<string, Part>> = {
  list: { summary: 'those that are open, or all of a service', run: listCommand },
  history: { summary: 'all of a service, those that are over too', run: historyCommand },
  report: { summary: 'numbers of a week, and the proof that escalations ran', run: reportCommand },
  show: { summary: 'how one stands, and its timeline', run: showCommand },
  postmortem: { summary: 'what is known of one that is over, for you to write on', run: postmortemCommand },
  ...Object.fromEntries(
    Object.entries(ACTIONS).map(([name, action]): [string, Part] => [
      name,
      { summary: action.summary, run: (args, sources) => actCommand(name, action, args, sources) },
    ]),
  ),
};
/** As scenarios and the API call it. */
const SAME_AS = new Map([['acknowledge', 'ack']]);

/** @param sources where the hub is reached. @default - by the network, with the credentials of the SDK's environment */
export async function incidentsCommand(
  args: readonly string[],
  sources: IncidentSources = awsIncidentSources(),
): Promise<number> {
  const [given, ...rest] = args;
  if (given === '--help' || given === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const name = SAME_AS.get(given ?? '') ?? given;
  const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part) return withPlainErrors(`incidents ${name}`, () => part.run(rest, sources));
  const names = Object.keys(PARTS);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? 'say what to do with the incidents' : `there is no 'incidents ${name}'`;
  throw new UsageError(`${got}; ${meant ? `did you mean '${meant}'? ` : ''}It is one of: ${names.join(', ')}`);
}

function help(): string {
  const lines = Object.entries(PARTS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return (
    `Usage: sightline incidents <what> [options]\n\n${lines.join('\n')}\n\n` +
    "'sightline incidents <what> --help' tells more.\n"
  );
}
