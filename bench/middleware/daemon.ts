/**
 * Stands in for the X-Ray daemon, in a process of its own: one UDP port for each candidate named on the command line.
 * First it tells the ports; then, asked for a candidate, how many packets came and the last ones.
 */
import { createSocket } from 'node:dgram';

/** By candidate. */
export type Ports = Readonly<Record<string, number>>;

export interface Received {
  readonly packets: number;
  /** The last packets, base64. */
  readonly recent: readonly string[];
}

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** So many are kept. */
const RECENT = 4;
const received = new Map<string, { packets: number; readonly recent: Buffer[] }>();

listen(process.argv.slice(2)).then((ports) => process.send?.(ports));
process.on('message', (name: string) => {
  const { packets, recent } = received.get(name) ?? { packets: 0, recent: [] };
  process.send?.({ packets, recent: recent.map((packet) => packet.toString('base64')) } satisfies Received);
});
process.on('disconnect', () => process.exit(0));

async function listen(names: readonly string[]): Promise<Ports> {
  const ports = names.map(async (name) => {
    const count = { packets: 0, recent: [] as Buffer[] };
    received.set(name, count);
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.on('message', (packet) => {
      count.packets += 1;
      if (count.recent.push(packet) > RECENT) count.recent.shift();
    });
    await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready));
    return [name, socket.address().port] as const;
  });
  return Object.fromEntries(await Promise.all(ports));
}
