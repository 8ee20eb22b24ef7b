/** Environment variable of the canary: what it asks, as JSON. */
export const HEARTBEAT_ENV = 'SIGHTLINE_HEARTBEAT';

export interface Heartbeat {
  readonly url: string;
  readonly method: string;
  /** @default - any from 200 to 299 */
  readonly status?: number;
  /** @default - any answer will do */
  readonly text?: string;
  readonly timeoutMs: number;
}

/** Of an answer, as much is looked at. */
const MAX_BODY_BYTES = 65_536;

/**
 * The script of the canary: one request, and an error where the answer is not as it should be. The same for all canaries,
 * so nothing of a URL becomes code. It uses Node.js alone: the library of Synthetics has changed its name twice. The query
 * of the URL is never logged.
 */
export const HEARTBEAT_SCRIPT = `const { request: http } = require('http');
const { request: https } = require('https');

function ask({ url, method, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const send = new URL(url).protocol === 'http:' ? http : https;
    const request = send(url, { method, headers: { 'user-agent': 'sightline-heartbeat' } }, (response) => {
      const chunks = [];
      let bytes = 0;
      response.on('data', (chunk) => {
        if (bytes < ${MAX_BODY_BYTES}) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(timer);
        const body = Buffer.concat(chunks).subarray(0, ${MAX_BODY_BYTES}).toString('utf8');
        resolve({ status: response.statusCode, body });
      });
    });
    const timer = setTimeout(() => request.destroy(new Error('no whole answer within ' + timeoutMs + ' ms')), timeoutMs);
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}

exports.handler = async () => {
  const wanted = JSON.parse(process.env.${HEARTBEAT_ENV});
  const { origin, pathname } = new URL(wanted.url);
  const place = wanted.method + ' ' + origin + pathname;
  const { status, body } = await ask(wanted);
  console.log(place + ' answered ' + status);
  const fits = wanted.status === undefined ? status >= 200 && status <= 299 : status === wanted.status;
  if (!fits) throw new Error(place + ' answered ' + status);
  if (wanted.text !== undefined && !body.includes(wanted.text)) throw new Error(place + ' lacks the expected text');
};
`;
