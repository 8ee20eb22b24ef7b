import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { HEARTBEAT_ENV, HEARTBEAT_SCRIPT, type Heartbeat } from '../../../lib/constructs/synthetics/heartbeat-script';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Runs the script as Synthetics does: as a CommonJS module whose handler it calls. */
async function run(wanted: Partial<Heartbeat> = {}, path = '/health?token=secret'): Promise<string[]> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const heartbeat = { url, method: 'GET', timeoutMs: 2_000, ...wanted };
  const told: string[] = [];
  const module = { exports: {} as { handler: () => Promise<void> } };
  runInNewContext(HEARTBEAT_SCRIPT, {
    exports: module.exports,
    require: createRequire(__filename),
    process: { env: { [HEARTBEAT_ENV]: JSON.stringify(heartbeat) } },
    console: { log: (line: string) => told.push(line) },
    ...{ Buffer, URL, setTimeout, clearTimeout, Promise, Error, JSON },
  });
  await module.exports.handler();
  return told;
}

const end =
  (status: number, body = '') =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status).end(body);
  };

test('passes on a right answer, and logs no query', async () => {
  answer = end(204);
  expect(await run()).toEqual([expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/health answered 204$/)]);
});

test('asks with the method, once', async () => {
  const asked: (string | undefined)[] = [];
  answer = (request, response) => {
    asked.push(request.method);
    end(200)(request, response);
  };
  await run({ method: 'HEAD' });
  expect(asked).toEqual(['HEAD']);
});

test.each([199 + 101, 404, 500])('fails on the status %i', async (status) => {
  answer = end(status);
  await expect(run()).rejects.toThrow(new RegExp(`^GET http://[^?]+ answered ${status}$`));
});

test('passes on the expected status alone', async () => {
  answer = end(301);
  await expect(run({ status: 301 })).resolves.toHaveLength(1);
  answer = end(200);
  await expect(run({ status: 301 })).rejects.toThrow('answered 200');
});

test('looks for the expected text in the first 64 KB', async () => {
  answer = end(200, `${'x'.repeat(1_000)}"up"`);
  await expect(run({ text: '"up"' })).resolves.toHaveLength(1);
  answer = end(200, `${'x'.repeat(65_536)}"up"`);
  await expect(run({ text: '"up"' })).rejects.toThrow('lacks the expected text');
});

test('fails where the answer does not come, or does not end, in time', async () => {
  answer = () => undefined;
  await expect(run({ timeoutMs: 50 })).rejects.toThrow('no whole answer within 50 ms');
  answer = (_, response) => void response.writeHead(200).write('and then');
  await expect(run({ timeoutMs: 50 })).rejects.toThrow(/no whole answer within 50 ms|aborted/);
});

test('fails where nobody listens', async () => {
  await expect(run({ url: 'http://127.0.0.1:1/' })).rejects.toThrow('ECONNREFUSED');
});
