/** Slack's Web API: https://docs.slack.dev/apis/web-api/ */
import { JSON_TYPE, member, textMember } from './endpoint';
import { type Answer, type Call, call } from './post';

/** Calls a method; those that list take their arguments in the query. Never throws. */
export type SlackMethod = (method: string, fields: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** A page of channels is long. */
const MAX_ANSWER_BYTES = 1_000_000;

export function webApi(base: URL, token: string, timeoutMs: number): SlackMethod {
  return (method, fields) =>
    call({ ...requestOf(base, token, method, fields), maxAnswerBytes: MAX_ANSWER_BYTES }, timeoutMs);
}

/** The code in `"ok": false`; `undefined` where it worked, or no answer says. */
export function errorOf(answer: Answer): string | undefined {
  if (!('status' in answer) || member(answer.body, 'ok') !== false) return undefined;
  const code = textMember(answer.body, 'error') ?? '';
  return /^[a-z_]{1,60}$/.test(code) ? code : 'unknown_error';
}

function requestOf(base: URL, token: string, method: string, fields: Readonly<Record<string, unknown>>): Call {
  const url = new URL(`/api/${method}`, base);
  const headers = { authorization: `Bearer ${token}` };
  if (!method.endsWith('.list')) {
    return { method: 'POST', url, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(fields) };
  }
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, String(value));
  return { method: 'GET', url, headers };
}
