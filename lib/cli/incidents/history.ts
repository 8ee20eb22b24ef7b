/** `sightline incidents history`: all incidents of a service, those that are over too. */
import { tellIncidents } from '../../view/incidents/list';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { parseDayOrTime } from '../parse-time';
import { UsageError } from '../usage-error';
import { limitOf, WIDTH } from './list';
import { type IncidentSources, neededUrl, URL_HELP } from './sources';

export const HISTORY_HELP = `Usage: sightline incidents history SERVICE [options]

Every incident of a service that is kept, open or over, newest first: for 30 days after its
resolve. 'sightline incidents show ID' has the timeline of each. Times are UTC.

  --since TIME      only those that were opened since this date or time
  --limit N         at most so many, 1 to 100                              (default: 20)
${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  since: { type: 'string' },
  limit: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function historyCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HISTORY_HELP);
    return 0;
  }
  const [service, second] = positionals;
  if (service === undefined) throw new UsageError('which service? Give its name: sightline incidents history checkout');
  if (second !== undefined) throw new UsageError(`one service at a time; '${second}' is more`);
  const sinceMs = values.since === undefined ? 0 : parseDayOrTime('--since', values.since);
  const limit = limitOf(values.limit);
  // Newest first: what is older than asked for comes after everything that is wanted.
  const found = await sources.operators(neededUrl(values.url)).list({ service, limit });
  const incidents = found.filter(({ openedMs }) => openedMs >= sinceMs);
  const view = { paint: painter(process.stdout), width: process.stdout.columns ?? WIDTH, nowMs: sources.now() };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ incidents }, undefined, 2)}\n`
      : tellIncidents(incidents, { ...view, all: true, limit }),
  );
  return 0;
}
