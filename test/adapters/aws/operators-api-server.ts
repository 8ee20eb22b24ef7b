/**
 * A function URL with AWS_IAM on this machine: checks the signature as AWS documents it, apart from the code that signs,
 * and hands the request to a handler. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG',
  sessionToken: 'token+/=',
};
export const REGION = 'eu-west-1';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `undefined` closes the connection without an answer; `hang` never answers. */
export type Reply = { readonly statusCode?: number; readonly body?: string } | 'hang' | undefined;

export async function startServer(answer: (request: Received) => Promise<Reply>) {
  const received: Received[] = [];
  const server = createServer((incoming, outgoing) => {
    const run = async () => {
      const request = await read(incoming);
      received.push(request);
      const why = problemOf(request);
      const reply =
        why === undefined ? await answer(request) : { statusCode: 403, body: JSON.stringify({ message: why }) };
      if (reply === 'hang') return;
      if (reply === undefined) return void incoming.socket.destroy();
      outgoing.writeHead(reply.statusCode ?? 200, { 'content-type': 'application/json' }).end(reply.body ?? '');
    };
    run().catch((error: unknown) => outgoing.writeHead(599).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, received, stop };
}

async function read(incoming: IncomingMessage): Promise<Received> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const [path = '', query = ''] = (incoming.url ?? '').split('?');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return { method: incoming.method ?? '', path, query, headers, body };
}

/** What is wrong with the signature. */
function problemOf({ method, path, query, headers, body }: Received): string | undefined {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, credential = '', names = '', signature] = parts.exec(headers.authorization ?? '') ?? [];
  if (signature === undefined) return 'Missing Authentication Token';
  const date = headers['x-amz-date'] ?? '';
  const scope = `${date.slice(0, 8)}/${REGION}/lambda/aws4_request`;
  if (credential !== `${CREDENTIALS.accessKeyId}/${scope}`) return `the credential is '${credential}'`;
  for (const name of ['host', 'x-amz-date', 'x-amz-security-token', ...(body === '' ? [] : ['content-type'])]) {
    if (!names.split(';').includes(name)) return `the header '${name}' is not signed`;
  }
  if (headers['x-amz-security-token'] !== CREDENTIALS.sessionToken) return 'the session token is not sent';
  const canonical = [
    method,
    path.split('/').map(encodeURIComponent).join('/'),
    query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${headers[name]}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [date.slice(0, 8), REGION, 'lambda', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${CREDENTIALS.secretAccessKey}`,
  );
  const right = createHmac('sha256', key).update(toSign).digest('hex');
  return right === signature ? undefined : 'The request signature we calculated does not match the one you provided';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
