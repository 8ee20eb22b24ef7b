/** `sightline incidents list`: those that are open, or all of a service. */
import { tellIncidents } from '../../view/incidents/list';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { UsageError } from '../usage-error';
import { type IncidentSources, neededUrl, URL_HELP } from './sources';

export const LIST_HELP = `Usage: sightline incidents list [options]

Incidents that are open, most severe first; with --all those of a service that are over, too,
newest first. Times are UTC.

  --service NAME    only those of that service
  --all             also those that are resolved or closed; needs --service
  --limit N         at most so many, 1 to 100                              (default: 20)
${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  service: { type: 'string' },
  all: { type: 'boolean' },
  limit: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const WIDTH = 80;
const DEFAULT_LIMIT = 20;

export async function listCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(LIST_HELP);
    return 0;
  }
  const { service, all = false } = values;
  if (positionals.length > 0) {
    throw new UsageError(`'list' takes options only, got '${positionals[0]}'; a service is given by --service`);
  }
  if (all && service === undefined) {
    throw new UsageError('--all needs --service NAME: incidents that are over are kept by service');
  }
  const limit = limitOf(values.limit);
  const incidents = await sources.operators(neededUrl(values.url)).list({ open: !all, service, limit });
  const view = { paint: painter(process.stdout), width: process.stdout.columns ?? WIDTH, nowMs: sources.now() };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ incidents }, undefined, 2)}\n`
      : tellIncidents(incidents, { ...view, all, limit }),
  );
  return 0;
}

export function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 100) return limit;
  throw new UsageError(`--limit must be a whole number from 1 to 100, got '${text}'`);
}
