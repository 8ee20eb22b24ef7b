/**
 * Buttons in Slack messages. Slack signs each request with the app's signing secret:
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
import { readSlackActionId, readSlackValue } from '../../core/incident/slack-value';
import { sameText, toBase64Url } from '../../core/incident/token';
import { plain } from '../../view/escape';
import { type Press, slackAcknowledged, slackNotDone } from '../../view/respond/slack-reply';
import { type CommandResult, carryOut } from '../carry-out';
import { lifecycleSettings } from '../lifecycle-settings';
import { type Answer, emptyAnswer } from './answer';
import type { LinksPorts } from './ports';
import { field, type Request } from './request';

/** An older request may be a replay; same page. */
const MAX_AGE_SECONDS = 300;
/** Slack sends the whole message along, percent-encoded. */
const MAX_BODY_BYTES = 131_072;

/** Slack wants an empty 200 within three seconds; what became of the press is told where it was pressed. */
export async function answerSlack(ports: LinksPorts, request: Request): Promise<Answer> {
  if (!ports.slackSecret) return emptyAnswer(404);
  if (request.method !== 'POST') return emptyAnswer(405, { allow: 'POST' });
  const body = request.body(MAX_BODY_BYTES);
  if (body === undefined) return emptyAnswer(413);
  if (!isSigned(ports, request, body, await ports.slackSecret())) {
    ports.log.warn('a request to the Slack endpoint was refused: its signature or its time is wrong');
    return emptyAnswer(401);
  }
  const press = readPress(field(new URLSearchParams(body), 'payload') ?? '');
  if (!press) {
    // A button of somebody else's, or a link button that opened its page: Slack tells of each press.
    ports.log.info('a Slack interaction was ignored: it is no button of ours');
    return emptyAnswer(200);
  }
  const { incidentId, generation, action, user, id, responseUrl } = press;
  const done = await carryOut(
    ports,
    { incidentId, actor: { type: 'user', id: user }, id, atMs: ports.clock.now(), action },
    lifecycleSettings(await ports.config.load()),
    { generation },
  );
  ports.log.info(`Slack button ${done.result}`, { incidentId, action, responder: user });
  if (responseUrl !== undefined) await tell(ports, responseUrl, replyTo(done, { ...press, atMs: ports.clock.now() }));
  return emptyAnswer(200);
}

/** The press counts whether they hear of it or not. */
async function tell({ slackReplies, log }: LinksPorts, responseUrl: string, body: ReturnType<typeof slackNotDone>) {
  const outcome = await slackReplies?.reply(responseUrl, body);
  if (outcome && outcome.status !== 'sent')
    log.warn('Slack did not take the answer to a press', { why: outcome.reason });
}

function replyTo(done: CommandResult, press: Omit<Press, 'title'>) {
  switch (done.result) {
    case 'done':
      return slackAcknowledged({ ...press, title: done.incident.title });
    case 'nothing':
    case 'refused':
      return slackNotDone(`Nothing was changed: ${done.why}.`);
    case 'used':
      return slackNotDone('Nothing was changed: this press counted already.');
    case 'outdated':
      return slackNotDone('Nothing was changed: the incident came back since, and has a newer message.');
    case 'unknown incident':
      return slackNotDone('Nothing was changed: the incident is no longer stored.');
  }
}

function isSigned({ clock, hmac }: LinksPorts, request: Request, body: string, secret: string): boolean {
  const timestamp = request.header('x-slack-request-timestamp');
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(clock.now() / 1000 - Number(timestamp)) > MAX_AGE_SECONDS) return false;
  const [, hex] = /^v0=([0-9a-f]{64})$/.exec(request.header('x-slack-signature')) ?? [];
  return hex !== undefined && sameText(hmac(secret, `v0:${timestamp}:${body}`), hexToBase64Url(hex));
}

function hexToBase64Url(hex: string): string {
  return toBase64Url(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
function readPress(payload: string) {
  const { type, user, actions, response_url, message } = parseObject(payload);
  if (type !== 'block_actions' || !Array.isArray(actions)) return undefined;
  for (const pressed of actions as readonly unknown[]) {
    const { action_id, value, action_ts } = objectOf(pressed);
    const action = readSlackActionId(action_id);
    const target = readSlackValue(value);
    const who = objectOf(user);
    const name = [who.username, who.name, who.id].find((text) => typeof text === 'string' && text !== '');
    if (!action || !target || typeof name !== 'string') continue;
    return {
      ...target,
      action,
      user: plain(name, 80),
      id: JSON.stringify(['slack', who.id, action_ts]),
      button: String(action_id),
      blocks: objectOf(message).blocks,
      responseUrl: typeof response_url === 'string' ? response_url : undefined,
    };
  }
  return undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
