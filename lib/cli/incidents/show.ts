/** `sightline incidents show`: one incident and its timeline. */
import { tellIncident } from '../../view/incidents/detail';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { ID_HELP, incidentIdOf } from './incident-id';
import { WIDTH } from './list';
import { type IncidentSources, neededUrl, URL_HELP } from './sources';

export const SHOW_HELP = `Usage: sightline incidents show ID [options]

How an incident stands, who took it, how it is escalated, and its timeline. Times are UTC.

${ID_HELP}${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function showCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(SHOW_HELP);
    return 0;
  }
  const api = sources.operators(neededUrl(values.url));
  const id = await incidentIdOf(positionals, api);
  const told = await api.read(id);
  if (!told)
    throw new Error(`there is no incident '${id}' in this hub; 'sightline incidents list' has those that are open`);
  const view = { paint: painter(process.stdout), width: process.stdout.columns ?? WIDTH, nowMs: sources.now() };
  process.stdout.write(values.json ? `${JSON.stringify(told, undefined, 2)}\n` : tellIncident(told, view));
  return 0;
}
