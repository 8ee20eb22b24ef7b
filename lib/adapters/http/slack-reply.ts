import type { SendOutcome, SlackReplyPort } from '../../workflow/ports';
import { partsOf } from './provider/chat-webhook';
import { JSON_TYPE } from './provider/endpoint';
import { outcomeOf } from './provider/outcome';
import { call } from './provider/post';

/** Slack waits three seconds for the answer to a press, which comes after this. */
const TIMEOUT_MS = 2_000;
const HOST = 'hooks.slack.com';

/** Answers presses at the `response_url` that Slack sends along: https://docs.slack.dev/interactivity/handling-user-interaction */
export class HttpSlackReplies implements SlackReplyPort {
  /** @param baseUrl of a stand-in for tests, in place of Slack's own host */
  constructor(
    private readonly clock: { now(): number },
    private readonly baseUrl?: string,
  ) {}

  async reply(responseUrl: string, body: Readonly<Record<string, unknown>>): Promise<SendOutcome> {
    const url = URL.canParse(responseUrl) ? new URL(responseUrl) : undefined;
    if (!url || !isSlack(url)) return { status: 'refused', reason: `the response_url is not one of https://${HOST}` };
    const target = this.baseUrl === undefined ? url : new URL(`${url.pathname}${url.search}`, this.baseUrl);
    const answer = await call(
      { method: 'POST', url: target, headers: JSON_TYPE, body: JSON.stringify(body) },
      TIMEOUT_MS,
    );
    return outcomeOf(answer, { nowMs: this.clock.now(), secrets: partsOf(url), providerId: HOST });
  }
}

function isSlack({ protocol, host, username, password }: URL): boolean {
  return protocol === 'https:' && host === HOST && username === '' && password === '';
}
