import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { NetworkProbe } from '../../../lib/adapters/http/probe';
import type { ProbeRequest } from '../../../lib/workflow/ports';

let server: Server;
let port: number;
const seen: string[] = [];
let aborted = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['user-agent']}`);
    if (request.url === '/hang') return;
    if (request.url === '/moved') response.setHeader('location', '/ok');
    response.writeHead(request.url === '/moved' ? 302 : 200);
    if (request.url === '/half') return response.write('the beginning');
    if (request.url !== '/endless') return response.end('grüße');
    response.on('close', () => {
      aborted += 1;
    });
    const pour = () => {
      while (!response.destroyed && response.write('€'.repeat(10_000)));
    };
    response.on('drain', pour);
    pour();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const probe = (path: string, more: Partial<ProbeRequest> = {}) =>
  new NetworkProbe().probe({
    check: 'api',
    url: `http://127.0.0.1:${port}${path}`,
    method: 'GET',
    timeoutMs: 5_000,
    maxBodyBytes: 0,
    ...more,
  });

describe('an HTTP probe', () => {
  test('answers status and, if wanted, body, and says who it is', async () => {
    expect(await probe('/ok')).toEqual({ status: 200, body: '' });
    expect(await probe('/ok', { method: 'PUT', maxBodyBytes: 100 })).toEqual({ status: 200, body: 'grüße' });
    expect(seen).toEqual(['GET /ok sightline-check-health', 'PUT /ok sightline-check-health']);
  });

  test('does not follow a redirect', async () => {
    expect(await probe('/moved', { maxBodyBytes: 9 })).toMatchObject({ status: 302 });
    expect(seen.at(-1)).toContain('/moved');
  });

  test('takes an answer to HEAD, which has no body', async () => {
    expect(await probe('/ok', { method: 'HEAD', maxBodyBytes: 100 })).toEqual({ status: 200, body: '' });
  });

  test('stops reading an endless answer', async () => {
    const { body } = await probe('/endless', { maxBodyBytes: 1_000 });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_002);
    expect(body.startsWith('€€€')).toBe(true);
    await probe('/endless');
    while (aborted < 2) await new Promise((resolve) => setImmediate(resolve));
  });

  test.each(['/hang', '/half'])('throws where %s takes too long', async (path) => {
    await expect(probe(path, { timeoutMs: 50, maxBodyBytes: 100 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('throws where nobody listens', async () => {
    await expect(probe('', { url: 'http://127.0.0.1:1/' })).rejects.toThrow('fetch failed');
  });
});

describe('a TCP probe', () => {
  test('connects and hangs up, whatever the other end does', async () => {
    const closed: Promise<void>[] = [];
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      closed.push(new Promise((resolve) => socket.on('close', () => resolve())));
      socket.resume();
    });
    await new Promise<void>((ready) => tcp.listen(0, '127.0.0.1', ready));
    const url = `tcp://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
    expect(await probe('', { url })).toEqual({ body: '' });
    while (closed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await closed[0];
    await new Promise((resolve) => tcp.close(resolve));
  });

  test('throws where nobody listens', async () => {
    await expect(probe('', { url: 'tcp://127.0.0.1:1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(probe('', { url: 'tcp://[::1]:1' })).rejects.toMatchObject({ syscall: 'connect' });
  });

  test('gives up after its time', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
      return this;
    });
    const url = 'tcp://db.example.com:5432';
    await expect(probe('', { url, timeoutMs: 50 })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no connection within 50 ms',
    });
    expect(connect.mock.contexts[0]?.destroyed).toBe(true);
    connect.mockRestore();
  });
});
