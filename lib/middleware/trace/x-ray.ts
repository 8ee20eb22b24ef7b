import type { Socket } from 'node:dgram';
import { parseStack } from '../../core/error/stack';
import type { Outcome } from '../outcome';
import { newId, type Place, type Scope } from '../scope';
import type { Span } from '../span';
import type { LoggedError } from '../thrown';
import { invocationSpan } from './invocation-span';

/** The daemon reads datagrams of at most 64 KB: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html */
const MAX_DATAGRAM = 60_000;

/** Sends an invocation and what happened in it to the daemon, each span in a datagram of its own. */
export function sendTrace(address: string | undefined, place: Place, outcome: Outcome, durationMs: number): void {
  const { scope } = place;
  const { runtime, trace, spans } = scope;
  const parentId = trace?.header.parentId;
  if (!parentId || !address) return;
  runtime.sendDocument ??= datagramSender(address);
  const send = runtime.sendDocument;
  const told = `,"coldStart":${scope.coldStart},"fault":${outcome.fault}`;
  const span = invocationSpan(place, parentId, outcome, durationMs);
  const whole = document(scope, span, told);
  // Errors are bounded: what makes it too long is what the team noted.
  send(fits(whole) ? whole : document(scope, { ...span, annotations: {} }, told));
  for (const inner of spans ?? []) send(document(scope, inner));
}

/**
 * A span as a subsegment of the Lambda segment, as the X-Ray daemon takes it over UDP:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
function document({ template, trace }: Scope, span: Span, told = ''): string {
  const { name, kind, startMs, durationMs, fault, clientError, throttled, statusCode, target, error } = span;
  const annotations = JSON.stringify(span.annotations).slice(1, -1);
  const print = error ? `,"fingerprint":"${error.fingerprint}"` : '';
  const request = target && `"request":{"url":${JSON.stringify(target)}}`;
  const response = statusCode && `"response":{"status":${statusCode}}`;
  return (
    `{"format":"json","version":1}\n{"annotations":{${template?.dimensions}${told}${print}${annotations && `,${annotations}`}},` +
    `"type":"subsegment","id":"${span.id}","trace_id":"${trace?.traceId}","parent_id":"${span.parentId}",` +
    // Names may hold these characters only, at most 200 of them.
    `"name":${JSON.stringify(name.slice(0, 200).replace(/[^\w .:/%&#=+\\@-]/g, '_'))},` +
    `"start_time":${startMs / 1000},"end_time":${(startMs + durationMs) / 1000},"fault":${fault}` +
    (kind === 'client' ? ',"namespace":"remote"' : '') +
    (clientError ? ',"error":true' : '') +
    (throttled ? ',"throttle":true' : '') +
    (request || response ? `,"http":{${[request, response].filter(Boolean)}}` : '') +
    (error ? `,"cause":{"exceptions":[${JSON.stringify(exception(error))}]}}` : '}')
  );
}

function exception({ name, message, stack }: LoggedError) {
  return { id: newId(), type: name, message, stack: parseStack(stack, message).slice(0, 30) };
}

/**
 * Sends documents to the daemon at `address`: `169.254.100.1:2000`, or after `udp:` where it names several. `node:dgram`
 * and the one socket are loaded with the first document; after trouble the next document gets a new socket.
 */
function datagramSender(address: string): (document: string) => void {
  const [, host, port] = /(?:^|udp:)([\d.]+):(\d+)/.exec(address) ?? [];
  let socket: Socket | undefined;
  let dgram: Dgram | undefined;

  function open({ createSocket }: Dgram): Socket {
    // An IP address needs no look-up, so the first document leaves before the invocation's answer does.
    const opened = createSocket({ type: 'udp4', lookup: (ip, _options, found) => found(null, ip, 4) });
    opened.on('error', () => {
      socket = undefined;
      opened.close();
    });
    return opened.unref();
  }

  return (document) => {
    // Works in both module systems, and without cost at load; Node before 20.16 has it not and sends no traces.
    dgram ??= process.getBuiltinModule?.('node:dgram');
    if (!host || !dgram || !fits(document)) return;
    socket ??= open(dgram);
    socket.send(document, Number(port), host);
  };
}

function fits(document: string): boolean {
  return Buffer.byteLength(document) <= MAX_DATAGRAM;
}

type Dgram = typeof import('node:dgram');
