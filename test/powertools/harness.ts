import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { readEmf } from '../../lib/core/signal/emf';
import type { LambdaContext } from '../../lib/middleware/wrap';
import { captureStdout, lambdaContext } from '../middleware/harness';

/** Catches what is written to standard output, and every warning wherever it goes. */
export function captureOutput() {
  const stdout = captureStdout();
  const warnings: string[] = [];
  const warn = jest.spyOn(console, 'warn').mockImplementation((...texts) => void warnings.push(texts.join(' ')));
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    warnings.push(String(chunk));
    return true;
  });
  return {
    ...stdout,
    warnings,
    /** Every value, once for each series it lands in: `Namespace name {dimensions}: values`. */
    series: () => seriesOf(stdout.metrics()),
    restore() {
      stdout.restore();
      warn.mockRestore();
      stderr.mockRestore();
    },
  };
}

/** Reads EMF as CloudWatch does; a document that it would not take fails the test. */
export function seriesOf(documents: readonly unknown[]): Record<string, number[]> {
  const series: Record<string, number[]> = {};
  for (const document of documents) {
    const reading = readEmf(document);
    if (reading.kind !== 'metrics') throw new Error(`no valid EMF: ${JSON.stringify(reading)}`);
    for (const { metric, values } of reading.observations) {
      const { namespace, name, dimensions } = metric;
      const key = seriesKey(namespace, name, dimensions);
      series[key] = [...(series[key] ?? []), ...values];
    }
  }
  return series;
}

export function seriesKey(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${namespace} ${name} ${JSON.stringify(Object.fromEntries(sorted))}`;
}

// biome-ignore lint/suspicious/noExplicitAny: decorators of Powertools take and give anything.
type Handler = (event: any, context: any) => unknown;
type LegacyDecorator = (target: never, name: string, descriptor: never) => unknown;

/** A handler method under decorators, the outermost first, as `experimentalDecorators` applies them. */
export function decorated(
  handler: Handler,
  ...decorators: readonly LegacyDecorator[]
): (...input: unknown[]) => Promise<unknown> {
  const descriptor = { value: handler, writable: true, configurable: true };
  const target = { handler };
  for (const decorate of [...decorators].reverse()) decorate(target as never, 'handler', descriptor as never);
  return (...input) => (descriptor.value as never as (...input: unknown[]) => Promise<unknown>).apply(target, input);
}

/** Calls a handler as Lambda does, whatever it declares to take. */
export function invoke(handler: unknown, context: Partial<LambdaContext> = {}, event: unknown = {}): unknown {
  return (handler as (event: unknown, context: unknown) => unknown)(event, lambdaContext(context));
}

export async function settled(work: () => unknown): Promise<{ readonly value?: unknown; readonly thrown?: unknown }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** The invoke store of a Lambda runtime that serves several invocations at once. */
export function invokeStore() {
  const storage = new AsyncLocalStorage<Map<symbol, unknown>>();
  const runtime = globalThis as { awslambda?: { InvokeStore?: unknown } };
  const before = runtime.awslambda;
  const InvokeStore = {
    hasContext: () => storage.getStore() !== undefined,
    get: (key: symbol) => storage.getStore()?.get(key),
    set: (key: symbol, value: unknown) => storage.getStore()?.set(key, value),
    getXRayTraceId: () => undefined,
  };
  return {
    run: <T>(work: () => T): T => storage.run(new Map(), work),
    install() {
      process.env.AWS_LAMBDA_MAX_CONCURRENCY = '10';
      runtime.awslambda = { InvokeStore };
    },
    restore() {
      delete process.env.AWS_LAMBDA_MAX_CONCURRENCY;
      runtime.awslambda = before;
    },
  };
}

type Middy = typeof import('@middy/core', { with: { 'resolution-mode': 'import' }}).default;

let middy: Middy | undefined;

/** middy 6 is an ES module only, which Jest cannot load before Node 24.9: this is the same code as CommonJS. */
export function loadMiddy(): Middy {
  middy ??= bundleMiddy();
  return middy;
}

function bundleMiddy(): Middy {
  const entryPoint = join(__dirname, '../../node_modules/@middy/core/index.js');
  const { outputFiles } = buildSync({ entryPoints: [entryPoint], format: 'cjs', platform: 'node', write: false });
  const loaded = { exports: {} as { default: Middy } };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(loaded, loaded.exports, require);
  return loaded.exports.default;
}
