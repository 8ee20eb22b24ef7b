/** Pagers on a local port, as they document what takes a heartbeat; what would wake somebody is kept apart. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_KEY, NOW, ROUTING_KEY, WEBHOOK_KEY } from './fake-provider';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly signature: string;
  readonly text: string;
}

export class FakePager {
  readonly seen: Seen[] = [];
  /** Requests that would have opened something. */
  readonly woken: Seen[] = [];
  /** In place of the pager, once. */
  next: { readonly status: number } | 'silence' | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakePager> {
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        const { next } = fake;
        fake.next = undefined;
        const { method = '', url = '', headers } = request;
        const { authorization = '' } = headers;
        const seen = { method, path: url, authorization, signature: String(headers['sightline-signature']), text };
        fake.seen.push(seen);
        if (next === 'silence') return;
        const { status, body = '' } = next ? { status: next.status } : fake.answer(seen);
        response.writeHead(status).end(body);
      });
    });
    const fake = new FakePager(server);
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

  private answer(seen: Seen): { readonly status: number; readonly body?: string } {
    const { method, path } = seen;
    if (path === '/v2/enqueue') return this.pagerDuty(seen);
    if (path.startsWith('/hook')) return webhook(seen);
    if (path.startsWith('/ping/')) return { status: method === 'GET' ? 200 : 405, body: 'OK' };
    if (seen.authorization !== `GenieKey ${API_KEY}`) {
      return { status: 401, body: JSON.stringify({ message: `Could not authenticate ${seen.authorization}` }) };
    }
    if (/^\/v2\/heartbeats\/[^/]+\/ping$/.test(path)) return { status: 202, body: '{"result":"PONG"}' };
    if (/^\/jsm\/ops\/integration\/v2\/alerts\/[^/]+\/close\?identifierType=alias$/.test(path)) {
      return { status: 202, body: '{"result":"Request will be processed","requestId":"43a29c5c"}' };
    }
    this.woken.push(seen);
    return { status: 202 };
  }

  private pagerDuty(seen: Seen): { readonly status: number; readonly body: string } {
    const { routing_key: key, event_action: action } = JSON.parse(seen.text);
    if (key !== ROUTING_KEY) return { status: 400, body: `{"errors":["'routing_key' ${key} is not known"]}` };
    if (action !== 'resolve') this.woken.push(seen);
    return { status: 202, body: '{"status":"success"}' };
  }
}

function webhook({ signature, text }: Seen): { readonly status: number; readonly body?: string } {
  const t = Math.floor(NOW / 1_000);
  const v1 = createHmac('sha256', WEBHOOK_KEY).update(`${t}.${text}`).digest('hex');
  return signature === `t=${t},v1=${v1}` ? { status: 204 } : { status: 401, body: 'bad signature' };
}
