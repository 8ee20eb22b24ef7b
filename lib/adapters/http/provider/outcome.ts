import type { SendOutcome } from '../../../workflow/ports';
import type { Answer } from './post';

/** These say that it may work later: too slow, too early, too many. */
const TEMPORARY = new Set([408, 425, 429]);
const MAX_QUOTE = 200;
/** A piece of a secret that is longer than any word of an error message. */
const TELLING_LENGTH = 8;

/**
 * What an answer means: 2xx is taken, 408, 425, 429 and 5xx may be tried again, everything else would fail again.
 *
 * @param secrets texts that no reason may quote, not even in part
 * @param providerId of what was taken
 */
export function outcomeOf(
  answer: Answer,
  { nowMs, secrets, providerId }: { nowMs: number; secrets: readonly string[]; providerId: string },
): SendOutcome {
  if ('failure' in answer) return { status: 'failed', reason: answer.failure };
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { status: 'sent', providerId };
  const reason = `HTTP ${status}${quote(body, secrets)}`;
  if (TEMPORARY.has(status) || status >= 500) {
    const retryAfterMs = readRetryAfter(answer.retryAfter, nowMs);
    return retryAfterMs === undefined ? { status: 'failed', reason } : { status: 'failed', reason, retryAfterMs };
  }
  return { status: 'refused', reason: status < 400 ? `HTTP ${status}: redirects are not followed` : reason };
}

/** Seconds or an HTTP date; `undefined` for anything else. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Dates begin with the day of the week; `Date.parse` would read much else.
  const atMs = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** What the provider said, unless it repeats a piece of a secret. */
export function quote(body: string, secrets: readonly string[]): string {
  const text = body
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MAX_QUOTE);
  if (text === '') return '';
  return secrets.some((secret) => repeats(text, secret)) ? ': (the answer repeats the secret)' : `: ${text}`;
}

/** Escapes of JSON or HTML between the letters do not hide a secret. */
function repeats(text: string, secret: string): boolean {
  const [said, kept] = [lettersOf(text), lettersOf(secret)];
  if (kept.length < TELLING_LENGTH) return secret !== '' && text.includes(secret);
  for (let start = 0; start + TELLING_LENGTH <= kept.length; start += 1) {
    if (said.includes(kept.slice(start, start + TELLING_LENGTH))) return true;
  }
  return false;
}

function lettersOf(text: string): string {
  return text.replace(/[^0-9a-z]/gi, '');
}
