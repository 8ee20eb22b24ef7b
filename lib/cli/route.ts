/** `sightline route`: where signals would lead. */
import { closest } from '../core/closest';
import { withPlainErrors } from './incidents/plain-errors';
import { explainCommand } from './route/explain';
import { UsageError } from './usage-error';

const PARTS = { explain: explainCommand } as const;

const HELP = `Usage: sightline route <what> [options]

  explain   which route an event or an alarm takes, and who is told

'sightline route <what> --help' tells more.
`;

/** @param nowMs epoch ms */
export async function routeCommand(args: readonly string[], nowMs = Date.now()): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return 0;
  }
  const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name as keyof typeof PARTS] : undefined;
  if (part) return withPlainErrors(`route ${name}`, () => part(rest, nowMs));
  const names = Object.keys(PARTS);
  const meant = name === undefined ? undefined : closest(name, names);
  const got = name === undefined ? 'say what to do with the routes' : `there is no 'route ${name}'`;
  throw new UsageError(`${got}; ${meant ? `did you mean '${meant}'? ` : ''}It is one of: ${names.join(', ')}`);
}
