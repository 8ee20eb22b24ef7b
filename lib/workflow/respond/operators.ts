/** The operators' JSON API, behind a URL that only IAM lets through. Times in its answers are epoch milliseconds. */
import type { Command } from '../../core/incident/command';
import { type CommandResult, carryOut } from '../carry-out';
import { lifecycleSettings } from '../lifecycle-settings';
import { type Answer, emptyAnswer, errorAnswer, jsonAnswer } from './answer';
import type { OperatorsPorts } from './ports';
import { answerPostmortem } from './postmortem';
import { BadRequest, readAction } from './read-action';
import { readJsonObject } from './read-json';
import type { Request } from './request';

const MAX_BODY_BYTES = 16_384;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** Throws `BadRequest` where the request cannot be understood. */
export async function answerOperator(ports: OperatorsPorts, request: Request): Promise<Answer> {
  // Behind the right URL there always is one; behind a wrong one there must be no API.
  if (request.callerArn === undefined) return errorAnswer('forbidden', 'sign the request with IAM credentials');
  const [, collection, id, action, ...more] = request.path.split('/').map(decoded);
  if (collection !== 'incidents' || id === '' || action === '' || more.length > 0) {
    return errorAnswer('not found', `there is nothing at '${request.path.slice(0, 200)}'; start at /incidents`);
  }
  if (action === 'postmortem' && id !== undefined) {
    return answerPostmortem(ports, request, id, nameOf(request.callerArn));
  }
  if (action !== undefined && id !== undefined) {
    return request.method === 'POST' ? command(ports, request, id, action, request.callerArn) : notAllowed('POST');
  }
  if (request.method !== 'GET') return notAllowed('GET');
  return id === undefined ? listed(ports, request) : shown(ports, id);
}

async function listed({ store }: OperatorsPorts, { query }: Request): Promise<Answer> {
  const unknown = [...query.keys()].find((key) => !['open', 'service', 'limit'].includes(key));
  if (unknown !== undefined) {
    throw new BadRequest(`there is no parameter '${unknown.slice(0, 60)}'; use 'open', 'service' and 'limit'`);
  }
  const limit = limitOf(query.get('limit'));
  const service = query.get('service') ?? undefined;
  if (query.has('open')) {
    const open = await store.listOpen();
    const wanted = service === undefined ? open : open.filter((incident) => incident.service === service);
    return jsonAnswer(200, { incidents: wanted.slice(0, limit) });
  }
  if (!service) throw new BadRequest("say which incidents: '?open', '?service=<name>' or both");
  return jsonAnswer(200, { incidents: await store.listByService(service, limit) });
}

async function shown({ store }: OperatorsPorts, id: string): Promise<Answer> {
  const incident = await store.readIncident(id);
  return incident ? jsonAnswer(200, { incident, timeline: await store.readTimeline(id) }) : unknownIncident(id);
}

async function command(
  ports: OperatorsPorts,
  request: Request,
  incidentId: string,
  action: string,
  callerArn: string,
): Promise<Answer> {
  const body = readJsonObject(request, MAX_BODY_BYTES);
  if (!('object' in body)) return body;
  const asked: Command = {
    incidentId,
    actor: { type: 'user', id: nameOf(callerArn) },
    id: commandId(request),
    atMs: ports.clock.now(),
    ...readAction(action, body.object),
  };
  const done = await carryOut(ports, asked, lifecycleSettings(await ports.config.load()));
  // The ARN whole: a session is named by whoever takes the role.
  ports.log.info(`command ${done.result}`, { incidentId, action, responder: asked.actor.id, caller: callerArn });
  return answerResult(done, incidentId);
}

function answerResult(done: CommandResult, incidentId: string): Answer {
  switch (done.result) {
    case 'unknown incident':
      return unknownIncident(incidentId);
    case 'refused':
      return errorAnswer('refused', done.why);
    default:
      return jsonAnswer(200, done);
  }
}

/** The same key, sent again after a lost answer, is the same command. */
function commandId(request: Request): string {
  const key = request.header('idempotency-key');
  if (key.length > 128) throw new BadRequest(`'idempotency-key' has at most 128 characters, got ${key.length}`);
  return JSON.stringify(key === '' ? ['request', request.id] : ['key', key]);
}

function limitOf(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (/^\d{1,3}$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new BadRequest(`'limit' must be a whole number from 1 to ${MAX_LIMIT}, got '${text.slice(0, 60)}'`);
}

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>` is told by its session, a user by its name. */
function nameOf(arn: string): string {
  return arn.split(/[:/]/).findLast((part) => part !== '') ?? arn;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRequest(`'${part.slice(0, 60)}' in the path is not percent-encoded UTF-8`);
  }
}

function unknownIncident(id: string): Answer {
  return errorAnswer('not found', `there is no incident '${id.slice(0, 60)}'; list them with GET /incidents?open`);
}

function notAllowed(method: string): Answer {
  return emptyAnswer(405, { allow: method });
}
