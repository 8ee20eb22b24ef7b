import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { OrderEvent } from './order';

const [host, port] = (process.env.AWS_XRAY_DAEMON_ADDRESS ?? '').split(':');
const socket = createSocket('udp4').unref();

/** One subsegment with one annotation, sent to the X-Ray daemon; nothing where the trace is not sampled. */
export function sendSubsegment(event: OrderEvent, startMs: number): void {
  const header = new Map(
    (process.env._X_AMZN_TRACE_ID ?? '').split(';').map((field) => field.split('=') as [string, string]),
  );
  if (header.get('Sampled') !== '1') return;
  const document = {
    type: 'subsegment',
    id: randomBytes(8).toString('hex'),
    trace_id: header.get('Root'),
    parent_id: header.get('Parent'),
    name: 'handler',
    start_time: startMs / 1000,
    end_time: Date.now() / 1000,
    annotations: { orderId: event.id },
  };
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, Number(port), host);
}
