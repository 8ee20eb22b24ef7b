/**
 * The page behind a signed link. Mail scanners follow links, and some run scripts: so reading it changes nothing, and
 * acting takes the page's own nonce and the value of the button that was pressed.
 */
import type { Incident } from '../../core/incident/incident';
import { decodeToken, type Signing, type Token } from '../../core/incident/token';
import { isOpen } from '../../core/incident/transitions';
import { type IncidentPage, incidentPage, type Verdict } from '../../view/respond/incident-page';
import { type MessagePage, messagePage } from '../../view/respond/message-page';
import { type CommandResult, carryOut } from '../carry-out';
import { lifecycleSettings } from '../lifecycle-settings';
import { type Answer, emptyAnswer, pageAnswer } from './answer';
import { checkNonce, mintNonce } from './nonce';
import type { LinksPorts } from './ports';
import { field, mediaType, type Request } from './request';

/** A nonce and a word. */
const MAX_FORM_BYTES = 16_384;
const ALLOW = { allow: 'GET, HEAD, OPTIONS, POST' };

export async function answerLink(ports: LinksPorts, request: Request, text: string): Promise<Answer> {
  switch (request.method) {
    case 'GET':
    case 'POST':
      break;
    // Both are for programs: they learn nothing of the link, not even whether it is one.
    case 'HEAD':
      return pageAnswer(200, '');
    case 'OPTIONS':
      return emptyAnswer(204, ALLOW);
    default:
      return emptyAnswer(405, ALLOW);
  }
  const signing: Signing = { keys: await ports.keys(), hmac: ports.hmac };
  const { token, problem } = decodeToken(text, signing, ports.clock.now());
  if (problem === 'expired') return message('expired', 410);
  if (!token) {
    ports.log.warn('a link was refused', { problem });
    return message('not found', 404);
  }
  return request.method === 'GET' ? show(ports, token, signing) : press(ports, request, token, signing);
}

async function show(ports: LinksPorts, token: Token, signing: Signing, verdict?: Verdict): Promise<Answer> {
  const incident = await ports.store.readIncident(token.incidentId);
  if (!incident) return message('gone', 410);
  if (incident.generation !== token.generation) return message('outdated', 410);
  const used = await ports.store.isUsed(token.id);
  const ofUse = isOfUse(incident, token);
  const nonce = ofUse && !used ? mintNonce(token, signing, ports.clock.now()) : undefined;
  const said = verdict ?? (ofUse && used ? { kind: 'used' as const } : undefined);
  return pageAnswer(200, await pageOf(ports, token, incident, { nonce, verdict: said }));
}

async function press(ports: LinksPorts, request: Request, token: Token, signing: Signing): Promise<Answer> {
  if (mediaType(request) !== 'application/x-www-form-urlencoded') return message('bad form', 415);
  const body = request.body(MAX_FORM_BYTES);
  if (body === undefined) return message('bad form', 413);
  const form = new URLSearchParams(body);
  const nowMs = ports.clock.now();
  const nonce = checkNonce(field(form, 'nonce') ?? '', token, signing, nowMs);
  if (nonce === 'forged' || field(form, 'confirm') !== token.action) return message('bad form', 400);
  if (nonce === 'expired') return show(ports, token, signing, { kind: 'open too long' });
  const done = await carryOut(
    ports,
    {
      incidentId: token.incidentId,
      actor: { type: 'user', id: token.responder },
      id: token.id,
      atMs: nowMs,
      action: token.action,
    },
    lifecycleSettings(await ports.config.load()),
    { once: { id: token.id, untilMs: token.expiresMs }, generation: token.generation },
  );
  const incidentId = token.incidentId;
  ports.log.info(`link ${done.result}`, { incidentId, action: token.action, responder: token.responder });
  return answerResult(ports, token, done);
}

async function answerResult(ports: LinksPorts, token: Token, done: CommandResult): Promise<Answer> {
  switch (done.result) {
    case 'unknown incident':
      return message('gone', 410);
    case 'outdated':
      return message('outdated', 410);
    case 'done':
      return pageAnswer(200, await pageOf(ports, token, done.incident, { verdict: { kind: 'done' } }));
    case 'nothing':
      return pageAnswer(200, await pageOf(ports, token, done.incident, { verdict: { kind: 'already' } }));
    case 'used':
      return pageAnswer(200, await pageOf(ports, token, done.incident, { verdict: { kind: 'used' } }));
    case 'refused': {
      // Whoever is late for a closed incident did nothing wrong.
      const verdict = isOpen(done.incident.status)
        ? { kind: 'refused' as const, why: done.why }
        : { kind: 'already' as const };
      return pageAnswer(verdict.kind === 'refused' ? 409 : 200, await pageOf(ports, token, done.incident, { verdict }));
    }
  }
}

async function pageOf(
  ports: LinksPorts,
  { responder, action }: Token,
  incident: Incident,
  more: Pick<IncidentPage, 'nonce' | 'verdict'>,
): Promise<string> {
  const timeline = await ports.store.readTimeline(incident.id);
  return incidentPage({ incident, timeline, nowMs: ports.clock.now(), responder, action, ...more });
}

/** Pressing would change something. */
function isOfUse({ status, acknowledgements }: Incident, { action, responder }: Token): boolean {
  return isOpen(status) && (action !== 'acknowledge' || acknowledgements.every(({ by }) => by !== responder));
}

function message(kind: MessagePage, statusCode: number): Answer {
  return pageAnswer(statusCode, messagePage(kind));
}
