/**
 * Lambda's side of a candidate, in a process of its own: `start <bundle> <now>` loads it, invokes it once and ends; `serve
 * <bundle>` invokes it as often as the parent says. Bundled to one file that loads nothing before the candidate.
 */
import type { Context } from 'aws-lambda';

/** How long a start took, milliseconds. */
export interface Start {
  /** Loading the candidate and wrapping its handler. */
  readonly initMs: number;
  /** From the parent's call that starts the process to the first invocation. */
  readonly readyMs: number;
  readonly firstCallMs: number;
}

export type Request = { readonly calls: number } | { readonly heap: true };

/** Many calls in a row. */
export interface Round {
  readonly p50Us: number;
  readonly p99Us: number;
  /** CPU time of the whole process a call, with what is left to do after the answer. */
  readonly cpuUs: number;
  /** Of the last call. */
  readonly orderId: string;
  readonly traceId: string;
}

export interface Heap {
  readonly heapBytes: number;
}

type Handler = (event: { readonly id: string }, context: Context, callback: () => void) => unknown;

const MAX_CALLS = 100_000;
const [, , mode, bundle = '', startedAtMs] = process.argv;
let sequence = 0;

if (mode === 'start') start();
else serve();

async function start(): Promise<void> {
  const before = performance.now();
  const { handler } = require(bundle) as { readonly handler: Handler };
  const initMs = performance.now() - before;
  const readyMs = performance.timeOrigin + performance.now() - Number(startedAtMs);
  const invocation = nextInvocation();
  const calledAt = performance.now();
  await handler(invocation.event, invocation.context, ignore);
  const firstCallMs = performance.now() - calledAt;
  const times: Start = { initMs, readyMs, firstCallMs };
  require('node:fs').writeSync(3, JSON.stringify(times));
  setImmediate(() => process.exit(0));
}

function serve(): void {
  const { handler } = require(bundle) as { readonly handler: Handler };
  const samples = new Float64Array(MAX_CALLS);
  process.on('message', async (request: Request) => {
    process.send?.('heap' in request ? measureHeap() : await play(handler, samples.subarray(0, request.calls)));
  });
}

async function play(handler: Handler, samples: Float64Array): Promise<Round> {
  const cpu = process.cpuUsage();
  let last = { orderId: '', traceId: '' };
  for (let call = 0; call < samples.length; call += 1) {
    const invocation = nextInvocation();
    const from = performance.now();
    await handler(invocation.event, invocation.context, ignore);
    // Until nothing is left to do but wait: what a handler leaves to later ticks comes before Lambda's own client can
    // ask for the next event, so it is billed with the call.
    await new Promise(setImmediate);
    samples[call] = performance.now() - from;
    last = { orderId: invocation.event.id, traceId: invocation.traceId };
  }
  const { user, system } = process.cpuUsage(cpu);
  samples.sort();
  return {
    p50Us: quantile(samples, 0.5),
    p99Us: quantile(samples, 0.99),
    cpuUs: (user + system) / samples.length,
    ...last,
  };
}

function quantile(sorted: Float64Array, share: number): number {
  return (sorted[Math.floor(sorted.length * share)] ?? 0) * 1000;
}

function measureHeap(): Heap {
  globalThis.gc?.();
  globalThis.gc?.();
  return { heapBytes: process.memoryUsage().heapUsed };
}

/** What the runtime makes for each invocation; the trace header is one of a sampled trace. */
function nextInvocation() {
  sequence += 1;
  const traceId = `1-${hex(Math.floor(Date.now() / 1000), 8)}-${hex(sequence, 8)}${hex(Math.random() * 2 ** 32, 8)}00000000`;
  process.env._X_AMZN_TRACE_ID = `Root=${traceId};Parent=${hex(sequence, 8)}${hex(Math.random() * 2 ** 32, 8)};Sampled=1;Lineage=1:a87bd80c:0`;
  const deadlineMs = Date.now() + 30_000;
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'orders',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
    memoryLimitInMB: '512',
    awsRequestId: `8286a188-ba32-4475-8077-${hex(sequence, 12)}`,
    logGroupName: '/aws/lambda/orders',
    logStreamName: '2026/11/21/[$LATEST]0123456789abcdef',
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  } as Context;
  return { event: { id: `order-${sequence}` }, context, traceId };
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).padStart(digits, '0');
}

function ignore(): void {}
