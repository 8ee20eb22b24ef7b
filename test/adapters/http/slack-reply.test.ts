import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpSlackReplies } from '../../../lib/adapters/http/slack-reply';

const NOW = Date.UTC(2026, 1, 3, 9, 30);
const PATH = '/actions/T000/123456789/SecretOfThePress';
const clock = { now: () => NOW };

let server: Server;
let seen: { readonly path: string; readonly body: string }[];
let status: number;

beforeEach(async () => {
  seen = [];
  status = 200;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    seen.push({ path: request.url ?? '', body });
    response.writeHead(status).end(status === 200 ? 'ok' : `bad ${PATH}`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(() => new Promise((closed) => server.close(closed)));

const replies = () => new HttpSlackReplies(clock, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

test('a press is answered where Slack said', async () => {
  const outcome = await replies().reply(`https://hooks.slack.com${PATH}?a=1`, { text: 'alice acknowledged' });
  expect(outcome).toEqual({ status: 'sent', providerId: 'hooks.slack.com' });
  expect(seen).toEqual([{ path: `${PATH}?a=1`, body: '{"text":"alice acknowledged"}' }]);
});

test.each([
  '',
  'not a url',
  `http://hooks.slack.com${PATH}`,
  `https://hooks.slack.com.evil.example${PATH}`,
  `https://evil.example/hooks.slack.com${PATH}`,
  `https://hooks.slack.com@evil.example${PATH}`,
  `https://user:pass@hooks.slack.com${PATH}`,
  `https://hooks.slack.com:8443${PATH}`,
  'https://169.254.169.254/latest/meta-data',
])('nothing is sent anywhere else: %s', async (url) => {
  expect(await replies().reply(url, {})).toEqual({
    status: 'refused',
    reason: 'the response_url is not one of https://hooks.slack.com',
  });
  expect(seen).toEqual([]);
});

test('a refusal names no part of the address', async () => {
  status = 404;
  expect(await replies().reply(`https://hooks.slack.com${PATH}`, {})).toEqual({
    status: 'refused',
    reason: 'HTTP 404: (the answer repeats the secret)',
  });
});

test('no answer is a failure, not an exception', async () => {
  const nowhere = new HttpSlackReplies(clock, 'http://127.0.0.1:2');
  expect(await nowhere.reply(`https://hooks.slack.com${PATH}`, {})).toEqual({
    status: 'failed',
    reason: 'no answer (ECONNREFUSED)',
  });
});
