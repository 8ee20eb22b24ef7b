/**
 * Slack, with the bot token of an app: messages of an incident are one thread, and a severe incident gets a channel of
 * its own. The secret is `{"token": "xoxb-..."}`. Slack answers most failures with 200 and `"ok": false`.
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
import type { ProviderRequest, SendOutcome } from '../../../workflow/ports';
import { whyNotCallable } from './address';
import { textMember } from './endpoint';
import { outcomeOf, quote } from './outcome';
import type { Answer } from './post';
import { errorOf, webApi } from './slack-api';
import { openIncidentChannel } from './slack-channel';

export interface SlackSettings {
  readonly baseUrl?: string;
  readonly allowLoopback: boolean;
  /** For one request. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

const HOST = 'https://slack.com';

/** May work later, where Slack says so by `error`: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const TEMPORARY = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
]);
/** The message that this one answers was deleted. */
const WITHOUT_THREAD = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message']);

/** Never throws. What fails after the message itself was taken is a remark: trying again would send the message twice. */
export async function sendBySlackApp(
  request: ProviderRequest,
  secret: string,
  settings: SlackSettings,
): Promise<SendOutcome> {
  const token = textMember(secret, 'token');
  if (token === undefined || !/^xox[\w.-]{8,400}$/.test(token)) {
    return { status: 'refused', reason: 'its secret is not a token of a Slack app: store JSON with the text "token"' };
  }
  const base = new URL(settings.baseUrl ?? HOST);
  const why = whyNotCallable(base, settings.allowLoopback);
  if (why !== undefined) return { status: 'refused', reason: `its base address is not allowed: ${why}` };
  const { chat, body, dedupKey } = request;
  if (!chat)
    return { status: 'refused', reason: 'it has no channel in Slack; deploy the IncidentResponse stack again' };

  const slack = webApi(base, token, settings.timeoutMs);
  const { channel, thread, incidentChannel } = chat;
  const post = (thread_ts?: string) => slack('chat.postMessage', { ...body, channel, ...(thread_ts && { thread_ts }) });
  const first = await post(thread);
  const answer = thread !== undefined && WITHOUT_THREAD.has(errorOf(first) ?? '') ? await post() : first;
  const ts = 'status' in answer ? textMember(answer.body, 'ts') : undefined;
  const outcome = outcomeOfSlack(answer, { nowMs: settings.now(), secrets: [token], providerId: ts ?? dedupKey });
  if (outcome.status !== 'sent' || !incidentChannel || ts === undefined) return outcome;
  const remark = await openIncidentChannel(slack, {
    ...incidentChannel,
    from: channel,
    thread: thread ?? ts,
    isFirst: !thread,
  });
  return remark === undefined ? outcome : { ...outcome, remark };
}

function outcomeOfSlack(answer: Answer, about: Parameters<typeof outcomeOf>[1]): SendOutcome {
  const outcome = outcomeOf(answer, about);
  const error = outcome.status === 'sent' ? errorOf(answer) : undefined;
  if (error === undefined) return outcome;
  // A code may still be a piece of a secret that Slack repeats.
  const reason = `Slack answered${quote(error, about.secrets)}`;
  return { status: TEMPORARY.has(error) ? 'failed' : 'refused', reason };
}
