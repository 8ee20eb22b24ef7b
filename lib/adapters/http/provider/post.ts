/** One HTTP request with a short end. */
export interface Call {
  readonly method: 'POST' | 'GET';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the answer; the rest is never read. @default 4096 */
  readonly maxAnswerBytes?: number;
}

/** `status` is missing where no answer came: then `failure` says why, without any address. */
export type Answer =
  | { readonly status: number; readonly retryAfter: string | null; readonly body: string }
  | { readonly failure: string };

const MAX_ANSWER_BYTES = 4_096;
/** So that people who find it in their access logs know what it is. */
const USER_AGENT = 'sightline-notify';

/** Never throws. A redirect is an answer: the address behind it was not checked. */
export async function call(request: Call, timeoutMs: number): Promise<Answer> {
  const { method, url, headers, body, maxAnswerBytes = MAX_ANSWER_BYTES } = request;
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': USER_AGENT, ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: await readStart(response, maxAnswerBytes),
    };
  } catch (error) {
    return { failure: failureOf(error, timeoutMs) };
  }
}

/** The status has told already what became of the request: an answer that breaks off after it is as good as a whole one. */
async function readStart(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the rest.
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= maxBytes) break;
    }
  } catch {
    // What has come is what there is.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

/** Only names and codes: messages of errors may quote the address, and a webhook's address is its secret. */
function failureOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = Object(error) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const { code } = Object(cause) as { code?: unknown };
  return `no answer (${typeof code === 'string' ? code : String(name)})`;
}
