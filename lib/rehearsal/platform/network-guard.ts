import { Socket as UdpSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { patch } from './patch';

/**
 * While installed, every attempt to open a network connection throws an error that names the host: nothing in a
 * rehearsal may reach the real world. `onRefused` hears of it even where the code swallows the error. Answers the
 * function that takes the guard off again.
 */
export function guardNetwork(onRefused: (error: Error) => void = () => undefined): () => void {
  const restores = [
    patch(
      Socket.prototype,
      'connect',
      () =>
        function refuse(this: Socket, ...given: unknown[]): Socket {
          const error = new Error(refusal(targetOf(given)));
          onRefused(error);
          // Asynchronously, as a failed connection would: callers listen for 'error' only after connect returns.
          process.nextTick(() => this.destroy(error));
          return this;
        },
    ),
    patch(
      UdpSocket.prototype,
      'send',
      () =>
        function refuse(...given: unknown[]): never {
          const error = new Error(refusal(udpTargetOf(given)));
          onRefused(error);
          throw error;
        },
    ),
  ];
  return () => {
    for (const restore of restores) restore();
  };
}

function refusal(target: string): string {
  return (
    `the code under rehearsal tried to reach ${target}; a rehearsal makes no network calls. ` +
    'Give the function a port for it in the rehearsal bindings, and the name of a dependency for scenarios to fail'
  );
}

function targetOf(given: readonly unknown[]): string {
  const [first] = given.flat() as unknown[];
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: string; port?: number; path?: string };
    return path ?? `${host ?? 'localhost'}:${port}`;
  }
  return typeof first === 'number' ? `localhost:${first}` : String(first);
}

/** `send(message, [offset, length], [port], [address], [callback])`: a connected socket gives neither port nor address. */
function udpTargetOf(given: readonly unknown[]): string {
  const address = given.slice(1).find((argument) => typeof argument === 'string');
  const port = given.filter((argument) => typeof argument === 'number').at(-1);
  return port === undefined ? 'a UDP address' : `${address ?? 'localhost'}:${port} (UDP)`;
}
