/** The post-mortem of an incident, as operators read it, ask for it, and write it. */
import { MAX_DRAFT_BYTES, type PostmortemDraft } from '../../core/incident/postmortem-draft';
import { INCIDENT_SCHEMA_VERSION } from '../../core/incident/schema-version';
import { plainBlock } from '../../view/escape';
import type { IncidentStore } from '../ports';
import { type Answer, emptyAnswer, errorAnswer, jsonAnswer } from './answer';
import type { OperatorsPorts } from './ports';
import { BadRequest } from './read-action';
import { readJsonObject } from './read-json';
import type { Request } from './request';

/** As JSON a quote, a backslash and a line break take two bytes each. */
const MAX_BODY_BYTES = 2 * MAX_DRAFT_BYTES + 1_024;

export interface PostmortemPorts extends Pick<OperatorsPorts, 'clock' | 'log'> {
  readonly store: Pick<IncidentStore, 'readIncident' | 'readPostmortem' | 'writePostmortem' | 'appendTimeline'>;
}

/** @param by who asks. @throws BadRequest where the request cannot be understood */
export async function answerPostmortem(
  ports: PostmortemPorts,
  request: Request,
  incidentId: string,
  by: string,
): Promise<Answer> {
  switch (request.method) {
    case 'GET':
    case 'POST':
    case 'PUT':
      break;
    default:
      return emptyAnswer(405, { allow: 'GET, POST, PUT' });
  }
  const incident = await ports.store.readIncident(incidentId);
  const stored = await ports.store.readPostmortem(incidentId);
  // A post-mortem outlives its incident by a year.
  if (!incident && !stored) {
    return errorAnswer('not found', `there is no incident '${incidentId.slice(0, 60)}' and no post-mortem of it`);
  }
  if (request.method === 'GET') return read(stored, incidentId);
  if (request.method === 'PUT') return write(ports, request, incidentId, by, stored, incident?.generation);
  return ask(ports, request, incidentId, by, stored);
}

function read(stored: PostmortemDraft | undefined, incidentId: string): Answer {
  if (stored) return jsonAnswer(200, { postmortem: stored });
  return errorAnswer('not found', `nobody has drafted a post-mortem of '${incidentId.slice(0, 60)}' yet; ask by POST`);
}

/**
 * Asks for a draft by an entry of the timeline, which the bus tells `write-postmortem`: so it is known who asked, and
 * this function needs no right but to write the table.
 */
async function ask(
  { store, clock, log }: PostmortemPorts,
  { id }: Request,
  incidentId: string,
  by: string,
  stored: PostmortemDraft | undefined,
): Promise<Answer> {
  if (stored?.editedBy !== undefined) {
    return errorAnswer('refused', `${stored.editedBy} has edited it: it is not drafted again`);
  }
  const atMs = clock.now();
  await store.appendTimeline({
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    atMs,
    eventId: `postmortem|${id}`,
    kind: 'postmortem',
    actor: { type: 'user', id: by },
    text: `Post-mortem asked for by ${by}`,
  });
  log.info('post-mortem asked for', { incidentId, responder: by });
  return jsonAnswer(200, { result: 'asked', version: stored?.version ?? 0 });
}

async function write(
  { store, clock, log }: PostmortemPorts,
  request: Request,
  incidentId: string,
  by: string,
  stored: PostmortemDraft | undefined,
  generation = stored?.generation ?? 1,
): Promise<Answer> {
  const body = readJsonObject(request, MAX_BODY_BYTES);
  if (!('object' in body)) return body;
  const { text, version } = readEdit(body.object);
  const now = stored?.version ?? 0;
  const again = now === version + 1 && stored?.editedBy === by && stored.text === text;
  // Sent once more, because the answer was lost.
  if (again) return jsonAnswer(200, { postmortem: stored });
  if (version !== now) return overtaken(now, version);
  const edited: PostmortemDraft = {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId,
    version: version + 1,
    generation,
    writtenMs: clock.now(),
    text,
    editedBy: by,
  };
  if ((await store.writePostmortem(edited)) === 'conflict') return overtaken(undefined, version);
  log.info('post-mortem edited', { incidentId, responder: by, version: edited.version });
  return jsonAnswer(200, { postmortem: edited });
}

function overtaken(now: number | undefined, version: number): Answer {
  const stands = now === undefined ? 'somebody wrote it just now' : `version ${now} is stored`;
  return errorAnswer('refused', `${stands} and your text was made of version ${version}; read it again and join them`);
}

function readEdit(body: Readonly<Record<string, unknown>>): { readonly text: string; readonly version: number } {
  const unknown = Object.keys(body).find((key) => key !== 'text' && key !== 'version');
  if (unknown !== undefined) {
    throw new BadRequest(`a post-mortem has no field '${unknown.slice(0, 60)}'; it takes 'text' and 'version'`);
  }
  const { version } = body;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    throw new BadRequest("'version' must be that of the text you edited, or 0 where there was none");
  }
  // Without what no store takes and what could mislead a reader.
  const text = typeof body.text === 'string' ? plainBlock(body.text) : '';
  const bytes = new TextEncoder().encode(text).length;
  if (text.trim() !== '' && bytes <= MAX_DRAFT_BYTES) return { text, version };
  throw new BadRequest(
    `'text' must be Markdown of 1 to ${MAX_DRAFT_BYTES} bytes that is not blank, got ${bytes} bytes`,
  );
}
