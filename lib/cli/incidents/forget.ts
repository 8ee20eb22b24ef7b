/** `sightline incidents forget`: takes the name of a person out of what is stored of incidents. */
import { plain } from '../../view/escape';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import type { IncidentSources } from './sources';
import { neededTable, TABLE_HELP, withTableErrors } from './table';

const NEEDED =
  'dynamodb:Scan, dynamodb:GetItem and dynamodb:UpdateItem on the incident table, and kms:Decrypt and ' +
  'kms:GenerateDataKey on its key';
const REPLACEMENT = 'former responder';

export const FORGET_HELP = `Usage: sightline incidents forget NAME --table NAME --yes [options]

Replaces the name of a person, exactly as it is stored, in all incidents, timelines and
post-mortems that are kept, open ones too. For somebody who left: take them out of schedules
and escalations first, or their name comes back. What was sent to channels stays there, and so
do the names of channels. It reads the whole table, and cannot be undone; done twice is done
once.

${TABLE_HELP}  --as TEXT         what stands there instead                 (default: ${REPLACEMENT})
  --yes             yes, for good
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  table: { type: 'string' },
  as: { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function forgetCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(FORGET_HELP);
    return 0;
  }
  const [name, second] = positionals;
  if (name === undefined) throw new UsageError('whom? Give the name as it is stored: sightline incidents forget alice');
  if (second !== undefined)
    throw new UsageError(`one person at a time; '${second}' is more; write a name with spaces in quotes`);
  const table = neededTable(values.table);
  const { as = REPLACEMENT } = values;
  if (!values.yes) {
    throw new UsageError(
      `'${plain(name, 100)}' would become '${plain(as, 100)}' in all of ${table}, for good; add --yes if you mean it`,
    );
  }
  const changed = await withTableErrors(NEEDED, () => sources.table(table).forgetPerson(name, as));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ changed })}\n`
      : changed === 0
        ? `Nothing has the name '${plain(name, 100)}'.\n`
        : `Replaced in ${changed} ${changed === 1 ? 'item' : 'items'}.\n`,
  );
  return 0;
}
