import { connect } from 'node:net';
import type { ProbeAnswer, ProbePort, ProbeRequest } from '../../workflow/ports';

/** So that people who find it in their access logs know what it is. */
const HEADERS = { 'user-agent': 'sightline-check-health' };

/**
 * Probes with Node's `fetch`, and TCP connections. A redirect is not followed: it could lead to an address that nobody
 * allowed, such as that of instance metadata.
 */
export class NetworkProbe implements ProbePort {
  async probe(request: ProbeRequest): Promise<ProbeAnswer> {
    return /^tcp:/i.test(request.url) ? connectTo(request) : fetchFrom(request);
  }
}

async function fetchFrom({ url, method, timeoutMs, maxBodyBytes }: ProbeRequest): Promise<ProbeAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers: HEADERS, redirect: 'manual', signal });
  const body = maxBodyBytes > 0 && response.body ? await readStart(response.body, maxBodyBytes) : '';
  // What is left unread would hold the connection.
  if (!response.bodyUsed) await response.body?.cancel();
  return { status: response.status, body };
}

/** Leaving the loop cancels the rest. A character cut in half at the end becomes U+FFFD. */
async function readStart(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

async function connectTo({ url, timeoutMs }: ProbeRequest): Promise<ProbeAnswer> {
  const [, host = '', port = ''] = /^tcp:\/\/\[?(.+?)\]?:(\d+)$/i.exec(url) ?? [];
  const socket = connect({ host, port: Number(port) });
  const timer = setTimeout(() => socket.destroy(timeoutError(timeoutMs)), timeoutMs);
  try {
    await new Promise<void>((connected, failed) => {
      socket.once('connect', connected);
      socket.once('error', failed);
    });
    return { body: '' };
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function timeoutError(timeoutMs: number): Error {
  return Object.assign(new Error(`no connection within ${timeoutMs} ms`), { name: 'TimeoutError' });
}
