/**
 * Buttons in Slack messages. Slack signs each request with the app's signing secret:
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
import { readSlackActionId, readSlackValue } from '../../core/incident/slack-value';
import { sameText, toBase64Url } from '../../core/incident/token';
import { plain } from '../../view/escape';
import { carryOut } from '../carry-out';
import { lifecycleSettings } from '../lifecycle-settings';
import { type Answer, emptyAnswer } from './answer';
import type { LinksPorts } from './ports';
import { field, type Request } from './request';

/** An older request may be a replay; same page. */
const MAX_AGE_SECONDS = 300;
/** Slack sends the whole message along, percent-encoded. */
const MAX_BODY_BYTES = 131_072;

/** Slack wants an empty 200 within three seconds; what became of the press, the channel is told like everybody. */
export async function answerSlack(ports: LinksPorts, request: Request): Promise<Answer> {
  if (!ports.slackSecret) return emptyAnswer(404);
  if (request.method !== 'POST') return emptyAnswer(405, { allow: 'POST' });
  const body = request.body(MAX_BODY_BYTES);
  if (body === undefined) return emptyAnswer(413);
  if (!isSigned(ports, request, body, await ports.slackSecret())) {
    ports.log.warn('a request to the Slack door was refused: its signature or its time is wrong');
    return emptyAnswer(401);
  }
  const press = readPress(field(new URLSearchParams(body), 'payload') ?? '');
  if (!press) {
    // A button of somebody else's, or a link button that opened its page: Slack tells of each press.
    ports.log.info('a Slack interaction was ignored: it is no button of ours');
    return emptyAnswer(200);
  }
  const { incidentId, generation, action, user, id } = press;
  const done = await carryOut(
    ports,
    { incidentId, actor: { type: 'user', id: user }, id, atMs: ports.clock.now(), action },
    lifecycleSettings(await ports.config.load()),
    { generation },
  );
  ports.log.info(`Slack button ${done.result}`, { incidentId, action, responder: user });
  return emptyAnswer(200);
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
  const { type, user, actions } = parseObject(payload);
  if (type !== 'block_actions' || !Array.isArray(actions)) return undefined;
  for (const pressed of actions as readonly unknown[]) {
    const { action_id, value, action_ts } = objectOf(pressed);
    const action = readSlackActionId(action_id);
    const target = readSlackValue(value);
    const who = objectOf(user);
    const name = [who.username, who.name, who.id].find((text) => typeof text === 'string' && text !== '');
    if (!action || !target || typeof name !== 'string') continue;
    return { ...target, action, user: plain(name, 80), id: JSON.stringify(['slack', who.id, action_ts]) };
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
