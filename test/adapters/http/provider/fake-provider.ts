import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMPLAINTS, type Json } from './documented';
import { FakeSlack } from './fake-slack';

export const ROUTING_KEY = 'R0123456789abcdefghijklmnopqrstu';
export const API_KEY = '0c1d2e3f-key-of-an-api-integration';
export const WEBHOOK_KEY = 'signing-key-of-the-webhook';
export const SLACK_PATH = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** All providers on one local port, as strict as their documentation; they know what an answer is by the path. */
export class FakeProvider {
  readonly seen: Seen[] = [];
  /** Answers in place of the provider, once. */
  next: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** What Opsgenie says of an accepted request. */
  result: Reply = { status: 404, body: '{"message":"Request not found. It might not be processed, yet."}' };
  /** Where apps post. */
  readonly slack = new FakeSlack();
  /** Aliases of open alerts. */
  readonly alerts = new Set<string>();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeProvider> {
    const server = createServer((request, response) => void fake.handle(request, response));
    const fake = new FakeProvider(server);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, text };
    this.seen.push(seen);
    const { next } = this;
    this.next = undefined;
    if (next) return next(request, response);
    const { status, body = '', headers } = this.answer(seen);
    response.writeHead(status, headers).end(body);
  }

  private answer(seen: Seen): Reply {
    if (seen.path.startsWith('/api/')) return this.slack.answer(seen);
    if (seen.method === 'GET') return this.result;
    if (seen.headers['content-type'] !== 'application/json; charset=utf-8') return { status: 415 };
    if (seen.path === SLACK_PATH) return answerOf(COMPLAINTS.slack(JSON.parse(seen.text), 'say'), 'ok');
    if (seen.path.startsWith('/teams')) return answerOf(COMPLAINTS.teams(JSON.parse(seen.text), 'say'), '', 202);
    if (seen.path === '/v2/enqueue') return pagerDuty(JSON.parse(seen.text));
    if (seen.path.startsWith('/hook')) return webhook(seen);
    return this.alert(seen);
  }

  private alert({ path, headers, text }: Seen): Reply {
    if (headers.authorization !== `GenieKey ${API_KEY}`) {
      return { status: 401, body: JSON.stringify({ message: `Could not authenticate ${headers.authorization}` }) };
    }
    const [, alias, action] =
      /^\/(?:v2|jsm\/ops\/integration\/v2)\/alerts(?:\/([^/]+)\/(acknowledge|close|notes)\?identifierType=alias)?$/.exec(
        path,
      ) ?? ['', undefined, 'no such path'];
    if (action === 'no such path') return { status: 404, body: '{"message":"No route"}' };
    const body: Json = JSON.parse(text);
    const complaints = COMPLAINTS.opsgenie(body, alias === undefined ? 'open' : 'say');
    if (complaints.length > 0) return { status: 422, body: complaints.join() };
    if (alias === undefined) this.alerts.add(body.alias);
    if (action === 'close' && alias) this.alerts.delete(alias);
    return { status: 202, body: '{"result":"Request will be processed","took":0.1,"requestId":"43a29c5c"}' };
  }
}

function answerOf(complaints: readonly string[], body: string, status = 200): Reply {
  return complaints.length > 0 ? { status: 400, body: complaints.join() } : { status, body };
}

function pagerDuty(event: Json): Reply {
  const complaints = [
    ...(event.routing_key?.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ...(['trigger', 'acknowledge', 'resolve'].includes(event.event_action) ? [] : ['event_action']),
    ...(event.dedup_key.length <= 255 ? [] : ['dedup_key']),
    ...COMPLAINTS.pagerduty(event, event.event_action),
  ];
  if (complaints.length > 0) {
    return { status: 400, body: JSON.stringify({ status: 'invalid event', errors: complaints }) };
  }
  return { status: 202, body: JSON.stringify({ status: 'success', dedup_key: event.dedup_key }) };
}

/** As a receiver would: the signature must be of this body, and not older than five minutes. */
function webhook({ headers, text }: Seen): Reply {
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['sightline-signature'])) ?? [];
  const expected = createHmac('sha256', WEBHOOK_KEY).update(`${t}.${text}`).digest('hex');
  if (v1 !== expected) return { status: 401, body: 'bad signature' };
  if (Math.abs(Number(t) * 1_000 - NOW) > 300_000) return { status: 401, body: 'too old' };
  if (!headers['idempotency-key']) return { status: 400, body: 'no idempotency key' };
  return answerOf(COMPLAINTS.webhook(JSON.parse(text), 'say'), '', 204);
}

/** What time it is in these tests. */
export const NOW = Date.UTC(2026, 1, 3, 9, 30, 0, 400);
