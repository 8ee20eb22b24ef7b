import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket as UdpSocket } from 'node:dgram';
import { format } from 'node:util';
import { patch } from './patch';
import { TRACE_DAEMON } from './traces';

/** The trace one invocation belongs to, and where its output goes. */
export interface InvocationOutput {
  /** `Root=1-...;Parent=...;Sampled=1`. */
  readonly traceHeader: string;
  readonly line: (text: string) => void;
  /** What is sent to the X-Ray daemon: a header line and a document. */
  readonly traceDocument: (text: string) => void;
}

const CONSOLE_METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

const running = new AsyncLocalStorage<InvocationOutput>();

/** The tracing header of the invocation that the code runs in; `undefined` outside of any. */
export function runningTraceHeader(): string | undefined {
  return running.getStore()?.traceHeader;
}

/**
 * While installed, what code writes to stdout, stderr, the console or the X-Ray daemon goes to the invocation it belongs
 * to, and the runtime's invoke store tells the invocation's trace. Output outside any invocation goes where it always
 * went.
 */
export class OutputCapture {
  private readonly restores: (() => void)[] = [];

  install(): void {
    for (const stream of [process.stdout, process.stderr]) this.captureStream(stream);
    for (const method of CONSOLE_METHODS) this.captureConsole(method);
    this.captureTraces();
    this.provideInvokeStore();
  }

  uninstall(): void {
    for (const restore of this.restores.splice(0)) restore();
  }

  run<T>(output: InvocationOutput, work: () => T): T {
    return running.run(output, work);
  }

  private captureStream(stream: NodeJS.WriteStream): void {
    this.restores.push(
      patch(
        stream,
        'write',
        (write) =>
          function capture(this: NodeJS.WriteStream, chunk: string | Uint8Array, ...rest: unknown[]): boolean {
            const output = running.getStore();
            if (!output) return write.call(this, chunk, ...(rest as []));
            const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
            for (const line of text.split('\n')) if (line !== '') output.line(line);
            callbackOf(rest)?.();
            return true;
          } as typeof write,
      ),
    );
  }

  private captureConsole(method: (typeof CONSOLE_METHODS)[number]): void {
    this.restores.push(
      patch(console, method, (original) => (...given: unknown[]) => {
        const output = running.getStore();
        if (!output) return original.apply(console, given);
        output.line(format(...given));
      }),
    );
  }

  /** Datagrams to other addresses go on to the network guard. */
  private captureTraces(): void {
    this.restores.push(
      patch(
        UdpSocket.prototype,
        'send',
        (send) =>
          function capture(this: UdpSocket, ...given: unknown[]): unknown {
            const output = running.getStore();
            const isTrace = given[given.lastIndexOf(TRACE_DAEMON.host) - 1] === TRACE_DAEMON.port;
            if (!output || !isTrace) return Reflect.apply(send, this, given);
            output.traceDocument(datagramText(given));
            callbackOf(given)?.(null);
            return undefined;
          } as typeof send,
      ),
    );
  }

  /**
   * Invocations run side by side, as in an execution environment that serves several at once: there the trace stands in
   * the store, not in a variable of the process.
   */
  private provideInvokeStore(): void {
    const holder = globalThis as { awslambda?: { InvokeStore?: object } };
    const before = holder.awslambda;
    const InvokeStore = Object.create(before?.InvokeStore ?? BARE_STORE);
    InvokeStore.getXRayTraceId = runningTraceHeader;
    holder.awslambda = { ...before, InvokeStore };
    this.restores.push(() => {
      if (before) holder.awslambda = before;
      else delete holder.awslambda;
    });
  }
}

/** A store that keeps nothing; those who ask whether it has a context keep their own. */
const BARE_STORE = { hasContext: () => false, get: () => undefined };

function callbackOf(given: readonly unknown[]): ((error?: unknown) => void) | undefined {
  return given.find((argument): argument is () => void => typeof argument === 'function');
}

/** `send(message, [offset, length], port, host)`; a message may come in parts. */
function datagramText([message, offset, length, port]: readonly unknown[]): string {
  const parts = (Array.isArray(message) ? message : [message]) as readonly (string | Uint8Array)[];
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  const isPart = typeof port === 'number';
  return (isPart ? bytes.subarray(Number(offset), Number(offset) + Number(length)) : bytes).toString('utf8');
}
