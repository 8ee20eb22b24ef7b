/** Which incident is meant: ids are long, and people read them out to each other. */

import { plain } from '../../view/escape';
import { placeOf } from '../../view/incidents/words';
import { UsageError } from '../usage-error';
import type { OperatorsPort } from './sources';

/** Line of a help text. */
export const ID_HELP = `  ID                id of the incident; of an open one its begin or end will do, three letters
                    and digits at least
`;

const WHOLE = 26;
/** The most that the API lists. */
const MOST_OPEN = 100;
const MOST_CANDIDATES = 10;

/** @throws where it is no id, or means no incident that is open, or more than one */
export async function incidentIdOf(
  [given, second]: readonly string[],
  api: Pick<OperatorsPort, 'list'>,
): Promise<string> {
  if (given === undefined) throw new UsageError("which incident? Give its id; 'sightline incidents list' has them");
  if (second !== undefined) {
    throw new UsageError(`one incident at a time; '${second}' is more. A value of several words stands in quotes`);
  }
  const id = normalized(given);
  if (!/^[0-9A-Z]{3,26}$/.test(id)) {
    throw new UsageError(
      `an incident's id has ${WHOLE} letters and digits, and at least 3 of its begin or end are needed, got '${given}'`,
    );
  }
  return id.length === WHOLE ? id : findOpen(id, given, api);
}

/** As Crockford's alphabet has it, where O is never meant: https://www.crockford.com/base32.html */
function normalized(text: string): string {
  return text.trim().toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
}

async function findOpen(part: string, given: string, api: Pick<OperatorsPort, 'list'>): Promise<string> {
  const open = await api.list({ open: true, limit: MOST_OPEN });
  const found = open.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
  const [only] = found;
  if (only && found.length === 1) return only.id;
  const candidates = (found.length > 0 ? found : open).slice(0, MOST_CANDIDATES);
  const listed = candidates.map((one) => `${plain(one.id, WHOLE)} (${placeOf(one)})`).join(', ');
  if (found.length > 1)
    throw new Error(`'${given}' means ${found.length} open incidents; give more of one of: ${listed}`);
  throw new Error(
    `no open incident's id begins or ends with '${given}'; open are: ${listed || 'none'}. One that is over needs its whole id`,
  );
}
