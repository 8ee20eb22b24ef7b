import { cut } from '../text';

/** Headers of an HTTP request, by name. */
export type HeaderValues = Readonly<Record<string, string>>;

/** A request as a signer sees it. */
export interface SignableRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: HeaderValues;
  readonly body: string;
}

/** Where an exporter sends its traces. */
export interface Target {
  /** Who is asking: the first word of errors. */
  readonly exporter: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: HeaderValues;
  /** For everything, a second attempt included. */
  readonly timeoutMs: number;
  readonly fetch?: typeof fetch;
  readonly sign?: (request: SignableRequest) => HeaderValues | Promise<HeaderValues>;
}

/** As much is read of an answer, in UTF-16 code units. */
const MAX_ANSWER = 4_096;

/** Where OTLP asks for another attempt (https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes), and no answer. */
const RETRYABLE = /^(0|429|50[234])$/;

/** What came back: its status, 0 where nothing did. */
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: string | null;
}

/**
 * Sends a JSON body and answers the beginning of the answer. Tries once more where the receiver is busy or the
 * connection broke: Lambda freezes connections with the process. Rejects with an error for the user.
 */
export async function post(target: Target, body: string): Promise<string> {
  const { exporter, url, timeoutMs } = target;
  const untilMs = Date.now() + timeoutMs;
  const signal = AbortSignal.timeout(timeoutMs);
  let answer = await attemptOnce(target, body, signal);
  const waitMs = waitingMs(answer);
  if (RETRYABLE.test(`${answer.status}`) && Date.now() + waitMs < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    answer = await attemptOnce(target, body, signal);
  }
  const { status, text } = answer;
  if (status >= 200 && status < 300) return text;
  // Without the user and the query of the URL: they may be secret.
  const place = url.replace(/[?#].*|(?<=\/\/)[^/]*@/gs, '');
  throw new Error(`${exporter}: POST ${place}: ${status || 'no answer'}: ${printable(text)} (timeoutMs: ${timeoutMs})`);
}

async function attemptOnce({ url, sign, ...target }: Target, body: string, signal: AbortSignal): Promise<Answer> {
  const method = 'POST';
  const headers = { ...target.headers, ...(await sign?.({ method, url, headers: target.headers, body })) };
  try {
    // A redirect would take the headers, secrets among them, to another place.
    const request = { method, headers, body, signal, redirect: 'manual' } as const;
    const response = await (target.fetch ?? fetch)(url, request);
    const { status } = response;
    return { status, text: await beginning(response), retryAfter: response.headers.get('retry-after') };
  } catch (thrown) {
    const { message, cause } = thrown as Error & { cause?: { code?: string } };
    return { status: 0, text: cause?.code ?? message };
  }
}

/** A body that breaks off does not take back the status before it. */
async function beginning({ body }: Response): Promise<string> {
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_ANSWER) break;
    }
  } catch {}
  return text;
}

/**
 * `Retry-After` gives seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after). Without it a short
 * time, spread, so that environments that were refused together do not come back together.
 */
function waitingMs({ retryAfter }: Answer): number {
  const after = retryAfter ?? '';
  return (/^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now()) || 50 + Math.random() * 100;
}

function printable(text: string): string {
  return cut(text.replace(/[^ -~]+/g, ' '), 200);
}
