import { OperatorsApiError, type RawAnswer } from './answer';
import type { Sign } from './signer';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Its parts, not yet encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly fields?: object;
  readonly idempotencyKey?: string;
}

export interface CallOptions {
  readonly base: URL;
  readonly timeoutMs: number;
  readonly sign: Sign;
}

/** A command has its key and a text its version, so sending one again does nothing twice. */
const TRIES = 2;
/** The function did not get to answer. */
const UNANSWERED = new Set([502, 503, 504]);

/** Sends one request. @throws OperatorsApiError where no answer comes; what the SDK throws where there are no credentials */
export function callOf(options: CallOptions): (request: ApiRequest) => Promise<RawAnswer> {
  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(options, request);
      const answered = !(answer instanceof Error) && !UNANSWERED.has(answer.status);
      if (!answered && tries < TRIES) continue;
      if (answer instanceof Error) throw answer;
      return answer;
    }
  };
}

async function send(
  { base, timeoutMs, sign }: CallOptions,
  { method, path, query = {}, fields, idempotencyKey }: ApiRequest,
): Promise<RawAnswer | OperatorsApiError> {
  const url = new URL(path.map(encoded).join('/'), base);
  url.search = Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const body = fields === undefined ? undefined : JSON.stringify(fields);
  const headers = await sign({
    method,
    url,
    body,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
  });
  try {
    // A redirect would take the signature to where nobody meant it to go.
    const init = { method, headers, body, redirect: 'manual' as const, signal: AbortSignal.timeout(timeoutMs) };
    const response = await fetch(url, init);
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return unreachable(url, timeoutMs, error as Error);
  }
}

function unreachable({ host }: URL, timeoutMs: number, { name, message, cause }: Error): OperatorsApiError {
  const { code, message: why } = (cause ?? {}) as NodeJS.ErrnoException;
  const reason = name === 'TimeoutError' ? `no answer within ${timeoutMs / 1_000} s` : (code ?? why ?? message);
  return new OperatorsApiError(
    'no answer',
    `the operators' API at ${host} cannot be reached (${reason}); is its address right, and is there a way to the network?`,
  );
}

/** As signatures take it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
