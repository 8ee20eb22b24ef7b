import type { Socket } from 'node:dgram';
import { parseStack } from '../core/error/stack';
import type { Outcome } from './outcome';
import type { Subject } from './recorder';
import type { LoggedError } from './thrown';

/** The trace an invocation belongs to. */
export interface TraceContext {
  readonly traceId: string;
  /** Id of the Lambda segment; `undefined` where the trace is not sampled. */
  readonly parentId: string | undefined;
}

/**
 * Reads `Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1`, see
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function readTraceHeader(header = ''): TraceContext | undefined {
  const fields: Readonly<Record<string, string>> = Object.fromEntries(
    header.split(';').map((field) => field.split('=')),
  );
  const { Root: traceId = '', Parent: parent, Sampled: sampled } = fields;
  if (!/^1-[\da-f]{8}-[\da-f]{24}$/.test(traceId)) return undefined;
  return { traceId, parentId: sampled === '1' ? parent : undefined };
}

/**
 * The invocation as a subsegment of the Lambda segment, as the X-Ray daemon takes it over UDP:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function subsegment(
  { template, coldStart }: Subject,
  { traceId, parentId }: TraceContext,
  { fault, clientError, statusCode, error }: Outcome,
  startMs: number,
  durationMs: number,
): string {
  const annotations = JSON.stringify({ coldStart, fault, fingerprint: error?.fingerprint });
  const members = JSON.stringify({
    type: 'subsegment',
    id: newId(),
    trace_id: traceId,
    parent_id: parentId,
    // Names may hold these characters only, at most 200 of them.
    name: template.operation.slice(0, 200).replace(/[^\w .:/%&#=+\\@-]/g, '_'),
    start_time: startMs / 1000,
    end_time: (startMs + durationMs) / 1000,
    fault,
    error: clientError,
    http: statusCode && { response: { status: statusCode } },
    cause: error && { exceptions: [exception(error)] },
  });
  return `{"format":"json","version":1}\n{"annotations":{${template.dimensions},${annotations.slice(1)},${members.slice(1)}`;
}

function exception({ name, message, stack }: LoggedError) {
  return { id: newId(), type: name, message, stack: parseStack(stack, message).slice(0, 30) };
}

/** 16 hexadecimal digits, 13 of them random; they need not be secret, so `node:crypto` stays unloaded. */
function newId(): string {
  return Math.random().toString(16).slice(2, 15).padStart(16, '0');
}

/**
 * Sends documents to the daemon at `address`: `169.254.100.1:2000`, or after `udp:` where it names several. `node:dgram`
 * and the one socket are loaded with the first document; after trouble the next document gets a new socket.
 */
export function traceSender(address = ''): ((document: string) => void) | undefined {
  const [, host, port] = /(?:^|udp:)([\d.]+):(\d+)/.exec(address) ?? [];
  if (!host) return undefined;
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
    if (!dgram) return;
    socket ??= open(dgram);
    socket.send(document, Number(port), host, ignore);
  };
}

type Dgram = typeof import('node:dgram');

function ignore(): void {}
