import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';

/** Where one invocation's output goes, line by line. */
export type LineSink = (line: string) => void;

const CONSOLE_METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

/**
 * While installed, what code writes to stdout, stderr or the console goes to the sink of the invocation it belongs to.
 * Output outside any invocation goes where it always went.
 */
export class OutputCapture {
  private readonly sinks = new AsyncLocalStorage<LineSink>();
  private readonly restores: (() => void)[] = [];

  install(): void {
    for (const stream of [process.stdout, process.stderr]) this.captureStream(stream);
    for (const method of CONSOLE_METHODS) this.captureConsole(method);
  }

  uninstall(): void {
    for (const restore of this.restores.splice(0)) restore();
  }

  run<T>(sink: LineSink, work: () => T): T {
    return this.sinks.run(sink, work);
  }

  private captureStream(stream: NodeJS.WriteStream): void {
    const write = stream.write;
    const sinks = this.sinks;
    stream.write = function capture(this: NodeJS.WriteStream, chunk: string | Uint8Array, ...rest: unknown[]): boolean {
      const sink = sinks.getStore();
      if (!sink) return write.call(this, chunk, ...(rest as []));
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      for (const line of text.split('\n')) if (line !== '') sink(line);
      const callback = rest.find((argument): argument is () => void => typeof argument === 'function');
      callback?.();
      return true;
    } as typeof stream.write;
    this.restores.push(() => {
      stream.write = write;
    });
  }

  private captureConsole(method: (typeof CONSOLE_METHODS)[number]): void {
    const original = console[method];
    console[method] = (...given: unknown[]) => {
      const sink = this.sinks.getStore();
      if (!sink) return original.apply(console, given);
      sink(format(...given));
    };
    this.restores.push(() => {
      console[method] = original;
    });
  }
}
