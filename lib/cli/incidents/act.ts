/** `sightline incidents ack|note|assign|...`: one command on one incident. */
import { randomUUID } from 'node:crypto';
import { plain } from '../../view/escape';
import { tellCommand } from '../../view/incidents/command';
import { type OptionTable, parseOptions } from '../options';
import { painter } from '../painter';
import type { Action, ActionValues } from './actions';
import { ID_HELP, incidentIdOf } from './incident-id';
import { type IncidentSources, neededUrl, URL_HELP } from './sources';

const COMMON = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** 0: done, or so already; 1: refused as things stand, and stderr says why. */
export async function actCommand(
  name: string,
  action: Action,
  args: readonly string[],
  sources: IncidentSources,
): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...COMMON, ...optionsOf(action) });
  if (values.help) {
    process.stdout.write(actionHelp(name, action));
    return 0;
  }
  const [given, ...operands] = positionals;
  const operand = action.operand === undefined ? undefined : operands.shift();
  const asked = action.read(values as ActionValues, operand);
  const api = sources.operators(neededUrl(values.url));
  const id = await incidentIdOf(given === undefined ? [] : [given, ...operands], api);
  try {
    const answer = await api.command(id, asked, randomUUID());
    process.stdout.write(
      values.json
        ? `${JSON.stringify(answer, undefined, 2)}\n`
        : tellCommand(asked.action, answer, painter(process.stdout)),
    );
    return 0;
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: unknown };
    if (code !== 'refused') throw error;
    const hint = asked.action === 'resolve' && /force/.test(message) ? ' (--force)' : '';
    process.stderr.write(`sightline incidents: ${name} was refused: ${plain(message, MAX_REASON)}${hint}\n`);
    return 1;
  }
}

const MAX_REASON = 400;

function optionsOf({ options }: Action): OptionTable {
  return Object.fromEntries(
    Object.keys(options).map((name) => [name, { type: name === 'force' ? 'boolean' : 'string' } as const]),
  );
}

function actionHelp(name: string, { usage, explanation, options }: Action): string {
  const lines = Object.values(options).map((line) => `  ${line}\n`);
  return `Usage: sightline incidents ${name} ID${usage} [options]

${explanation}
Exit code 1 where the incident, as it stands, does not allow it.

${ID_HELP}${lines.join('')}${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;
}
