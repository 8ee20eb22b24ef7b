import { checkNames } from './check';
import type { HeaderValues, SignableRequest } from './post';

/** Credentials that requests are signed with; `sessionToken` is that of a role. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How requests to an AWS endpoint are signed. In a Lambda function everything has a default. */
export interface SigV4Options {
  /** @default - the region in the URL's host, else `AWS_REGION` */
  readonly region?: string;
  /** Name of the AWS service in the signature. @default 'xray' */
  readonly service?: string;
  /** @default - `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, which Lambda sets */
  readonly credentials?: () => AwsCredentials | Promise<AwsCredentials>;
  /** The time to sign for. @default - the clock */
  readonly now?: () => Date;
}

/**
 * Signs requests as AWS asks for it, for `otlp({ url: 'https://xray.REGION.amazonaws.com/v1/traces', sign: sigV4() })`:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sigV4(options: SigV4Options = {}): (request: SignableRequest) => Promise<HeaderValues> {
  checkNames('sigV4', options, 'region', 'service', 'credentials', 'now');
  const { service = 'xray', credentials = lambdaCredentials, now = () => new Date() } = options;
  return async (request) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const { host } = new URL(request.url);
    const time = now()
      .toISOString()
      .replace(/[:-]|\.\d+/g, '');
    const region = options.region ?? /\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host)?.[1] ?? process.env.AWS_REGION;
    const scope = [time.slice(0, 8), `${region}`, service, 'aws4_request'];
    const added = { 'x-amz-date': time, ...(sessionToken && { 'x-amz-security-token': sessionToken }) };
    const signed = Object.entries({ ...request.headers, ...added, host }).sort(([a], [b]) => (a < b ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), await sha256(await canonical(request, signed, names))];
    let key = utf8(`AWS4${secretAccessKey}`);
    for (const text of [...scope, toSign.join('\n')]) key = await hmac(key, text);
    const parts = [`Credential=${accessKeyId}/${scope.join('/')}`, `SignedHeaders=${names}`, `Signature=${hex(key)}`];
    return { ...added, authorization: `AWS4-HMAC-SHA256 ${parts.join(', ')}` };
  };
}

/** The request in the one form that both ends derive. */
async function canonical(
  { method, url, body }: SignableRequest,
  headers: readonly (readonly [string, string])[],
  names: string,
): Promise<string> {
  const { pathname, searchParams } = new URL(url);
  const pairs = [...searchParams].map((pair) => pair.map(encode).join('='));
  const path = pathname.split('/').map(encode).join('/');
  const lines = headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`);
  return [method, path, pairs.sort().join('&'), ...lines, '', names, await sha256(body)].join('\n');
}

function lambdaCredentials(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken };
  throw new Error('sigV4: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; give sigV4({ credentials })');
}

async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** RFC 3986, which leaves fewer characters as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
