/** One signed HTTP request to an AWS API, for the few calls for which a whole SDK client would be a lot. */
import { type SignerOptions, signerOf } from '../operators-api/signer';

export interface SignedCallOptions extends Pick<SignerOptions, 'region' | 'credentials' | 'now'> {
  /** Where it is sent. @default - `AWS_ENDPOINT_URL`, as for the SDK's clients; else the service's address in the Region */
  readonly endpoint?: string;
  /** Between tries. @default - a timer */
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

export type SignedCall = (path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<ApiAnswer>;

/** As the SDK's clients of this project: an answer must be there in 3 s, and there are 3 tries. */
const TIMEOUT_MS = 3_000;
const MAX_TRIES = 3;
const PAUSE_MS = 200;

/**
 * POSTs. A request that the service was too busy for is sent again; one that it may have carried out only where
 * `repeatable`.
 * @throws where no answer came, or the service was too busy or out of order each time
 */
export function signedCall(service: string, repeatable: boolean, options: SignedCallOptions): SignedCall {
  const { region, sleep = pause } = options;
  const endpoint =
    options.endpoint ?? process.env.AWS_ENDPOINT_URL ?? `https://${service}.${region}.${domainOf(region)}`;
  const sign = signerOf({ ...options, service });
  const send = async (url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<ApiAnswer> => {
    const signed = await sign({ method: 'POST', url, headers, body });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(url, { method: 'POST', headers: signed, body, redirect: 'error', signal });
    return { status: answer.status, body: await answer.text() };
  };
  return async (path, headers, body) => {
    const url = new URL(path, endpoint);
    for (let tries = 1; ; tries += 1) {
      const outcome = await send(url, headers, body).catch((error: unknown) => error as Error);
      if (!(outcome instanceof Error) && outcome.status < 500 && !isBusy(outcome)) return outcome;
      const harmless = repeatable || (!(outcome instanceof Error) && isBusy(outcome));
      if (!harmless || tries >= MAX_TRIES) throw failure(service, outcome);
      await sleep(PAUSE_MS * 2 ** tries);
    }
  };
}

function isBusy({ status, body }: ApiAnswer): boolean {
  return status === 429 || (status === 400 && /Throttling|TooManyRequests/.test(body));
}

function failure(service: string, outcome: ApiAnswer | Error): Error {
  if (outcome instanceof Error) return outcome;
  return new Error(`${service} answered ${outcome.status}: ${outcome.body.slice(0, 300)}`);
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}
