import * as dgram from 'node:dgram';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { guardNetwork } from '../../../lib/rehearsal/platform/network-guard';

const errorOf = (start: () => NodeJS.EventEmitter) =>
  new Promise<Error>((resolve) => {
    start().on('error', resolve);
  });

async function udpError(...address: readonly (string | number)[]): Promise<Error | undefined> {
  const socket = dgram.createSocket('udp4');
  try {
    (socket.send as (...given: readonly unknown[]) => void)(Buffer.from('x'), ...address);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    socket.close();
  }
}

describe('while the network is guarded', () => {
  let unguard: () => void;
  beforeEach(() => {
    unguard = guardNetwork();
  });
  afterEach(() => unguard());

  test.each<[string, string, () => Promise<unknown>]>([
    ['fetch', 'api.example.com:443', () => fetch('https://api.example.com/x').catch((error: Error) => error.cause)],
    ['http', 'api.example.com:8080', () => errorOf(() => http.get('http://api.example.com:8080/path'))],
    ['https', 'api.example.com:443', () => errorOf(() => https.get('https://api.example.com/path'))],
    ['a socket', 'db.example.com:5432', () => errorOf(() => net.connect(5432, 'db.example.com'))],
    ['a socket to this machine', 'localhost:6379', () => errorOf(() => net.connect({ port: 6379 }))],
    ['a Unix socket', '/run/agent.sock', () => errorOf(() => net.connect('/run/agent.sock'))],
    ['UDP', 'statsd.example.com:8125 (UDP)', () => udpError(8125, 'statsd.example.com')],
    ['UDP of a part', 'statsd.example.com:8125 (UDP)', () => udpError(0, 1, 8125, 'statsd.example.com')],
    ['UDP to this machine', 'localhost:2000 (UDP)', () => udpError(2000)],
  ])('%s is refused by name', async (_what, target, attempt) => {
    expect(await attempt()).toMatchObject({
      message:
        `the code under rehearsal tried to reach ${target}; a rehearsal makes no network calls. Give the function a ` +
        'port for it in the rehearsal bindings, and the name of a dependency for scenarios to fail',
    });
  });
});

test('the real network is back afterwards', async () => {
  const { connect } = net.Socket.prototype;
  const { send } = dgram.Socket.prototype;
  const unguard = guardNetwork();
  expect(net.Socket.prototype.connect).not.toBe(connect);
  unguard();
  expect(net.Socket.prototype.connect).toBe(connect);
  expect(dgram.Socket.prototype.send).toBe(send);

  const server = http.createServer((_request, response) => response.end('hello'));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as net.AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } });
  expect(await answer.text()).toBe('hello');
  await new Promise((closed) => {
    server.close(closed);
  });
});
