/** Lambda: invokes the code bound to a function in virtual time, captures its output, emits the platform's own metrics. */
import type { Context } from 'aws-lambda';
import type { HandlerFactory, RehearsedHandler } from '../bindings';
import type { Resource } from '../templates';
import { constructPath } from '../templates';
import type { World } from '../world';
import { isStruck } from './dependencies';
import { LATENCY } from './latency';
import type { Logs } from './logs';
import type { OutputCapture } from './output-capture';
import { TRACE_DAEMON, TRACE_RULES, Traces } from './traces';

export type InvocationResult =
  | { readonly ok: true; readonly value: unknown; readonly durationMs: number }
  | { readonly ok: false; readonly error: unknown; readonly durationMs: number };

interface Environment {
  readonly resource: Resource;
  readonly factory: HandlerFactory;
  readonly logGroup: string;
  readonly timeoutMs: number;
  /** Whether traces are recorded. */
  readonly traced: boolean;
  handler?: RehearsedHandler;
  invocations: number;
  running: number;
  /** Share of invocations that crash before the handler runs, 0 to 1. */
  crashing: number;
  /** Invocations since it began to crash: which of them do is spread evenly. */
  sinceCrashing: number;
  /** How far the clock of its environments is ahead. */
  skewMs: number;
}

interface Invocation {
  readonly startMs: number;
  readonly durationMs: number;
  /** Invocations of the function under way at its start, itself included. */
  readonly running: number;
  readonly ok: boolean;
}

/** Lambda's own default timeout. */
const DEFAULT_TIMEOUT_SECONDS = 3;

export class Functions {
  private readonly environments = new Map<string, Environment>();
  private readonly traces: Traces;

  constructor(
    private readonly world: World,
    private readonly logs: Logs,
    private readonly output: OutputCapture,
  ) {
    this.traces = new Traces(world.clock);
  }

  /** Gives a function its code. */
  bind(resource: Resource, factory: HandlerFactory): void {
    const { properties } = resource;
    const logging = properties.LoggingConfig as { LogGroup?: string } | undefined;
    const tracing = properties.TracingConfig as { Mode?: string } | undefined;
    this.environments.set(resource.arn, {
      resource,
      factory,
      logGroup: logging?.LogGroup ?? `/aws/lambda/${resource.name}`,
      timeoutMs: Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      traced: tracing?.Mode === 'Active',
      invocations: 0,
      running: 0,
      crashing: 0,
      sinceCrashing: 0,
      skewMs: 0,
    });
  }

  isBound(resource: Resource): boolean {
    return this.environments.has(resource.arn);
  }

  /** @throws where there is no such function, or no code of it */
  find(id: string): Resource {
    const resource = this.world.templates.find(id, 'AWS::Lambda::Function');
    if (this.isBound(resource)) return resource;
    throw new Error(`no code is bound to ${constructPath(resource.path)}; add it to the rehearsal bindings`);
  }

  /** From now on this share of a function's invocations ends before its handler runs; 0 makes it whole again. */
  crash(resource: Resource, share: number): void {
    Object.assign(this.environmentOf(resource), { crashing: share, sinceCrashing: 0 });
  }

  /** The times that a function writes into its metrics are this far ahead from now on. */
  setClock(resource: Resource, skewMs: number): void {
    this.environmentOf(resource).skewMs = skewMs;
  }

  private environmentOf(resource: Resource): Environment {
    return this.environments.get(resource.arn) as Environment;
  }

  /** Names, as not rehearsed, the functions that nobody gave code to. */
  reportUnbound(): void {
    for (const resource of this.world.templates.ofType('AWS::Lambda::Function')) {
      if (!this.isBound(resource) && !this.world.notRehearsed.has(resource.path)) {
        this.world.notRehearsed.set(resource.path, 'function: the rehearsal bindings give no code for it');
      }
    }
  }

  /** The id of a new trace. */
  startTrace(): string {
    return this.traces.start();
  }

  /** Invokes a function once. Never throws: what the handler throws is the result. `traceId` is that of its caller. */
  async invoke(resource: Resource, event: unknown, traceId = this.startTrace()): Promise<InvocationResult> {
    const environment = this.environments.get(resource.arn);
    if (!environment) return { ok: false, error: new Error(`no code is bound to ${resource.path}`), durationMs: 0 };
    const { clock, recorder } = this.world;
    const cold = environment.handler === undefined;
    if (cold) await clock.sleep(LATENCY.coldStart.ms);
    environment.invocations += 1;
    environment.running += 1;
    const { running } = environment;
    recorder.count('function invocations');
    const startMs = clock.now();
    const result = await this.output.run(
      {
        traceHeader: this.traces.header(traceId, environment.traced),
        line: (text) => this.logs.write(environment.logGroup, text, environment.skewMs),
        traceDocument: (text) => recorder.telemetry.addTraceDocument({ atMs: clock.now(), text }),
      },
      () => this.run(environment, event, startMs),
    );
    environment.running -= 1;
    const durationMs = clock.now() - startMs;
    this.emit(resource.name, { startMs, durationMs, running, ok: result.ok });
    return { ...result, durationMs };
  }

  private async run(environment: Environment, event: unknown, startMs: number) {
    const { clock } = this.world;
    const { resource, timeoutMs } = environment;
    let running = true;
    const timeout = clock.sleep(timeoutMs).then(() => {
      if (!running) return undefined;
      // Lambda throws the environment away with the invocation: the next one starts cold.
      environment.handler = undefined;
      throw new Error(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
    });
    timeout.catch(() => undefined);
    try {
      if (crashes(environment)) throw new Error('Runtime exited with error: signal: killed');
      environment.handler ??= underVariables(resource, environment.factory);
      const context = contextOf(environment, () => startMs + timeoutMs - clock.now());
      const value = await Promise.race([Promise.resolve(environment.handler(event, context)), timeout]);
      return { ok: true as const, value };
    } catch (error) {
      return { ok: false as const, error };
    } finally {
      running = false;
    }
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
  private emit(functionName: string, { startMs, durationMs, running, ok }: Invocation): void {
    const put = (name: string, value: number) =>
      this.world.metrics.put(
        { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } },
        value,
        startMs,
      );
    put('Invocations', 1);
    put('Errors', ok ? 0 : 1);
    put('Throttles', 0);
    put('ConcurrentExecutions', running);
    put('Duration', Math.max(1, durationMs));
  }
}

function crashes(environment: Environment): boolean {
  if (environment.crashing === 0) return false;
  environment.sinceCrashing += 1;
  return isStruck(environment.sinceCrashing, environment.crashing);
}

/** How the functions' metrics are simulated, for the report. */
export const FUNCTION_RULES = [
  { what: 'AWS/Lambda Invocations, Errors, Throttles', value: '1, 0 or 1, and 0 for each invocation', source: 'rule' },
  {
    what: 'AWS/Lambda Duration',
    value: 'virtual time the handler took, at least 1 ms; cold start not counted',
    source: 'rule',
  },
  {
    what: 'AWS/Lambda ConcurrentExecutions',
    value: 'invocations under way, sampled at the start of each',
    source: 'rule',
  },
  { what: 'Lambda concurrency', value: 'unlimited: nothing is throttled', source: 'rule' },
  ...TRACE_RULES,
] as const;

function contextOf({ resource, logGroup, invocations }: Environment, remainingMs: () => number): Context {
  const noCallback = () => {
    throw new Error('context.done, succeed and fail do not exist in current Lambda runtimes; return a promise');
  };
  return {
    awsRequestId: `${resource.logicalId}-${invocations}`,
    functionName: resource.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: resource.arn,
    memoryLimitInMB: String(resource.properties.MemorySize ?? 128),
    logGroupName: logGroup,
    logStreamName: 'rehearsal',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, remainingMs()),
    done: noCallback,
    fail: noCallback,
    succeed: noCallback,
  };
}

/** Builds a handler with the function's own environment variables in place, as at a cold start. */
function underVariables(resource: Resource, factory: HandlerFactory): RehearsedHandler {
  const variables = (resource.properties.Environment as { Variables?: Record<string, string> } | undefined)?.Variables;
  const saved = process.env;
  process.env = {
    ...saved,
    AWS_LAMBDA_FUNCTION_NAME: resource.name,
    AWS_XRAY_DAEMON_ADDRESS: `${TRACE_DAEMON.host}:${TRACE_DAEMON.port}`,
    ...variables,
  };
  try {
    const handler = factory();
    if (typeof handler === 'function') return handler;
    throw new Error(
      `the rehearsal binding of ${constructPath(resource.path)} must be a function that builds a handler, it built ${typeof handler}`,
    );
  } finally {
    process.env = saved;
  }
}
